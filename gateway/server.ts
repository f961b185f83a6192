import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ephemeral } from '../subgraphs/kernel/ephemeral/port.ts';
import type { Logger } from '../subgraphs/kernel/log.ts';
import { engineNamed } from './engines.ts';
import { showPorts } from './fetch/guard/metrics.ts';
import { watchAccess } from './identity/access-watch.ts';
import { apiTokensOf } from './identity/api-tokens.ts';
import { type Principals, principalsOf } from './identity/principals.ts';
import { noTenantAccesses, tenantAccessUsesOf } from './identity/tenant-access.ts';
import { rememberVerified } from './identity/verified-tokens.ts';
import { createBearerVerifier } from './identity/verify-bearer.ts';
import { createPipeline, type TokenVerifier } from './pipeline.ts';
import { type LiveGraph, openGraph } from './supergraph/open.ts';
import { fixedPorts, type PortDirectory, type Ports } from './supergraph/ports.ts';
import type { ReloadSettings } from './supergraph/reload.ts';
import { allowCors } from './transport/cors.ts';
import { type DrainSettings, drainable } from './transport/drain.ts';
import { answerHealth } from './transport/health.ts';
import { createHttpTransport } from './transport/http.ts';
import { createMetrics } from './transport/metrics.ts';
import { takeTelemetry } from './transport/telemetry.ts';
import { createWebSocketTransport } from './transport/websocket.ts';

export interface GatewayOptions {
  /** A name that `engines` knows; the first of them when it is not given. */
  readonly engine?: string;
  readonly supergraphSdl: string;
  /** Where later supergraphs come from; without it the first one stays. */
  readonly reload?: ReloadSettings | undefined;
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
  /** Origins of pages beside the gateway's own. */
  readonly allowedOrigins: readonly string[];
  /** Stops at once where it is not given, but for the requests under way. */
  readonly drain?: DrainSettings;
  /** GraphiQL and the local issuer, where they are present: each answers or says that it is not his. */
  readonly pages: readonly ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => Promise<boolean> | boolean)[];
}

export interface Gateway {
  /** Where it listens. */
  readonly url: string;
  readonly graph: LiveGraph;
  /** Stops taking requests, lets those under way finish, and ends the sockets. */
  stop(): Promise<void>;
}

const controlPlane = 'control-plane';
const atOnce: DrainSettings = { pauseMs: 0, spreadMs: 0 };

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, drain = atOnce, isOwnName } = options;
  const createEngine = engineNamed(options.engine);
  const metrics = createMetrics(log);
  const directory = 'open' in options.ports ? options.ports : fixedPorts(options.ports);
  const { registry } = metrics;
  const graph = await openGraph({ ...options, createEngine, directory, registry });
  const ports = () => graph.current().ports;
  showPorts(registry, ports);
  const { principals, apiTokens, uses } = knownBy(options, ports);
  const verifyAccessToken = options.verifyToken && rememberVerified(options.verifyToken);
  const pipeline = createPipeline({
    graph,
    verifyToken:
      verifyAccessToken && apiTokens
        ? createBearerVerifier({ verifyAccessToken, apiTokens })
        : verifyAccessToken,
    principals,
    uses,
    forwardedHeaders: options.forwardedHeaders ?? [],
  });
  const http = createHttpTransport(pipeline, metrics);
  const cors = allowCors(options.allowedOrigins);
  const webSockets = createWebSocketTransport(pipeline, metrics, {
    isAllowedOrigin: cors.isAllowed,
  });
  const caches = apiTokens ? [principals, apiTokens] : [principals];
  const unwatch = watchAccess(options.ephemeral, caches, webSockets);
  const required = options.principals ? [] : [controlPlane];
  const health = () => ({ ports: ports(), required, isDraining: draining.isDraining() });

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0];
    if (isOwnName && !isOwnName(request.headers.host)) return refuseName(response);
    if (cors.answerPreflight(request, response)) return;
    if (path === '/graphql') return http.handle(request, response);
    if (path === '/v1/traces') return takeTelemetry(pipeline, ports(), metrics, request, response);
    if (path === '/metrics') return metrics.answer(response);
    if (await answerHealth(path, health, response)) return;
    for (const page of options.pages) if (await page(request, response)) return;
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.\n');
  }

  const server = createServer(
    { maxHeaderSize: 16 * 1024, requestTimeout: 30_000 },
    (request, response) => {
      draining.take(response);
      route(request, response).catch((error: unknown) => {
        log.error({ err: error }, 'a request failed');
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
  );
  const draining = drainable(server, drain);
  server.on('upgrade', (request, socket, head) => {
    if (isOwnName && !isOwnName(request.headers.host)) socket.destroy();
    else webSockets.upgrade(request, socket, head);
  });
  await listen(server, options);

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    graph,
    async stop() {
      await draining.drain(() => webSockets.stop(drain.spreadMs));
      await unwatch();
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

/**
 * For a process that has much to start before it listens.
 *
 * @throws Error when another program listens there.
 */
export async function assertPortFree(
  address: Pick<GatewayOptions, 'port' | 'host'>,
): Promise<void> {
  const probe = createServer();
  await listen(probe, address);
  await new Promise((resolve) => probe.close(resolve));
}

function listen(
  server: Server,
  { port, host }: Pick<GatewayOptions, 'port' | 'host'>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? new Error(`The port ${port} is taken; choose another with PORT.`) : error);
    });
    server.listen(port, host, resolve);
  });
}
