import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { sqlState } from '../../db/client.ts';
import { isOutOfTime, isOver } from '../../db/waiting.ts';
import type { Context } from './context.ts';
import { errorCodes, outOfTime } from './errors.ts';
import { isInfrastructureError, queryCanceled } from './events/infrastructure.ts';
import { type Faults, openFaults } from './faults.ts';
import { createHotQueries } from './hot-queries.ts';
import type { Logger } from './log.ts';
import { endInItem, mapStream, type Stream } from './stream.ts';
import { openResults } from './subscription.ts';
import type { ForEvent } from './tracing/event-traces.ts';

/** An operation as the gateway sends it. */
export interface SubgraphRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
  /** Whether a trace of every field is wanted beside the data; see `federated-trace.ts`. */
  readonly isTraced?: boolean | undefined;
  /** For a subscription that was broken off: the cursor it goes on behind, whatever its arguments say. */
  readonly after?: string | undefined;
}

/** A subgraph's schema, ready to run operations. Only the gateway speaks to it. */
export interface Executable {
  execute(request: SubgraphRequest, context: Context): Promise<ExecutionResult>;
  /** A stream of results, or one result with errors when the subscription is refused. */
  subscribe(
    request: SubgraphRequest,
    context: Context,
    forEvent?: ForEvent,
  ): Promise<Stream<ExecutionResult> | ExecutionResult>;
}

/** Operations come from query plans, so there are few texts: each is parsed and validated once. */
const knownOperations = 2_000;

export function createExecutable(schema: GraphQLSchema, log: Logger): Executable {
  const documents = new LRUCache<string, DocumentNode>({ max: knownOperations });
  const hotQueries = createHotQueries(schema);

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
        const given = argumentsOf(request, context);
        const { document, variableValues: variables, operationName } = given;
        const hot = await hotQueries.run({ document, variables, operationName }, context);
        return masked(hot ?? (await execute(given)), context, log);
      } catch (error) {
        return { errors: [mask(error, context, openFaults(context, log))] };
      }
    },

    async subscribe(request, context, forEvent) {
      try {
        const stream = await openResults(argumentsOf(request, context), forEvent);
        if (!(Symbol.asyncIterator in stream)) return masked(stream, context, log);
        const results = mapStream(stream, (result) => masked(result, context, log));
        // A source that fails says so in a last result, over HTTP as in this process.
        return endInItem(results, (error) => ({
          errors: [mask(error, context, openFaults(context, log))],
        }));
      } catch (error) {
        return { errors: [mask(error, context, openFaults(context, log))] };
      }
    },
  };
}

function masked(result: ExecutionResult, context: Context, log: Logger): ExecutionResult {
  if (!result.errors) return result;
  const faults = openFaults(context, log);
  const errors = result.errors.map((error) => mask(error, context, faults));
  faults.close();
  return { ...result, errors };
}

/** What was meant for the client passes; a bug is logged here, once, and leaves as INTERNAL. */
function mask(error: unknown, context: Context, faults: Faults): GraphQLError {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (isRefusal(cause)) return error instanceof GraphQLError ? error : cause;
  const path = error instanceof GraphQLError ? error.path : undefined;
  if (error instanceof GraphQLError && isBadInput(error, cause)) {
    return new GraphQLError(error.message, { path, extensions: { code: 'BAD_USER_INPUT' } });
  }
  if (wasBrokenOff(cause, context)) {
    const { message, extensions } = outOfTime();
    return new GraphQLError(message, { path, extensions });
  }
  if (isInfrastructureError(cause)) {
    faults.tell('warn', cause, 'the store could not be used');
    return new GraphQLError('The data cannot be reached at the moment; try again.', {
      path,
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    });
  }
  faults.tell('error', cause, 'a resolver failed');
  return new GraphQLError('Something went wrong here; the fault has been logged.', {
    path,
    extensions: { code: 'INTERNAL' },
  });
}

/** Whether it was not begun because nobody waits any more, or was ended by PostgreSQL when nobody did. */
function wasBrokenOff(cause: unknown, { waiting }: Context): boolean {
  return isOutOfTime(cause) || (sqlState(cause) === queryCanceled && isOver(waiting));
}

function isRefusal(cause: unknown): cause is GraphQLError {
  if (!(cause instanceof GraphQLError)) return false;
  return errorCodes.some((code) => code === cause.extensions['code']);
}

/**
 * Whether graphql-js itself refused: the operation or a variable, and then there is no path yet; or an
 * argument, and then it points at one. What it says of a resolver's value points nowhere.
 */
function isBadInput({ path }: GraphQLError, cause: unknown): boolean {
  return path === undefined || (cause instanceof GraphQLError && cause.nodes !== undefined);
}
