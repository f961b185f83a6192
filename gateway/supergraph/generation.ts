import { createPrepare, type Prepare } from '../admission/prepare.ts';
import type { Engine } from '../engine/engine.ts';

/** Everything that is made from one supergraph, and replaced together when another takes its place. */
export interface Generation {
  readonly engine: Engine;
  readonly prepare: Prepare;
}

/** The supergraph that is served now; a request keeps the generation it began with. */
export interface Graph {
  current(): Generation;
  stop(): Promise<void>;
}

export interface GenerationOptions {
  /** Whether clients may read the schema. */
  readonly introspection: boolean;
}

export function createGeneration(engine: Engine, { introspection }: GenerationOptions): Generation {
  return { engine, prepare: createPrepare(engine.schema, introspection) };
}

/** A supergraph that never changes. */
export function fixedGraph(generation: Generation): Graph {
  return { current: () => generation, stop: () => generation.engine.stop() };
}
