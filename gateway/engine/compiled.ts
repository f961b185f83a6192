import { LRUCache } from 'lru-cache';
import { coerceVariables } from '../admission/variables.ts';
import type { SubgraphPort } from '../fetch/port.ts';
import type { Engine, PreparedOperation } from './engine.ts';
import { type CompileContext, compilePlan } from './execution/compile-plan.ts';
import type { Run, Step } from './execution/run.ts';
import { createPlanner, explainPlan } from './planning/planner.ts';
import { readPlan } from './planning/read-plan.ts';
import { type Answers, compileAnswers } from './response/answers.ts';
import { loadSupergraph } from './supergraph/load-supergraph.ts';

export interface EngineOptions {
  /** Operations whose plans are kept; the least recently used is forgotten first. */
  readonly knownPlans?: number;
}

interface CompiledOperation {
  readonly run: Step | undefined;
  readonly answers: Answers;
}

/** Plans of Apollo's planner, compiled once for each operation. */
export async function createEngine(
  supergraphSdl: string,
  ports: ReadonlyMap<string, SubgraphPort>,
  { knownPlans = 2_000 }: EngineOptions = {},
): Promise<Engine> {
  const supergraph = loadSupergraph(supergraphSdl);
  const { apiSchema: schema, types, reservedNames } = supergraph;
  const planner = createPlanner(supergraph);
  const context: CompileContext = { types, portOf: (name) => portNamed(ports, name) };
  const known = new LRUCache<string, CompiledOperation>({ max: knownPlans });

  function compile(prepared: PreparedOperation): CompiledOperation {
    const { node } = planner.plan(prepared);
    if (node?.kind === 'Subscription') throw new Error('A subscription is not executed.');
    const plan = node && readPlan(node, supergraph);
    return {
      run: plan && compilePlan(context, plan),
      answers: compileAnswers(schema, reservedNames, prepared),
    };
  }

  function compiled(prepared: PreparedOperation): CompiledOperation {
    const found = known.get(prepared.key) ?? compile(prepared);
    known.set(prepared.key, found);
    return found;
  }

  return {
    schema,

    async execute(operation) {
      const { prepared, scope, signal } = operation;
      const variables = coerceVariables(schema, prepared.definition, operation.variables);
      const { run: step, answers } = compiled(prepared);
      const run: Run = {
        data: {},
        errors: [],
        variables,
        caller: { scope, signal },
        shared: new Set(),
      };
      await step?.(run, [run.data]);
      return answers.answer(run);
    },

    subscribe: async () => {
      throw new Error('Subscriptions are still to come.');
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
