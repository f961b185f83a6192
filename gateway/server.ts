import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ephemeral } from '../subgraphs/kernel/ephemeral/port.ts';
import type { Logger } from '../subgraphs/kernel/log.ts';
import type { RateFigures } from './admission/budgets.ts';
import { openAdmission } from './admission/open.ts';
import { policies as ownPolicies, type Policies } from './authorization/policies.ts';
import { engineNamed } from './engines.ts';
import { showPorts } from './fetch/guard/metrics.ts';
import { createAccessCheck } from './identity/access-check.ts';
import { watchAccess } from './identity/access-watch.ts';
import { apiTokensOf } from './identity/api-tokens.ts';
import { type Principals, principalsOf } from './identity/principals.ts';
import { noTenantAccesses, tenantAccessUsesOf } from './identity/tenant-access.ts';
import { rememberVerified } from './identity/verified-tokens.ts';
import { createBearerVerifier } from './identity/verify-bearer.ts';
import { listen } from './listen.ts';
import { createLive } from './live/live.ts';
import { type RetryPolicy, resumingPort } from './live/resume.ts';
import { observedPipeline } from './observe/observed-pipeline.ts';
import { observedPort } from './observe/observed-port.ts';
import { tellSlowOperations } from './observe/slow-operations.ts';
import { type AdmittedOperation, createPipeline, type TokenVerifier } from './pipeline.ts';
import type { AdmissionSettings } from './settings.ts';
import { type LiveGraph, openGraph } from './supergraph/open.ts';
import { fixedPorts, type PortDirectory, type Ports, wrappedPorts } from './supergraph/ports.ts';
import { readmitted } from './supergraph/readmit.ts';
import type { ReloadSettings } from './supergraph/reload.ts';
import { type ArrivalLimits, arrivalOptions } from './transport/arrival-limits.ts';
import { allowCors } from './transport/cors.ts';
import { type DrainSettings, drainable } from './transport/drain.ts';
import { answerHealth } from './transport/health.ts';
import { createHttpTransport } from './transport/http.ts';
import { createMetrics } from './transport/metrics.ts';
import { isWebSocket, passByOffer } from './transport/other-upgrades.ts';
import { createOutboxes, type OutboxLimits } from './transport/outbox.ts';
import { answerPlan } from './transport/plan.ts';
import { createSessions, type SessionLimits, sessionLimits } from './transport/sessions.ts';
import type { SocketLimits } from './transport/socket/connection.ts';
import { createStreaming, type StreamLimits, streamLimits } from './transport/streaming.ts';
import { takeTelemetry } from './transport/telemetry.ts';
import { createWebSocketTransport } from './transport/websocket.ts';

export interface GatewayOptions {
  /** A name that `engines` knows; the first of them when it is not given. */
  readonly engine?: string;
  /** Whether equal queries in flight of one scope are run once. */
  readonly coalesceOperations?: boolean;
  readonly supergraphSdl: string;
  /** Where later supergraphs come from; without it the first one stays. */
  readonly reload?: ReloadSettings | undefined;
  /** From how long on an operation is logged with its plan: 1 s where it is not given. */
  readonly slowOperationMs?: number;
  /** The subgraphs at fixed addresses, or those that supergraphs give addresses of. */
  readonly ports: Ports | PortDirectory;
  /** Of the issuer's access tokens; API tokens are the Control Plane's. Null where nobody is asked for a token. */
  readonly verifyToken: TokenVerifier | null;
  /** Who may do what; the Control Plane knows where this does not say. */
  readonly principals?: Principals;
  /** Headers of clients that are handed on to subgraphs, in lower case. */
  readonly forwardedHeaders?: readonly string[];
  readonly ephemeral: Ephemeral;
  readonly log: Logger;
  readonly port: number;
  /** 127.0.0.1 unless others than this machine should reach it. */
  readonly host: string;
  /** Whether it answers under this name, the Host header of a request; under any where this is not given. */
  readonly isOwnName?: (host: string | undefined) => boolean;
  readonly introspection: boolean;
  readonly admission: AdmissionSettings;
  /** What callers and tenants may do; the figures of the house where it is not given. */
  readonly rates?: RateFigures;
  /** What `@policy` can name. */
  readonly policies?: Policies;
  /** Origins of pages beside the gateway's own. */
  readonly allowedOrigins: readonly string[];
  /** Stops at once where it is not given, but for the requests under way. */
  readonly drain?: DrainSettings;
  /** GraphiQL and the local issuer, where they are present: each answers or says that it is not his. */
  readonly pages: readonly ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => Promise<boolean> | boolean)[];
  readonly limits?: ConnectionLimits;
}

