import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ephemeral } from '../subgraphs/kernel/ephemeral/port.ts';
import type { Logger } from '../subgraphs/kernel/log.ts';
import { createEngine } from './engine/compiled.ts';
import { createReferenceEngine } from './engine/reference.ts';
import type { SubgraphPort } from './fetch/port.ts';
import { watchAccess } from './identity/access-watch.ts';
import { principalsOf } from './identity/principals.ts';
import { createPipeline, type TokenVerifier } from './pipeline.ts';
import type { EngineName } from './settings.ts';
import { createGeneration, fixedGraph } from './supergraph/generation.ts';
import { allowCors } from './transport/cors.ts';
import { answerHealth } from './transport/health.ts';
import { createHttpTransport } from './transport/http.ts';
import { createMetrics } from './transport/metrics.ts';
import { takeTelemetry } from './transport/telemetry.ts';
import { createWebSocketTransport } from './transport/websocket.ts';

export interface GatewayOptions {
  /** The compiled engine when it is not given. */
  readonly engine?: EngineName;
  readonly supergraphSdl: string;
  readonly ports: ReadonlyMap<string, SubgraphPort>;
  readonly verifyToken: TokenVerifier;
  readonly ephemeral: Ephemeral;
  readonly log: Logger;
  readonly port: number;
  /** 127.0.0.1 unless others than this machine should reach it. */
  readonly host: string;
  readonly introspection: boolean;
  /** Origins of pages beside the gateway's own. */
  readonly allowedOrigins: readonly string[];
  /** GraphiQL and the local issuer, where they are present: each answers or says that it is not his. */
  readonly pages: readonly ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => Promise<boolean> | boolean)[];
}

export interface Gateway {
  /** Where it listens. */
  readonly url: string;
  /** Stops taking requests, lets those under way finish, and ends the sockets. */
  stop(): Promise<void>;
}

/** Requests under way get this long at a stop. */
const drainMs = 10_000;

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { ports, log } = options;
  const controlPlane = ports.get('control-plane');
  if (!controlPlane) throw new Error('The gateway needs the control-plane subgraph.');
  const metrics = createMetrics(log);
  const createNamed = options.engine === 'reference' ? createReferenceEngine : createEngine;
  const engine = await createNamed(options.supergraphSdl, ports);
  const principals = principalsOf(controlPlane);
  const graph = fixedGraph(createGeneration(engine, options));
  const pipeline = createPipeline({ graph, verifyToken: options.verifyToken, principals });
  const http = createHttpTransport(pipeline, metrics);
  const cors = allowCors(options.allowedOrigins);
  const webSockets = createWebSocketTransport(pipeline, metrics, {
    isAllowedOrigin: cors.isAllowed,
  });
  const unwatch = watchAccess(options.ephemeral, principals, webSockets);

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0];
    if (cors.answerPreflight(request, response)) return;
    if (path === '/graphql') return http.handle(request, response);
    if (path === '/v1/traces') return takeTelemetry(pipeline, ports, metrics, request, response);
    if (path === '/metrics') return metrics.answer(response);
    if (await answerHealth(path, ports, response)) return;
    for (const page of options.pages) if (await page(request, response)) return;
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.\n');
  }

  const server = createServer(
    { maxHeaderSize: 16 * 1024, requestTimeout: 30_000 },
    (request, response) => {
      route(request, response).catch((error: unknown) => {
        log.error({ err: error }, 'a request failed');
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
  );
  server.on('upgrade', (request, socket, head) => webSockets.upgrade(request, socket, head));
  await listen(server, options);

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async stop() {
      await unwatch();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const cut = setTimeout(() => server.closeAllConnections(), drainMs);
      server.closeIdleConnections();
      await webSockets.stop();
      await closed;
      clearTimeout(cut);
      await graph.stop();
      await Promise.all([...ports.values()].map((port) => port.stop()));
    },
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
