import { GraphQLError } from 'graphql';
import { sqlState } from '../../db/client.ts';
import { DomainError } from './domain.ts';

/** Codes of top-level errors; the list is closed. Everything else that goes wrong is INTERNAL. */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_TOO_LARGE',
  // Clients of automatic persisted queries know it by this name, and send the text then.
  'PERSISTED_QUERY_NOT_FOUND',
  'RATE_LIMITED',
  'RESUME_TOO_OLD',
  'SUBGRAPH_UNAVAILABLE',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** An error meant for the client: its message may be shown as it is. */
export function refusal(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** Nobody waits any more: for whoever looks all the same. */
export function outOfTime(): GraphQLError {
  return refusal('SUBGRAPH_UNAVAILABLE', 'There was no time left for this; try again.');
}

/** What a read threw, as a top-level error: refusals of the domain, and values PostgreSQL could not take. */
export function asReadRefusal(error: unknown): unknown {
  const cause = asDomainError(error);
  if (!(cause instanceof DomainError)) return error;
  return refusal(cause.code === 'FORBIDDEN' ? 'FORBIDDEN' : 'BAD_USER_INPUT', cause.message);
}

/** SQLSTATE class 22 is a value of the caller that its column cannot hold, such as a malformed id. */
export function asDomainError(error: unknown): unknown {
  if (!sqlState(error)?.startsWith('22')) return error;
  return new DomainError('INVALID_INPUT', 'An id or another value is malformed.');
}
