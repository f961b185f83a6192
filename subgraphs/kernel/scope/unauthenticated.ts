/**
 * The one error of a credential that is not accepted, at the edge and between processes alike.
 *
 * Its message is a whole sentence for the caller and holds nothing of the credential. `isRetriable`
 * tells trouble of ours (a key set or a store out of reach) from a credential that stays bad.
 */
export interface Unauthenticated extends Error {
  readonly code: 'UNAUTHENTICATED';
  readonly isRetriable: boolean;
}

/** The credential is bad; the same one will be refused again. */
export function unauthenticated(sentence: string): Unauthenticated {
  return make(new Error(sentence), false);
}

/**
 * The credential could not be checked just now; the same one may be accepted later.
 *
 * @param cause - what failed, for the log alone.
 */
export function uncheckable(sentence: string, cause: unknown): Unauthenticated {
  return make(new Error(sentence, { cause }), true);
}

export function isUnauthenticated(error: unknown): error is Unauthenticated {
  return error instanceof Error && 'code' in error && error.code === 'UNAUTHENTICATED';
}

function make(error: Error, isRetriable: boolean): Unauthenticated {
  const code: Unauthenticated['code'] = 'UNAUTHENTICATED';
  return Object.assign(error, { name: 'Unauthenticated', code, isRetriable });
}
