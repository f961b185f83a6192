import { type GraphQLSchema, isIntrospectionType, isSpecifiedScalarType } from 'graphql';
import { typesInUse } from '../removals.ts';

/** The types that no operation can reach, a line each. */
export function unreachableTypes(schema: GraphQLSchema): string[] {
  const inUse = typesInUse(schema);
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .filter(({ name }) => !inUse.has(name))
    .map(({ name }) => `${name} cannot be reached by any operation`);
}
