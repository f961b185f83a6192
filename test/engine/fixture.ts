import type { Trial } from './contest.ts';
import type { SubgraphTexts } from './world/graph.ts';
import type { WorldOptions } from './world/world.ts';

/** A claim as an operation. What it is to answer is what the monolith answers, unless it is written here. */
export interface Case extends Trial {
  readonly expected?: Expected;
}

/** For what no monolith can show: a subgraph that cannot be reached, or that lacks something. */
export interface Expected {
  readonly data: unknown;
  /** `message at path`. */
  readonly errors: readonly string[];
}

/** A small graph and what is claimed of it. */
export interface Fixture {
  readonly name: string;
  readonly subgraphs: SubgraphTexts;
  readonly world?: WorldOptions;
  /** What stands in its world for all cases. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** By what is claimed. A text alone is an operation without variables. */
  readonly cases: Readonly<Record<string, Case | string>>;
}
