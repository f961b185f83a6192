import { LRUCache } from 'lru-cache';
import { coerceVariables } from '../admission/variables.ts';
import type { SubgraphPort } from '../fetch/port.ts';
import { coalescingKey } from './coalescing-key.ts';
import { type CompiledOperation, compileOperation } from './compile-operation.ts';
import type { Engine, Operation, PreparedOperation } from './engine.ts';
import type { Sent } from './execution/fetch-call.ts';
import { openRun } from './execution/open-run.ts';
import { createInFlight } from './in-flight.ts';
import { createPlanner, explainPlan } from './planning/planner.ts';
import { loadSupergraph } from './supergraph/load-supergraph.ts';

export interface EngineOptions {
  /** Operations whose plans are kept; the least recently used is forgotten first. */
  readonly knownPlans?: number;
  /** Whether equal fetches in flight for the same scope are one. */
  readonly coalesceFetches?: boolean;
}

/** Plans of Apollo's planner, compiled once for each operation. */
export async function createEngine(
  supergraphSdl: string,
  ports: ReadonlyMap<string, SubgraphPort>,
  { knownPlans = 2_000, coalesceFetches = true }: EngineOptions = {},
): Promise<Engine> {
  const supergraph = loadSupergraph(supergraphSdl);
  const { apiSchema: schema, types } = supergraph;
  const planner = createPlanner(supergraph);
  const inFlight = createInFlight<Sent>();
  const context = { types, inFlight, portOf: (name: string) => portNamed(ports, name) };
  const known = new LRUCache<string, CompiledOperation>({ max: knownPlans });

  function compiled(prepared: PreparedOperation): CompiledOperation {
    const found = known.get(prepared.key);
    if (found) return found;
    const operation = compileOperation({ supergraph, planner, context }, prepared);
    known.set(prepared.key, operation);
    return operation;
  }

  const coerced = ({ prepared, variables }: Operation) =>
    coerceVariables(schema, prepared.definition, variables);

  return {
    schema,

    async execute(asked) {
      const { prepared, scope, signal } = asked;
      const variables = coerced(asked);
      const operation = compiled(prepared);
      if (operation.kind !== 'execution') throw new Error('A subscription is not executed.');
      const isQuery = prepared.definition.operation === 'query';
      const key = isQuery && coalesceFetches ? coalescingKey(scope) : undefined;
      return operation.execute(openRun(variables, { scope, signal }, key));
    },

    async subscribe(asked) {
      const { prepared, scope, signal } = asked;
      const variables = coerced(asked);
      const operation = compiled(prepared);
      if (operation.kind !== 'subscription') throw new Error('Only subscriptions have a stream.');
      return operation.subscribe(variables, { scope, signal });
    },

    warm: async (operations) => {
      for (const prepared of operations) compiled(prepared);
    },

    explain: async (prepared) => explainPlan(planner.plan(prepared)),

    stop: async () => {},
  };
}

function portNamed(ports: ReadonlyMap<string, SubgraphPort>, name: string): SubgraphPort {
  const port = ports.get(name);
  if (!port)
    throw new Error(`The supergraph names the subgraph ${name}, which has no address here.`);
  return port;
}
