import type { GraphQLError } from 'graphql';
import type { FetchCaller } from '../../fetch/port.ts';
import type { Data } from './data.ts';

/** One operation under way. */
export interface Run {
  /** What has been fetched so far, merged. */
  readonly data: Data;
  readonly errors: GraphQLError[];
  /** Coerced, with their defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: FetchCaller;
  /** Objects and lists that stand in several places of the data. */
  readonly shared: Set<object>;
}

/** Something a plan does with objects of the response; a promise only where it has to wait. */
export type Step = (run: Run, targets: readonly Data[]) => Promise<void> | undefined;
