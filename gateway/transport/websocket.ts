import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Context as SocketContext, SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
import { validateOperation } from '../admission/validate.ts';
import { asGraphQLError, codeOf, present } from '../errors.ts';
import type { Pipeline } from '../pipeline.ts';
import { newTraceId } from '../trace-id.ts';
import type { Witness } from '../witness.ts';
import { openSession, type Session } from './session.ts';

export interface WebSocketOptions {
  readonly introspection: boolean;
  /** Origins that pages may connect from; programs send none. */
  readonly isAllowedOrigin: (origin: string | undefined, request: IncomingMessage) => boolean;
}

export interface WebSocketTransport {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Asks anew what the people behind the sockets may do, and ends what they no longer may. */
  reauthorize(tenantId: string | null): Promise<void>;
  stop(): Promise<void>;
}

/** Codes of our own, beside those of the protocol (PROTOCOL.md of graphql-ws). */
export const closeCodes = {
  unauthorized: 4401,
  forbidden: 4403,
  slowConsumer: 4290,
  restart: 1012,
};

const largestMessageBytes = 64 * 1024;
const largestBacklogBytes = 1024 * 1024;
const operationsPerSocket = 50;

type Connection = SocketContext<Record<string, unknown>, Extra & { session?: Session }>;

/** `graphql-transport-ws` on the path of `/graphql`; the token comes in `connection_init`. */
export function createWebSocketTransport(
  pipeline: Pipeline,
  witness: Witness,
  options: WebSocketOptions,
): WebSocketTransport {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessageBytes });
  const sessions = new Map<WebSocket, Session>();
  const { schema } = pipeline.engine;

  const server = useServer<Record<string, unknown>, { session?: Session }>(
    {
      schema,
      connectionInitWaitTimeout: 3_000,

      async onConnect(connection) {
        const { socket } = connection.extra;
        try {
          const session = await openSession(pipeline, socket, authorizationIn(connection));
          connection.extra.session = session;
          sessions.set(socket, session);
          socket.once('close', () => {
            session.end();
            sessions.delete(socket);
            witness.sockets(-1);
          });
          witness.sockets(1);
          return true;
        } catch (error) {
          const refused = asGraphQLError(error);
          const isUnknown = codeOf(refused) === 'UNAUTHENTICATED';
          socket.close(isUnknown ? closeCodes.unauthorized : closeCodes.forbidden, reason(refused));
          return false;
        }
      },

      async onSubscribe(connection, _id, payload) {
        try {
          return await prepare(connection, payload);
        } catch (error) {
          return [asGraphQLError(error)];
        }
      },

      execute: async ({ contextValue }) => {
        const { asked, scope } = contextValue as Running;
        return masked(await pipeline.execute(asked, scope), scope);
      },

      subscribe: async ({ contextValue }) => {
        const { asked, scope } = contextValue as Running;
        const stream = await pipeline.subscribe(asked, scope);
        return Symbol.asyncIterator in stream ? maskedStream(stream, scope) : masked(stream, scope);
      },

      onError: (_connection, _id, _payload, errors) =>
        errors.map((error) => present(error, newTraceId())),

      onNext({ extra: { socket } }) {
        if (socket.bufferedAmount <= largestBacklogBytes) return;
        socket.close(closeCodes.slowConsumer, 'You read too slowly; resume from your last cursor');
        // A stalled peer never completes the closing handshake.
        setTimeout(() => socket.terminate(), 200).unref();
      },
    },
    sockets,
  );

  interface Running {
    readonly asked: Parameters<Pipeline['execute']>[0];
    readonly scope: Scope;
  }

  async function prepare(connection: Connection, payload: SubscribePayload) {
    const { session } = connection.extra;
    if (!session) throw new Error('An operation came before its connection was acknowledged.');
    if (Object.keys(connection.subscriptions).length > operationsPerSocket) {
      throw new GraphQLError(`A socket may run ${operationsPerSocket} operations at once.`, {
        extensions: { code: 'RATE_LIMITED' },
      });
    }
    const document = validateOperation(schema, payload.query, options.introspection);
    const asked = {
      source: payload.query,
      operationName: payload.operationName ?? undefined,
      variables: payload.variables ?? {},
    };
    const contextValue: Running = { asked, scope: await session.scope() };
    return {
      schema,
      document,
      operationName: asked.operationName,
      variableValues: asked.variables,
      contextValue,
    };
  }

  function masked(result: ExecutionResult, { traceId }: Scope): ExecutionResult {
    if (!result.errors) return result;
    const errors = result.errors.map((error) => {
      if (codeOf(error) === 'INTERNAL') witness.fault(error, traceId);
      const { message, ...shown } = present(error, traceId);
      return new GraphQLError(message, { path: shown.path, extensions: shown.extensions });
    });
    return { ...result, errors };
  }

  function maskedStream(stream: Stream<ExecutionResult>, scope: Scope): Stream<ExecutionResult> {
    witness.subscriptions(1);
    return mapStream(
      stream,
      (result) => masked(result, scope),
      () => witness.subscriptions(-1),
    );
  }

  return {
    upgrade(request, socket, head) {
      if (!options.isAllowedOrigin(request.headers.origin, request)) {
        socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (opened) =>
        sockets.emit('connection', opened, request),
      );
    },

    async reauthorize(tenantId) {
      const concerned = [...sessions.values()].filter(
        (session) => tenantId === null || session.tenantId === tenantId,
      );
      await Promise.all(concerned.map((session) => session.reauthorize()));
    },

    async stop() {
      for (const socket of sockets.clients) socket.close(closeCodes.restart, 'Service restart');
      setTimeout(() => sockets.clients.forEach((socket) => void socket.terminate()), 500).unref();
      await server.dispose();
    },
  };
}

/** graphql-ws clients write the header's name as they like. */
function authorizationIn({ connectionParams = {} }: Connection): string | undefined {
  const value = connectionParams['authorization'] ?? connectionParams['Authorization'];
  return typeof value === 'string' ? value : undefined;
}

/** A close reason may hold 123 bytes. */
function reason(error: GraphQLError): string {
  return present(error, '').message.slice(0, 100);
}
