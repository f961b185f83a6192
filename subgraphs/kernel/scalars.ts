import { DateTimeResolver, JSONResolver } from 'graphql-scalars';

/** The scalars of `schema/common.graphql`, from a library that has met their edge cases. */
export const scalars = { DateTime: DateTimeResolver, JSON: JSONResolver };