/** What connections may take; the defaults stand beside each. */
export interface ConnectionLimits {
  readonly arrival?: ArrivalLimits;
  readonly socket?: Partial<SocketLimits>;
  readonly stream?: Partial<StreamLimits>;
  readonly sessions?: Partial<SessionLimits>;
  readonly outbox?: Partial<OutboxLimits>;
  readonly retry?: RetryPolicy;
}

export interface Gateway {
  /** Where it listens. */
  readonly url: string;
  readonly graph: LiveGraph;
  /** Stops taking requests, lets those under way finish, and ends the sockets. */
  stop(): Promise<void>;
}

const controlPlane = 'control-plane';
/** An operation that takes this long is told of with its plan. */
const slowMs = 1_000;
const mostHeaders = 100;
const atOnce: DrainSettings = { pauseMs: 0, spreadMs: 0 };

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, drain = atOnce, isOwnName, limits = {} } = options;
  const { coalesceOperations = false } = options;
  const createEngine = engineNamed(options.engine, { coalesceOperations });
  const metrics = createMetrics(log);
  const directory = wrappedPorts(
    'open' in options.ports ? options.ports : fixedPorts(options.ports),
    (port) => observedPort(resumingPort(port, metrics, limits.retry), metrics.fetched),
  );
  const { registry } = metrics;
  const admission = openAdmission(options, metrics);
  const { unauthorizedFields } = options.admission;
  const graph = await openGraph({
    policies: ownPolicies,
    ...options,
    createEngine,
    directory,
    registry,
    unauthorizedFields,
  });
  const ports = () => graph.current().ports;
  showPorts(registry, ports);
  const { principals, apiTokens, uses } = knownBy(options, ports);
  const verifyAccessToken = options.verifyToken && rememberVerified(options.verifyToken);
  const live = createLive<AdmittedOperation>({
    open(operation) {
      const generation = graph.current();
      const prepared = readmitted(operation.prepared, generation);
      return generation.authorization.subscribe({ ...operation, prepared });
    },
    confirm: confirmation(),
    witness: metrics,
    mostAnswerBytes: admission.mostAnswerBytes,
  });
  graph.onSwap(() => live.replan());
  const tellSlow = tellSlowOperations({ slowMs: options.slowOperationMs ?? slowMs, log });
  const bare = createPipeline({
    graph,
    live,
    verifyToken:
      verifyAccessToken && apiTokens
        ? createBearerVerifier({ verifyAccessToken, apiTokens })
        : verifyAccessToken,
    principals,
    uses,
    forwardedHeaders: options.forwardedHeaders ?? [],
    knowsRoles: options.principals === undefined,
    ...admission,
  });
  const pipeline = observedPipeline(bare, (found) => {
    metrics.operated(found);
    void tellSlow(found);
  });
  const sessions = createSessions(pipeline, {
    ...sessionLimits,
    // Where nobody says who he is, all are one.
    ...(verifyAccessToken ? {} : { perUser: Number.POSITIVE_INFINITY }),
    ...limits.sessions,
  });
  const outboxes = createOutboxes(metrics, limits.outbox);
  const streaming = createStreaming({
    pipeline,
    witness: metrics,
    sessions,
    outboxes,
    limits: { ...streamLimits, ...limits.stream },
  });
  const http = createHttpTransport(pipeline, metrics, streaming);
  const cors = allowCors(options.allowedOrigins);
  const webSockets = createWebSocketTransport(pipeline, metrics, {
    isAllowedOrigin: cors.isAllowed,
    sessions,
    outboxes,
    ...(limits.socket ? { limits: limits.socket } : {}),
  });
  const caches = apiTokens ? [principals, apiTokens] : [principals];
  const unwatch = watchAccess(options.ephemeral, caches, sessions);
  const required = options.principals ? [] : [controlPlane];
  const health = () => {
    const { ports, digest } = graph.current();
    return { ports, digest, required, isDraining: draining.isDraining() };
  };

  /** Node leaves out those beyond a number without a word, so they are counted here. */
  const hasTooManyHeaders = ({ rawHeaders }: IncomingMessage) =>
    rawHeaders.length > 2 * mostHeaders;

  /** Where nobody may do more than another, nothing can change. */
  function confirmation() {
    if (!apiTokens) return async () => {};
    return createAccessCheck({
      controlPlane: controlPlaneOf(ports()),
      async onChange(tenantId) {
        principals.forget(tenantId);
        apiTokens.forget(tenantId);
        await sessions.reauthorize(tenantId);
      },
    }).confirm;
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0];
    if (isOwnName && !isOwnName(request.headers.host)) return refuseName(response);
    if (hasTooManyHeaders(request)) return refuseHeaders(response);
    if (cors.answerPreflight(request, response)) return;
    if (path === '/graphql') {
      return http.handle(request, response);
    }
    if (path === '/graphql/plan') {
      return answerPlan(pipeline, metrics, options.introspection, request, response);
    }
    if (path === '/v1/traces') return takeTelemetry(pipeline, ports(), metrics, request, response);
    if (path === '/metrics') return metrics.answer(response);
    if (await answerHealth(path, health, response)) return;
    for (const page of options.pages) if (await page(request, response)) return;
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.\n');
  }

  const server = createServer(arrivalOptions(limits.arrival), (request, response) => {
    draining.take(response);
    route(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const draining = drainable(server, drain);
  server.on('upgrade', (request, socket, head) => {
    const isForeign = isOwnName && !isOwnName(request.headers.host);
    if (isForeign || hasTooManyHeaders(request)) socket.destroy();
    else if (!isWebSocket(request)) passByOffer(server, request, socket, head);
    else webSockets.upgrade(request, socket, head);
  });
  await listen(server, options);

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    graph,
    async stop() {
      await draining.drain(async () => {
        await Promise.all([streaming.stop(drain.spreadMs), webSockets.stop(drain.spreadMs)]);
        server.closeIdleConnections();
      });
      await unwatch();
      outboxes.stop();
      await graph.stop();
      await directory.stop();
    },
  };
}

function controlPlaneOf(ports: Ports) {
  const port = ports.get(controlPlane);
  if (port) return port;
  throw new Error('The gateway needs the control-plane subgraph.');
}

function refuseHeaders(response: ServerResponse): void {
  response.writeHead(431, { 'content-type': 'text/plain', connection: 'close' });
  response.end(`A request may have ${mostHeaders} headers.\n`);
}

function refuseName(response: ServerResponse): void {
  response.writeHead(421, { 'content-type': 'text/plain' });
  response.end('It is not known under this name.\n');
}

/** Who may do what, and whose API tokens there are: as the options say, or else as the Control Plane does. */
function knownBy({ principals }: GatewayOptions, ports: () => Ports) {
  if (principals) return { principals, apiTokens: null, uses: noTenantAccesses };
  const known = controlPlaneOf(ports());
  return {
    principals: principalsOf(known),
    apiTokens: apiTokensOf(known),
    uses: tenantAccessUsesOf(known),
  };
}
