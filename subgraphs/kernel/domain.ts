/** What a command yields: the next state, and the facts to publish, oldest first. */
export interface Change<State, Event> {
  readonly state: State;
  readonly events: readonly Event[];
}

/** Every refusal a mutation can answer with; the same closed list as `UserErrorCode` in the schema. */
export type DomainErrorCode =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'INVALID_INPUT'
  | 'ILLEGAL_TRANSITION'
  | 'STALE_VERSION'
  | 'ALREADY_EXISTS'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'QUOTA_EXCEEDED'
  | 'DECIDED_IN_REVIEW'
  | 'LEGAL_HOLD';

/**
 * A refusal the caller can act on; it becomes a `userErrors` entry. Anything else that is thrown is a bug.
 *
 * The message names the subject and the rule, ends with a full stop, and holds nothing secret.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  readonly code: DomainErrorCode;
  /** The input field at fault, dotted where it is nested. */
  readonly field: string | undefined;

  constructor(code: DomainErrorCode, message: string, field?: string) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/**
 * Builds the guard of a state machine from its table of allowed moves.
 *
 * @param subject - how a refusal names the aggregate, with its article: 'A review'.
 */
export function lifecycle<Status extends string>(
  subject: string,
  moves: Readonly<Record<Status, readonly Status[]>>,
): (from: Status, to: Status) => void {
  return (from, to) => {
    if (moves[from].includes(to)) return;
    const allowed =
      moves[from].length > 0 ? `only to ${moves[from].join(', ')}` : 'nowhere: it is final';
    throw new DomainError(
      'ILLEGAL_TRANSITION',
      `${subject} cannot move from ${from} to ${to}; it can move ${allowed}.`,
    );
  };
}
