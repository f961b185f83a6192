import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { codeOf, present } from './errors.ts';
import type { Remarks } from './remarks.ts';
import type { Witness } from './witness.ts';

/** An answer as it leaves: its errors are those that clients may see. */
export interface ShownResult {
  readonly data?: Exclude<ExecutionResult['data'], undefined>;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: NonNullable<Remarks['told']>;
}

/** Errors that one answer tells; there may be as many as it has objects. */
const mostErrors = 10;

/**
 * Errors as clients see them, ten at the most, of which the last then says how many more there are. What they see as
 * INTERNAL is told to the witness in its own words.
 */
export function showErrors(
  errors: readonly GraphQLError[],
  traceId: string,
  witness: Witness,
): readonly GraphQLFormattedError[] {
  const shown = (error: GraphQLError) => {
    if (isFault(error)) witness.fault(error.originalError ?? error, traceId);
    return present(error, traceId);
  };
  if (errors.length <= mostErrors) return errors.map(shown);
  const [next, ...others] = errors.slice(mostErrors - 1);
  const message = `And ${others.length + 1} more errors.`;
  const code = next ? codeOf(next) : 'INTERNAL';
  const rest = { message, extensions: { code, traceId } };
  return [...errors.slice(0, mostErrors - 1).map(shown), rest];
}

/** What nobody foresaw. That a client went away before its answer came is not of that kind. */
function isFault(error: GraphQLError): boolean {
  return codeOf(error) === 'INTERNAL' && error.originalError?.name !== 'AbortError';
}

/** @param told - what is told beside the answer. */
export function showResult(
  { data, errors }: ExecutionResult,
  traceId: string,
  witness: Witness,
  told?: Remarks['told'],
): ShownResult {
  return {
    ...(errors ? { errors: showErrors(errors, traceId, witness) } : {}),
    ...(data === undefined ? {} : { data }),
    ...(told ? { extensions: told } : {}),
  };
}
