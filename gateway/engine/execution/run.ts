import type { GraphQLError } from 'graphql';
import type { FetchCaller } from '../../fetch/port.ts';
import type { Data } from './data.ts';
import type { Deferral } from './deferral.ts';
import type { EntityTables } from './entity-tables.ts';

/** One operation under way. */
export interface Run {
  /** What has been fetched so far, merged. */
  readonly data: Data;
  readonly errors: GraphQLError[];
  /** Coerced, with their defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: FetchCaller;
  /** Within this, and only then, equal fetches in flight are one. */
  readonly coalescingKey: string | undefined;
  /** Objects and lists that stand in several places of the data. */
  readonly shared: Set<object>;
  /** Entities that were asked for already, where a plan may ask for them again. */
  readonly entities: EntityTables;
  /** Where the answer comes in parts. */
  readonly deferral?: Deferral;
}

/** Something a plan does with objects of the response; a promise only where it has to wait. */
export type Step = (run: Run, targets: readonly Data[]) => Promise<void> | undefined;
