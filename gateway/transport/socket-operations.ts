import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { ServerOptions, Context as SocketContext, SubscribePayload } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { endInItem, mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
import { type Answer, readAnswer } from '../engine/engine.ts';
import { asGraphQLError } from '../errors.ts';
import type { AdmittedOperation, Pipeline, Remarks } from '../pipeline.ts';
import { newTraceId } from '../trace-id.ts';
import type { Witness } from '../witness.ts';
import { showErrors, showResult } from './answering.ts';
import { askedFrom } from './asked.ts';
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
  readonly operation: AdmittedOperation;
  readonly connection: Connection;
}

const operationsPerSocket = 50;

export function socketOperations(pipeline: Pipeline, witness: Witness): Hooks {
  async function prepare(connection: Connection, payload: SubscribePayload) {
    const { session } = connection.extra;
    if (!session) throw new Error('An operation came before its connection was acknowledged.');
    if (Object.keys(connection.subscriptions).length > operationsPerSocket) {
      throw new GraphQLError(`A socket may run ${operationsPerSocket} operations at once.`, {
        extensions: { code: 'RATE_LIMITED' },
      });
    }
    const scope = await session.scope();
    const { variables, wantsCost, ...asked } = askedFrom({ ...payload });
    const prepared = pipeline.prepare(asked, scope);
    const { operationName } = asked;
    const operation = { prepared, variables, wantsCost, scope };
    const contextValue: Running = { operation, connection };
    const { document } = prepared;
    return { schema: pipeline.schema(), document, operationName, contextValue };
  }

  function masked(answer: Answer & Remarks, { traceId }: Scope): ExecutionResult {
    const { errors, ...shown } = showResult(readAnswer(answer), traceId, witness, answer.told);
    return errors ? { ...shown, errors: errors.map(asSent) } : shown;
  }

  const failed = (error: unknown, scope: Scope) =>
    masked({ errors: [asGraphQLError(error)] }, scope);

  /** A stream that never throws. */
  function streamOf(stream: Stream<ExecutionResult>, { operation, connection }: Running) {
    const { scope } = operation;
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
      const { operation } = contextValue as Running;
      try {
        return masked(await pipeline.execute(operation), operation.scope);
      } catch (error) {
        return failed(error, operation.scope);
      }
    },

    async subscribe({ contextValue }) {
      // graphql-ws hands back what `onSubscribe` gave it.
      const running = contextValue as Running;
      const { operation } = running;
      try {
        const stream = await pipeline.subscribe(operation);
        if (Symbol.asyncIterator in stream) return streamOf(stream, running);
        return masked(stream, operation.scope);
      } catch (error) {
        return failed(error, operation.scope);
      }
    },

    onError: (_connection, _id, _payload, errors) => showErrors(errors, newTraceId(), witness),
  };
}

/** graphql-ws takes errors of graphql-js; where they stand in the text is not told here. */
function asSent({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { path, extensions });
}
