import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import { asGraphQLError, codeOf, present } from '../errors.ts';
import type { Pipeline } from '../pipeline.ts';
import { newTraceId } from '../trace-id.ts';
import type { Witness } from '../witness.ts';
import { originOf } from './origin.ts';
import { openSession, type Session } from './session.ts';
import { type Connection, type ConnectionExtra, socketOperations } from './socket-operations.ts';

export interface WebSocketOptions {
  /** Origins that pages may connect from; programs send none. */
  readonly isAllowedOrigin: (origin: string | undefined, request: IncomingMessage) => boolean;
}

export interface WebSocketTransport {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Asks anew what the people behind the sockets may do, and ends what they no longer may. */
  reauthorize(tenantId: string | null): Promise<void>;
  /**
   * Tells every socket that the service restarts, and lets no further one in.
   *
   * @param spreadMs - over how long they are told, so that they do not all come back at once.
   */
  stop(spreadMs: number): Promise<void>;
}

/** Codes of our own, beside those of the protocol (PROTOCOL.md of graphql-ws). */
export const closeCodes = {
  unauthorized: 4401,
  forbidden: 4403,
  slowConsumer: 4290,
  restart: 1012,
  tryAgainLater: 1013,
};

const largestMessageBytes = 64 * 1024;
const largestBacklogBytes = 1024 * 1024;
/** How often a peer is pinged, and how long it may take to answer: one that reads nothing is gone within 10 s. */
const pingMs = 5_000;

/** `graphql-transport-ws` on the path of `/graphql`; the token comes in `connection_init`. */
export function createWebSocketTransport(
  pipeline: Pipeline,
  witness: Witness,
  options: WebSocketOptions,
): WebSocketTransport {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessageBytes,
    // A message at a time: what one of them ends has ended before the next is looked at.
    allowSynchronousEvents: false,
  });
  const sessions = new Map<WebSocket, Session>();
  let isStopping = false;

  const server = useServer<Record<string, unknown>, ConnectionExtra>(
    {
      schema: () => pipeline.schema(),
      // Reasons of closing never hold a fault's own words.
      isProd: true,
      connectionInitWaitTimeout: 3_000,
      ...socketOperations(pipeline, witness),

      async onConnect(connection) {
        const { socket } = connection.extra;
        try {
          const session = await openSession(pipeline, socket, authorizationIn(connection), {
            ...originOf(connection.extra.request),
            headers: headersOf(connection),
          });
          keep(connection, session);
          return true;
        } catch (error) {
          const traceId = newTraceId();
          const refused = asGraphQLError(error);
          if (codeOf(refused) === 'INTERNAL') witness.fault(error, traceId);
          socket.close(closeCodeOf(refused), reason(refused, traceId));
          return false;
        }
      },

      onNext({ extra: { socket } }) {
        if (socket.bufferedAmount <= largestBacklogBytes) return;
        socket.close(closeCodes.slowConsumer, 'You read too slowly; resume from your last cursor');
        // A stalled peer never completes the closing handshake.
        setTimeout(() => socket.terminate(), 200).unref();
      },
    },
    sockets,
    pingMs,
  );

  function keep({ extra }: Connection, session: Session): void {
    const { socket } = extra;
    // It may have gone while its token was looked at.
    if (socket.readyState !== socket.OPEN) {
      session.end();
      return;
    }
    const streams = new Set<Stream<ExecutionResult>>();
    Object.assign(extra, { session, streams });
    sessions.set(socket, session);
    witness.sockets(1);
    socket.once('close', () => {
      session.end();
      sessions.delete(socket);
      witness.sockets(-1);
      for (const stream of streams) void stream.return();
    });
  }

  return {
    upgrade(request, socket, head) {
      // Node has taken its own listener away by now; a peer that resets the connection must not end the process.
      socket.on('error', () => socket.destroy());
      if (isStopping) return refuse(socket, '503 Service Unavailable');
      if (request.url?.split('?', 1)[0] !== '/graphql') return refuse(socket, '404 Not Found');
      if (!options.isAllowedOrigin(request.headers.origin, request))
        return refuse(socket, '403 Forbidden');
      sockets.handleUpgrade(request, socket, head, (opened) => {
        sockets.emit('connection', opened, request);
        // What is wrong with a frame the peer has been told already; the library would print it.
        opened.removeAllListeners('error').on('error', () => {});
      });
    },

    async reauthorize(tenantId) {
      const concerned = [...sessions.values()].filter(
        (session) => tenantId === null || session.tenantId === tenantId,
      );
      await Promise.all(concerned.map((session) => session.reauthorize()));
    },

    async stop(spreadMs) {
      isStopping = true;
      await Promise.all([...sockets.clients].map((socket) => restart(socket, spreadMs)));
      await server.dispose();
    },
  };
}

/** Resolves when the socket is closed, by its peer's leave or without. */
async function restart(socket: WebSocket, spreadMs: number): Promise<void> {
  await new Promise((resolve) => {
    socket.once('close', resolve);
    setTimeout(() => {
      socket.close(closeCodes.restart, 'Service restart');
      setTimeout(() => socket.terminate(), 500).unref();
    }, Math.random() * spreadMs);
  });
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
}

/** graphql-ws clients write the header's name as they like. */
function authorizationIn({ connectionParams = {} }: Connection): string | undefined {
  const value = connectionParams['authorization'] ?? connectionParams['Authorization'];
  return typeof value === 'string' ? value : undefined;
}

/** The headers of the handshake, and over them what `connection_init` holds under their names. */
function headersOf({ extra, connectionParams = {} }: Connection): Record<string, unknown> {
  const given = Object.entries(connectionParams).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  return { ...extra.request.headers, ...Object.fromEntries(given) };
}

/** Clients connect again by themselves after a 1013, and not after the others. */
function closeCodeOf(error: GraphQLError): number {
  const code = codeOf(error);
  if (code === 'UNAUTHENTICATED') return closeCodes.unauthorized;
  return code === 'FORBIDDEN' ? closeCodes.forbidden : closeCodes.tryAgainLater;
}

/** A close reason may hold 123 bytes. */
function reason(error: GraphQLError, traceId: string): string {
  return present(error, traceId).message.slice(0, 100);
}
