import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  parse,
  subscribe,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Context } from './context.ts';
import { errorCodes, refusal } from './errors.ts';
import type { Logger } from './log.ts';
import { mapStream, type Stream } from './stream.ts';

/** An operation as the gateway sends it. */
export interface SubgraphRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
}

/** A subgraph's schema, ready to run operations. Only the gateway speaks to it. */
export interface Executable {
  execute(request: SubgraphRequest, context: Context): Promise<ExecutionResult>;
  /** A stream of results, or one result with errors when the subscription is refused. */
  subscribe(
    request: SubgraphRequest,
    context: Context,
  ): Promise<Stream<ExecutionResult> | ExecutionResult>;
}

/** Operations come from query plans, so there are few texts: each is parsed and validated once. */
const knownOperations = 2_000;

export function createExecutable(schema: GraphQLSchema, log: Logger): Executable {
  const documents = new LRUCache<string, DocumentNode>({ max: knownOperations });

  const documentOf = (query: string): DocumentNode => {
    const known = documents.get(query);
    if (known) return known;
    const document = parse(query, { noLocation: true });
    const [error] = validate(schema, document);
    if (error) throw error;
    documents.set(query, document);
    return document;
  };

  const argumentsOf = (request: SubgraphRequest, contextValue: Context) => ({
    schema,
    document: documentOf(request.query),
    variableValues: request.variables,
    operationName: request.operationName,
    contextValue,
  });

  return {
    async execute(request, context) {
      try {
        return masked(await execute(argumentsOf(request, context)), context, log);
      } catch (error) {
        return { errors: [mask(error, context, log)] };
      }
    },

    async subscribe(request, context) {
      try {
        const stream = await subscribe(argumentsOf(request, context));
        if (!(Symbol.asyncIterator in stream)) return masked(stream, context, log);
        return mapStream(stream, (result) => masked(result, context, log));
      } catch (error) {
        return { errors: [mask(error, context, log)] };
      }
    },
  };
}

function masked(result: ExecutionResult, context: Context, log: Logger): ExecutionResult {
  if (!result.errors) return result;
  return { ...result, errors: result.errors.map((error) => mask(error, context, log)) };
}

/** What was meant for the client passes; a bug is logged here, once, and leaves as INTERNAL. */
function mask(error: unknown, context: Context, log: Logger): GraphQLError {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (
    cause instanceof GraphQLError &&
    errorCodes.some((code) => code === cause.extensions['code'])
  ) {
    return error instanceof GraphQLError ? error : cause;
  }
  if (cause === error && error instanceof GraphQLError) return asBadInput(error);
  log.error({ err: cause, traceId: context.traceId }, 'a resolver failed');
  return new GraphQLError('Something went wrong here; the fault has been logged.', {
    path: error instanceof GraphQLError ? error.path : undefined,
    extensions: { code: 'INTERNAL' },
  });
}

/** graphql-js itself refused: a variable that does not fit its type, or a field that is not there. */
function asBadInput(error: GraphQLError): GraphQLError {
  return refusal('BAD_USER_INPUT', error.message);
}
