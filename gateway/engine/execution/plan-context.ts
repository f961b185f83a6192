import type { GraphQLSchema } from 'graphql';
import type { SubgraphPort } from '../../fetch/port.ts';
import type { InFlight } from '../in-flight.ts';
import type { Places } from '../planning/places.ts';
import type { Sent } from './fetched.ts';

/** What the steps of every plan over one supergraph have in common. */
export interface CompileContext {
  readonly types: GraphQLSchema;
  /** Fetches that somebody waits for. */
  readonly fetches: InFlight<Sent>;
  portOf(subgraph: string): SubgraphPort;
  /** The names of each key by which a subgraph knows a type. */
  keysOf(subgraph: string, typename: string): readonly (readonly string[])[] | undefined;
  /** Somebody who reads after a change must not be given what was asked for before it. */
  changed(): void;
}

/** What the steps of one plan know of each other. */
export interface PlanContext extends CompileContext {
  readonly places: Places;
  /** What is asked for by several of them, by `fetchId`. */
  readonly repeated: ReadonlySet<string>;
}
