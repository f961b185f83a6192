import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { codeOf, present } from './errors.ts';
import type { Witness } from './witness.ts';

/** An answer as it leaves: its errors are those that clients may see. */
export interface ShownResult {
  readonly data?: ExecutionResult['data'];
  readonly errors?: readonly GraphQLFormattedError[];
}

/** Errors as clients see them. What they see as INTERNAL is told to the witness in its own words. */
export function showErrors(
  errors: readonly GraphQLError[],
  traceId: string,
  witness: Witness,
): readonly GraphQLFormattedError[] {
  return errors.map((error) => {
    if (codeOf(error) === 'INTERNAL') witness.fault(error.originalError ?? error, traceId);
    return present(error, traceId);
  });
}

export function showResult(
  { data, errors }: ExecutionResult,
  traceId: string,
  witness: Witness,
): ShownResult {
  return {
    ...(errors ? { errors: showErrors(errors, traceId, witness) } : {}),
    ...(data === undefined ? {} : { data }),
  };
}
