import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type ErrorCode, errorCodes, refusal } from '../subgraphs/kernel/errors.ts';
import { isUnauthenticated } from '../subgraphs/kernel/scope/unauthenticated.ts';

/** Codes that libraries use, in our closed list. */
const synonyms: ReadonlyMap<string, ErrorCode> = new Map([
  ['BAD_REQUEST', 'BAD_USER_INPUT'],
  ['OPERATION_RESOLUTION_FAILURE', 'BAD_USER_INPUT'],
  ['PERSISTED_QUERY_NOT_SUPPORTED', 'BAD_USER_INPUT'],
  ['INTROSPECTION_DISABLED', 'FORBIDDEN'],
]);

/** HTTP status of a request of which nothing was executed. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_TOO_LARGE: 400,
  PERSISTED_QUERY_NOT_FOUND: 400,
  RATE_LIMITED: 429,
  RESUME_TOO_OLD: 400,
  SUBGRAPH_UNAVAILABLE: 503,
  INTERNAL: 500,
};

/**
 * An error as clients see it: its message where the code says that it was meant for them, a fixed
 * sentence otherwise; the code; the trace to ask an operator about. Nothing else leaves.
 */
export function present(
  error: GraphQLError | GraphQLFormattedError,
  traceId: string,
): GraphQLFormattedError {
  const code = codeOf(error);
  const { locations, path } = error;
  return {
    message: isExposed(error) ? error.message : messageOf(code, error.message),
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    extensions: { code, traceId, ...waiting(error) },
  };
}

/** How long to wait, where that is known. */
function waiting({ extensions }: Pick<GraphQLFormattedError, 'extensions'>) {
  const retryAfterMs = extensions?.['retryAfterMs'];
  return typeof retryAfterMs === 'number' ? { retryAfterMs } : {};
}

/** No JSON can hold it, so no subgraph can expose an error of its own accord. */
const exposed = Symbol('exposed');

/** The same error, its message meant for clients whatever its code: for gateways that serve its developer alone. */
export function expose({ message, path, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { path, extensions: { ...extensions, [exposed]: true } });
}

function isExposed({ extensions }: GraphQLError | GraphQLFormattedError): boolean {
  return extensions !== undefined && exposed in extensions;
}

function messageOf(code: ErrorCode, message: string): string {
  if (code === 'INTERNAL') return 'Something went wrong here; the fault has been logged.';
  // What graphql-js says of a value suggests names of the schema, which not everybody may read.
  return code === 'BAD_USER_INPUT' ? withoutSuggestions(message) : message;
}

/** A message of graphql-js without the names it suggests. */
export function withoutSuggestions(message: string): string {
  return message.replace(/ ?Did you mean [^?]*\?$/, '');
}

export function codeOf(error: GraphQLError | GraphQLFormattedError): ErrorCode {
  const code = error.extensions?.['code'];
  if (typeof code !== 'string') return 'INTERNAL';
  return synonyms.get(code) ?? errorCodes.find((known) => known === code) ?? 'INTERNAL';
}

/** Any thrown thing as a GraphQL error; what was not meant for clients becomes INTERNAL. */
export function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  if (isUnauthenticated(error)) {
    return refusal(error.isRetriable ? 'SUBGRAPH_UNAVAILABLE' : 'UNAUTHENTICATED', error.message);
  }
  return new GraphQLError('internal', {
    extensions: { code: 'INTERNAL' },
    originalError: error instanceof Error ? error : null,
  });
}
