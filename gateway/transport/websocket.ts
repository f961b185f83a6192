import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Pipeline } from '../pipeline.ts';
import type { Witness } from '../witness.ts';
import type { Outboxes } from './outbox.ts';
import type { Sessions } from './sessions.ts';
import { openConnection, type SocketLimits, socketLimits } from './socket/connection.ts';
import { closeCodes } from './socket/messages.ts';

export interface WebSocketOptions {
  /** Origins that pages may connect from; programs send none. */
  readonly isAllowedOrigin: (origin: string | undefined, request: IncomingMessage) => boolean;
  readonly sessions: Sessions;
  readonly outboxes: Outboxes;
  readonly limits?: Partial<SocketLimits>;
}

export interface WebSocketTransport {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Tells every socket that the service restarts, and lets no further one in.
   *
   * @param spreadMs - over how long they are told, so that they do not all come back at once.
   */
  stop(spreadMs: number): Promise<void>;
}

const subprotocol = 'graphql-transport-ws';
const largestMessageBytes = 64 * 1024;
/** Open at once, with those that have not said yet who they are. */
const mostSockets = 11_000;
/** A peer that does not answer a ping before the next is gone. */
const pingMs = 15_000;

/** `graphql-transport-ws` on the path of `/graphql`; the token comes in `connection_init`. */
export function createWebSocketTransport(
  pipeline: Pipeline,
  witness: Witness,
  { isAllowedOrigin, sessions, outboxes, limits }: WebSocketOptions,
): WebSocketTransport {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessageBytes,
    // Without a common one the socket opens all the same, so that it can be told why it is closed.
    handleProtocols: (protocols) => protocols.has(subprotocol) && subprotocol,
  });
  const connection = {
    pipeline,
    witness,
    sessions,
    outboxes,
    limits: { ...socketLimits, ...limits },
  };
  const silent = new WeakSet<WebSocket>();
  let isStopping = false;
  const pings = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate();
      silent.add(socket);
      socket.ping();
    }
  }, pingMs).unref();

  function open(socket: WebSocket, request: IncomingMessage): void {
    // What is wrong with a frame the library has told the peer already.
    socket.on('error', () => {});
    socket.on('pong', () => silent.delete(socket));
    if (socket.protocol === subprotocol) openConnection(socket, request, connection);
    else socket.close(closeCodes.subprotocolNotAcceptable, 'Subprotocol not acceptable');
  }

  return {
    upgrade(request, socket, head) {
      // Node has taken its own listener away by now; a peer that resets the connection must not end the process.
      socket.on('error', () => socket.destroy());
      if (isStopping) return refuse(socket, '503 Service Unavailable');
      if (request.url?.split('?', 1)[0] !== '/graphql') return refuse(socket, '404 Not Found');
      if (!isAllowedOrigin(request.headers.origin, request)) return refuse(socket, '403 Forbidden');
      if (server.clients.size >= mostSockets) return refuse(socket, '503 Service Unavailable');
      server.handleUpgrade(request, socket, head, open);
    },

    async stop(spreadMs) {
      isStopping = true;
      clearInterval(pings);
      await Promise.all([...server.clients].map((socket) => restart(socket, spreadMs)));
      await new Promise((resolve) => server.close(resolve));
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
