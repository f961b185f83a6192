import { type ExecutionResult, GraphQLError } from 'graphql';
import type { ServerOptions, Context as SocketContext, SubscribePayload } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { endInItem, mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
import { operationOf } from '../admission/admit.ts';
import { validateOperation } from '../admission/validate.ts';
import { asGraphQLError, codeOf, present } from '../errors.ts';
import type { Asked, Pipeline } from '../pipeline.ts';
import { newTraceId } from '../trace-id.ts';
import type { Witness } from '../witness.ts';
import type { Session } from './session.ts';

/** What we keep of a socket beside what the library keeps. */
export type ConnectionExtra = {
  readonly session?: Session;
  /** They end with their socket, whatever the library makes of their ids. */
  readonly streams?: Set<Stream<ExecutionResult>>;
};

export type Connection = SocketContext<Record<string, unknown>, Extra & ConnectionExtra>;

/** The operations of a socket: each is checked, run and masked by itself and can fail no other. */
type Hooks = Required<
  Pick<
    ServerOptions<Record<string, unknown>, Extra & ConnectionExtra>,
    'onSubscribe' | 'execute' | 'subscribe' | 'onError'
  >
>;

/** An operation on its way, as graphql-ws carries it along. */
interface Running {
  readonly asked: Asked;
  readonly scope: Scope;
  readonly connection: Connection;
}

const operationsPerSocket = 50;

export function socketOperations(
  pipeline: Pipeline,
  witness: Witness,
  introspection: boolean,
): Hooks {
  const { schema } = pipeline.engine;

  async function prepare(connection: Connection, payload: SubscribePayload) {
    const { session } = connection.extra;
    if (!session) throw new Error('An operation came before its connection was acknowledged.');
    if (Object.keys(connection.subscriptions).length > operationsPerSocket) {
      throw new GraphQLError(`A socket may run ${operationsPerSocket} operations at once.`, {
        extensions: { code: 'RATE_LIMITED' },
      });
    }
    const operationName = payload.operationName ?? undefined;
    const document = validateOperation(schema, payload.query, introspection);
    operationOf(document, operationName);
    const variables = payload.variables ?? {};
    const asked = { source: payload.query, operationName, variables };
    const contextValue: Running = { asked, scope: await session.scope(), connection };
    return { schema, document, operationName, variableValues: variables, contextValue };
  }

  function masked(result: ExecutionResult, { traceId }: Scope): ExecutionResult {
    if (!result.errors) return result;
    const errors = result.errors.map((error) => {
      const { message, ...shown } = show(error, traceId);
      return new GraphQLError(message, { path: shown.path, extensions: shown.extensions });
    });
    return { ...result, errors };
  }

  function show(error: GraphQLError, traceId: string) {
    if (codeOf(error) === 'INTERNAL') witness.fault(error.originalError ?? error, traceId);
    return present(error, traceId);
  }

  const failed = (error: unknown, scope: Scope) =>
    masked({ errors: [asGraphQLError(error)] }, scope);

  /** A stream that never throws. */
  function streamOf(stream: Stream<ExecutionResult>, { scope, connection }: Running) {
    const { streams } = connection.extra;
    const results = endInItem(
      mapStream(
        stream,
        (result) => masked(result, scope),
        () => {
          witness.subscriptions(-1);
          streams?.delete(results);
        },
      ),
      (error) => failed(error, scope),
    );
    witness.subscriptions(1);
    streams?.add(results);
    return results;
  }

  return {
    async onSubscribe(connection, _id, payload) {
      try {
        return await prepare(connection, payload);
      } catch (error) {
        return [asGraphQLError(error)];
      }
    },

    async execute({ contextValue }) {
      const { asked, scope } = contextValue as Running;
      try {
        return masked(await pipeline.execute(asked, scope), scope);
      } catch (error) {
        return failed(error, scope);
      }
    },

    async subscribe({ contextValue }) {
      // graphql-ws hands back what `onSubscribe` gave it.
      const running = contextValue as Running;
      try {
        const stream = await pipeline.subscribe(running.asked, running.scope);
        if (Symbol.asyncIterator in stream) return streamOf(stream, running);
        return masked(stream, running.scope);
      } catch (error) {
        return failed(error, running.scope);
      }
    },

    onError: (_connection, _id, _payload, errors) =>
      errors.map((error) => show(error, newTraceId())),
  };
}
