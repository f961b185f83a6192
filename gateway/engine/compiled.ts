import { OperationTypeNode } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { coerceVariables } from '../admission/variables.ts';
import type { FetchCaller, SubgraphPort } from '../fetch/port.ts';
import { coalescingKey } from './coalescing-key.ts';
import { compileDeferred } from './compile-deferred.ts';
import { compileOperation } from './compile-operation.ts';
import { type Decided, decide, decidedOperation, decidingVariables } from './decided.ts';
import type { Answer, Engine, Operation, PreparedOperation } from './engine.ts';
import type { Sent } from './execution/fetched.ts';
import { openRun } from './execution/open-run.ts';
import { createInFlight } from './in-flight.ts';
import { planBytes } from './plan-bytes.ts';
import { createPlanner } from './planning/planner.ts';
import { createPlans } from './plans.ts';
import { loadSupergraph } from './supergraph/load-supergraph.ts';
import { createTurns } from './turns.ts';

export interface EngineOptions {
  /** Operations whose plans are kept; the least recently used is forgotten first. */
  readonly knownPlans?: number;
  /** Bytes that they may take. */
  readonly knownPlanBytes?: number;
  /** Whether equal fetches in flight for the same scope are one. */
  readonly coalesceFetches?: boolean;
  /** Whether equal queries in flight for the same scope are one, as a whole. */
  readonly coalesceOperations?: boolean;
}

interface Deferred {
  readonly decided: Decided;
  /** The variables that are true, of those that decide what is deferred. */
  readonly deferring: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

const megabyte = 1024 * 1024;
/** Of plans; those of answers in parts have a quarter of it beside them. Together 30 MB. */
const mostPlanBytes = 24 * megabyte;

/** Plans of Apollo's planner, compiled once for each operation. */
export async function createEngine(
  supergraphSdl: string,
  ports: ReadonlyMap<string, SubgraphPort>,
  options: EngineOptions = {},
): Promise<Engine> {
  const { knownPlans = 2_000, knownPlanBytes = mostPlanBytes } = options;
  const { coalesceFetches = true, coalesceOperations = false } = options;
  const supergraph = loadSupergraph(supergraphSdl);
  const { apiSchema: schema, types, entityKeys, graphOf } = supergraph;
  const planner = createPlanner(supergraph);
  const fetches = createInFlight<Sent>();
  const queries = createInFlight<Answer>();
  const context = {
    types,
    fetches,
    portOf: (name: string) => portNamed(ports, name),
    keysOf: (name: string, typename: string) => entityKeys.get(`${graphOf.get(name)}:${typename}`),
    changed(tenantId: string | null) {
      fetches.seal(tenantId);
      queries.seal(tenantId);
    },
  };
  const compiler = { supergraph, planner, context };
  const turns = createTurns();
  const plans = createPlans(
    (decided: Decided) => compileOperation(compiler, decidedOperation(decided)),
    { most: knownPlans, mostBytes: knownPlanBytes, bytesOf: planBytes },
    turns,
  );
  const deferredPlans = createPlans(
    ({ decided, deferring }: Deferred) =>
      compileDeferred(compiler, decidedOperation(decided), (name) => deferring.includes(name)),
    {
      most: knownPlans,
      mostBytes: knownPlanBytes / 4,
      bytesOf: ({ decided }) => planBytes(decided),
    },
    turns,
  );
  const planOf = (prepared: PreparedOperation, variables: Values, caller?: FetchCaller) => {
    const decided = decide(prepared, variables);
    return plans.find(decided.key, decided, caller);
  };

  const coerced = ({ prepared, variables }: Operation) =>
    coerceVariables(schema, prepared.definition, variables);

  return {
    schema,

    async execute({ acceptsDeferred = false, ...asked }) {
      const { prepared, scope, signal } = asked;
      const variables = coerced(asked);
      const decided = decide(prepared, variables);
      const operation = await plans.find(decided.key, decided, { scope, signal });
      if (operation.kind !== 'execution') throw new Error('A subscription is not executed.');
      const isQuery = prepared.definition.operation === OperationTypeNode.QUERY;
      const key = isQuery ? coalescingKey(scope) : undefined;
      const fetchKey = coalesceFetches ? key : undefined;

      if (acceptsDeferred && operation.deferVariables) {
        const deferring = operation.deferVariables.filter((name) => variables[name] === true);
        const deferredKey = `${deferring.join()}\n${decided.key}`;
        const caller = { scope, signal };
        const deferred = await deferredPlans.find(deferredKey, { decided, deferring }, caller);
        if (deferred.execute) return deferred.execute(variables, caller, fetchKey);
      }
      const execute = (caller: FetchCaller) =>
        operation.execute(openRun(variables, caller, fetchKey));
      if (!coalesceOperations || key === undefined) return execute({ scope, signal });
      const values = `${key}\n${JSON.stringify(variables)}`;
      const { answer } = await queries.join(prepared.key, values, { scope, signal }, execute);
      return answer;
    },

    async subscribe(asked) {
      const { prepared } = asked;
      const variables = coerced(asked);
      const operation = await planOf(prepared, variables, asked);
      if (operation.kind !== 'subscription') {
        throw refusal('BAD_USER_INPUT', 'Nothing is left of this subscription to follow.');
      }
      return operation.subscribe(variables, asked);
    },

    async warm(operations) {
      // What cannot be planned is told to whoever asks for it.
      for (const prepared of operations) {
        for (const values of [{}, allTrue(prepared)])
          await Promise.resolve(planOf(prepared, values)).catch(() => {});
      }
    },

    async explain(prepared) {
      const names = decidingVariables(prepared).map((name) => `$${name}`);
      const text = (await planOf(prepared, allTrue(prepared))).explain();
      return names.length > 0 ? `# Where these are true: ${names.join(', ')}\n${text}` : text;
    },

    stop: async () => {},
  };
}

function allTrue(prepared: PreparedOperation): Values {
  return Object.fromEntries(decidingVariables(prepared).map((name) => [name, true]));
}

function portNamed(ports: ReadonlyMap<string, SubgraphPort>, name: string): SubgraphPort {
  const port = ports.get(name);
  if (!port)
    throw new Error(`The supergraph names the subgraph ${name}, which has no address here.`);
  return port;
}
