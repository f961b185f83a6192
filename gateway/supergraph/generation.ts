import { parse } from 'graphql';
import { type Cost, compileCost } from '../admission/cost/cost.ts';
import { readCostRules } from '../admission/cost/rules.ts';
import { createPrepare, type Prepare } from '../admission/prepare.ts';
import {
  type Authorization,
  type AuthorizationOptions,
  createAuthorization,
} from '../authorization/authorization.ts';
import type { Engine, PreparedOperation } from '../engine/engine.ts';

/** Everything that is made from one supergraph, and replaced together when another takes its place. */
export interface Generation {
  readonly engine: Engine;
  readonly prepare: Prepare;
  /** Runs operations by the engine, without what their callers may not have. */
  readonly authorization: Authorization;
  costOf(prepared: PreparedOperation): Cost;
}

/** The supergraph that is served now; a request keeps the generation it began with. */
export interface Graph {
  current(): Generation;
  stop(): Promise<void>;
}

export interface GenerationOptions extends AuthorizationOptions {
  /** Whether clients may read the schema. */
  readonly introspection: boolean;
}

/** @param options - of the supergraph with its rules of access and cost, which the engine does without. */
export function createGeneration(engine: Engine, options: GenerationOptions): Generation {
  return {
    engine,
    prepare: createPrepare(engine.schema, options.introspection),
    authorization: createAuthorization(engine, options),
    costOf: costsUnder(engine, options.supergraphSdl),
  };
}

/** The costs of operations, each compiled once. */
function costsUnder({ schema }: Engine, supergraphSdl: string): Generation['costOf'] {
  const rules = readCostRules(parse(supergraphSdl, { noLocation: true }));
  const costs = new WeakMap<PreparedOperation, Cost>();
  return (prepared) => {
    const known = costs.get(prepared);
    if (known) return known;
    const cost = compileCost(schema, rules, prepared);
    costs.set(prepared, cost);
    return cost;
  };
}

/** A supergraph that never changes. */
export function fixedGraph(generation: Generation): Graph {
  return { current: () => generation, stop: () => generation.engine.stop() };
}
