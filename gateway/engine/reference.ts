import { createHash } from 'node:crypto';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { ApolloGateway, buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { type FetchNode, prettyFormatQueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { mapStream } from '../../subgraphs/kernel/stream.ts';
import { coerceVariables } from '../admission/variables.ts';
import type { FetchCaller, SubgraphPort } from '../fetch/port.ts';
import { portDataSource } from './data-source.ts';
import type { Engine, Operation, PreparedOperation } from './engine.ts';
import { asRefusal, plannerLimits } from './planning/planner-limits.ts';

const knownPlans = 1_000;

interface SubscriptionPlan {
  readonly primary: FetchNode;
  /** The event as a first fetch, then whatever hydrates it. */
  readonly hydration: Parameters<typeof executeQueryPlan>[0];
  readonly operationContext: ReturnType<typeof buildOperationContext>;
}

/** A name no subgraph can have: the source that hands the event of a subscription to the plan. */
const eventSource = '__event';

/**
 * Apollo's own executor: `ApolloGateway` for queries and mutations; for subscriptions, which it refuses,
 * its planner and its exported `executeQueryPlan`, with the event replayed as the first fetch of the plan.
 */
export async function createReferenceEngine(
  supergraphSdl: string,
  ports: ReadonlyMap<string, SubgraphPort>,
): Promise<Engine> {
  // Otherwise the constructor sends metrics to its vendor and asks cloud vendors who we are.
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
  const gateway = new ApolloGateway({
    supergraphSdl,
    queryPlannerConfig: plannerLimits,
    buildService: ({ name }) => portDataSource(portNamed(ports, name)),
  });
  const { schema, executor } = await gateway.load();
  const planner = ownPlanner(supergraphSdl);
  const services = new Map([...ports].map(([name, port]) => [name, portDataSource(port)]));

  return {
    schema,

    async execute(asked) {
      const operation = coerced(schema, asked);
      // The executor reads of the context what requestContext() gives it.
      const context = requestContext(operation) as never;
      return withoutRemarks(await executor(context).catch(asRefusal));
    },

    async subscribe(asked) {
      const operation = coerced(schema, asked);
      const plan = planner.plan(operation.prepared);
      const port = portNamed(ports, plan.primary.serviceName);
      const { operation: query, operationName, variableUsages = [] } = plan.primary;
      const fetch = { query, operationName, isMutation: false };
      const stream = await port.subscribe(
        fetch,
        pick(operation.variables, variableUsages),
        operation,
      );
      if (!(Symbol.asyncIterator in stream)) return stream;
      return mapStream(stream, async (event) => {
        if (!event.data) return event;
        const { extensions } = event;
        const result = await planner.run(plan, operation, services, event);
        return extensions === undefined ? result : { ...result, extensions };
      });
    },

    // ApolloGateway plans what it executes, and nothing before.
    warm: async () => {},
    explain: async (prepared) => planner.explain(prepared),
    stop: () => gateway.stop(),
  };
}

function ownPlanner(supergraphSdl: string) {
  const supergraph = Supergraph.build(supergraphSdl);
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const apiSchema = supergraph.apiSchema();
  const clientSchema = apiSchema.toGraphQLJSSchema();
  const planner = new QueryPlanner(supergraph, plannerLimits);
  const plans = new LRUCache<string, SubscriptionPlan>({ max: knownPlans });

  function planOf({ document, operationName }: PreparedOperation) {
    const named = operationName === undefined ? {} : { operationName };
    return planner.buildQueryPlan(operationFromDocument(apiSchema, document, named));
  }

  function build(prepared: PreparedOperation): SubscriptionPlan {
    const { document, operationName } = prepared;
    const named = operationName === undefined ? {} : { operationName };
    const { node } = planOf(prepared);
    if (node?.kind !== 'Subscription') throw new Error('The plan of a subscription has no stream.');
    const first = { ...node.primary, serviceName: eventSource };
    const nodes = node.rest ? [first, node.rest] : [first];
    return {
      primary: node.primary,
      hydration: { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } },
      operationContext: buildOperationContext({
        schema: clientSchema,
        operationDocument: document,
        ...named,
      }),
    };
  }

  return {
    explain: (prepared: PreparedOperation): string => prettyFormatQueryPlan(planOf(prepared)),

    plan(prepared: PreparedOperation): SubscriptionPlan {
      try {
        const plan = plans.get(prepared.key) ?? build(prepared);
        plans.set(prepared.key, plan);
        return plan;
      } catch (error) {
        return asRefusal(error);
      }
    },

    async run(
      plan: SubscriptionPlan,
      operation: Operation,
      services: ReadonlyMap<string, ReturnType<typeof portDataSource>>,
      event: ExecutionResult,
    ): Promise<ExecutionResult> {
      const result = await executeQueryPlan(
        plan.hydration,
        { ...Object.fromEntries(services), [eventSource]: { process: async () => event as never } },
        requestContext(operation),
        plan.operationContext,
        supergraphSchema,
        apiSchema,
      );
      return withoutRemarks(result);
    },
  };
}

function coerced(schema: GraphQLSchema, operation: Operation): Operation {
  const { prepared, variables } = operation;
  return { ...operation, variables: coerceVariables(schema, prepared.definition, variables) };
}

/**
 * The executor remarks under `extensions` on every entity that another subgraph named and its own does not have,
 * such as a trace that was never sent. The schema says already that it may be null.
 */
function withoutRemarks({ data, errors }: object & Partial<ExecutionResult>): ExecutionResult {
  return { ...(data === undefined ? {} : { data }), ...(errors ? { errors } : {}) };
}

function requestContext({
  prepared,
  variables,
  scope,
  signal,
}: Operation): GatewayGraphQLRequestContext<FetchCaller & Record<string, unknown>> {
  const { document, key, operationName } = prepared;
  const context: Partial<GatewayGraphQLRequestContext<FetchCaller & Record<string, unknown>>> = {
    document: document as DocumentNode,
    queryHash: createHash('sha256').update(key).digest('hex'),
    request: {
      query: key,
      variables,
      ...(operationName === undefined ? {} : { operationName }),
    },
    context: { scope, signal },
    metrics: {},
  };
  // The rest of the context (caches, HTTP, loggers) is for plugins, of which there are none.
  return context as GatewayGraphQLRequestContext<FetchCaller & Record<string, unknown>>;
}

function portNamed(ports: ReadonlyMap<string, SubgraphPort>, name: string): SubgraphPort {
  const port = ports.get(name);
  if (!port)
    throw new Error(`The supergraph names the subgraph ${name}, which has no address here.`);
  return port;
}

function pick(
  variables: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => name in variables).map((name) => [name, variables[name]]),
  );
}
