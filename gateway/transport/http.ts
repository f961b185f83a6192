import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { type ExecutionResult, OperationTypeNode } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { readTraceparent } from '../../subgraphs/kernel/scope/scope-headers.ts';
import { admit, operationOf } from '../admission/admit.ts';
import { sourceLimits } from '../admission/limits.ts';
import { asGraphQLError, codeOf, present, statusOf } from '../errors.ts';
import type { Arrival, Pipeline } from '../pipeline.ts';
import { newTraceId } from '../trace-id.ts';
import type { Witness } from '../witness.ts';
import { readJson } from './body.ts';

export interface HttpTransport {
  /** Answers `/graphql`; never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  stop(): Promise<void>;
}

interface RequestContext {
  readonly scope: Scope;
}

/** What happens while one request is served, for the error formatter, which is given nothing else. */
interface Serving {
  readonly traceId: string;
  readonly codes: string[];
}

/** `/graphql` by POST alone: Apollo Server speaks HTTP, the pipeline does the rest. */
export async function createHttpTransport(
  pipeline: Pipeline,
  witness: Witness,
  options: { readonly introspection: boolean },
): Promise<HttpTransport> {
  const serving = new AsyncLocalStorage<Serving>();
  const server = new ApolloServer<RequestContext>({
    gateway: asGateway(pipeline),
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    parseOptions: { maxTokens: sourceLimits.tokens },
    csrfPrevention: true,
    // Their store would be shared by all tenants.
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    stringifyResult: (value) => JSON.stringify(value),
    plugins: [ApolloServerPluginLandingPageDisabled()],
    formatError(formatted, error) {
      const { traceId, codes } = serving.getStore() ?? { traceId: newTraceId(), codes: [] };
      const shown = present(formatted, traceId);
      codes.push(codeOf(formatted));
      if (codeOf(formatted) === 'INTERNAL') witness.fault(error, traceId);
      return shown;
    },
  });
  await server.start();

  async function answer(request: IncomingMessage, arrival: Arrival): Promise<HTTPGraphQLResponse> {
    const identity = await pipeline.authenticate(arrival);
    const scope = await pipeline.scope(identity, arrival);
    const body = await readJson(request);
    assertServable(body);
    return server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method ?? '',
        headers: headerMap(request),
        search: new URL(request.url ?? '/', 'http://gateway').search,
        body,
      },
      context: async () => ({ scope }),
    });
  }

  return {
    async handle(request, response) {
      if (request.method !== 'POST') return refuseMethod(response);
      const startedAt = performance.now();
      const arrival = arrivalOf(request);
      const current: Serving = { traceId: arrival.traceId, codes: [] };
      try {
        const answered = await serving.run(current, () => answer(request, arrival));
        send(response, answered, current.traceId);
      } catch (error) {
        const refused = asGraphQLError(error);
        current.codes.push(codeOf(refused));
        if (codeOf(refused) === 'INTERNAL') witness.fault(error, current.traceId);
        refuse(request, response, refused, current.traceId);
      }
      witness.served({
        transport: 'http',
        status: response.statusCode,
        durationMs: performance.now() - startedAt,
        ...current,
      });
    },

    stop: () => server.stop(),
  };
}

/** Apollo Server believes that it has a gateway of its maker behind it. */
function asGateway(pipeline: Pipeline): GatewayInterface {
  const { schema } = pipeline.engine;
  return {
    async load() {
      const executor = async (context: {
        readonly source: string;
        readonly request: { readonly variables?: Record<string, unknown> };
        readonly operationName: string | null;
        readonly context: RequestContext;
      }) => {
        const asked = {
          source: context.source,
          operationName: context.operationName ?? undefined,
          variables: context.request.variables ?? {},
        };
        return pipeline.execute(asked, context.context.scope).catch(asResult);
      };
      // It asks for an executor of the version 4 context, and hands over what is read above.
      return { schema, executor: executor as never };
    },
    onSchemaLoadOrUpdate(tell) {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    async stop() {},
  };
}

/** What was refused before it ran is a result without data, which Apollo Server answers with 400. */
function asResult(error: unknown): ExecutionResult {
  const refused = asGraphQLError(error);
  if (codeOf(refused) === 'INTERNAL') throw error;
  return { errors: [refused] };
}

/**
 * What must hold before Apollo Server sees a body: one operation with its text, small enough that validating it
 * costs little, and no subscription.
 *
 * @throws GraphQLError BAD_USER_INPUT, GRAPHQL_PARSE_FAILED or OPERATION_TOO_LARGE.
 */
function assertServable(body: unknown): void {
  const { query, operationName = null } = isMembers(body) ? body : {};
  if (typeof query !== 'string' || (operationName !== null && typeof operationName !== 'string')) {
    throw refusal('BAD_USER_INPUT', 'The body must be one operation: an object with its `query`.');
  }
  const { operation } = operationOf(admit(query), operationName ?? undefined);
  if (operation === OperationTypeNode.SUBSCRIPTION) {
    throw refusal('BAD_USER_INPUT', 'Subscribe over a WebSocket, on this same path.');
  }
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function arrivalOf({ headers }: IncomingMessage): Arrival {
  return {
    authorization: headers.authorization,
    traceId: readTraceparent(headers['traceparent'])?.traceId ?? newTraceId(),
  };
}

function headerMap({ headers }: IncomingMessage): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

function send(response: ServerResponse, answer: HTTPGraphQLResponse, traceId: string): void {
  response.statusCode = answer.status ?? 200;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.setHeader('x-trace-id', traceId);
  response.setHeader('cache-control', 'no-store');
  response.end(answer.body.kind === 'complete' ? answer.body.string : undefined);
}

function refuseMethod(response: ServerResponse): void {
  response.writeHead(405, { allow: 'POST', 'content-type': 'text/plain' });
  response.end('Send operations by POST.\n');
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: ReturnType<typeof asGraphQLError>,
  traceId: string,
): void {
  response.statusCode = statusOf[codeOf(error)];
  if (response.statusCode === 401) response.setHeader('www-authenticate', 'Bearer');
  // What is left of an oversized body is not worth reading.
  if (!request.complete) response.setHeader('connection', 'close');
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('x-trace-id', traceId);
  response.setHeader('cache-control', 'no-store');
  response.end(JSON.stringify({ errors: [present(error, traceId)] }));
}
