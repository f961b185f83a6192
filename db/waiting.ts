/** Until when somebody waits for what a database is asked. */
export interface Waiting {
  /** Epoch milliseconds; null where nobody has said. */
  readonly deadlineAt: number | null;
  /** Aborted when nobody waits any more. */
  readonly signal?: Pick<AbortSignal, 'aborted'> | undefined;
}

/** Of what is asked for nobody in particular, or for as long as a subscription lasts. */
export const withoutDeadline: Waiting = { deadlineAt: null };

/** A stuck statement would slow every tail of the log. */
export const longestStatementMs = 3_000;

/** Nobody waits any more for what was about to begin. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';

  constructor() {
    super('Nobody waits for it any more.');
  }
}

export function isOver({ deadlineAt, signal }: Waiting): boolean {
  return signal?.aborted === true || (deadlineAt !== null && deadlineAt <= Date.now());
}

/**
 * @returns how long a statement may run that begins now, in milliseconds.
 * @throws OutOfTime when it should not begin.
 */
export function statementMs(waiting: Waiting): number {
  if (isOver(waiting)) throw new OutOfTime();
  const { deadlineAt } = waiting;
  if (deadlineAt === null) return longestStatementMs;
  // PostgreSQL takes 0 for no limit at all.
  return Math.max(1, Math.min(longestStatementMs, Math.ceil(deadlineAt - Date.now())));
}

/** Whether that was the reason, also when drizzle has wrapped it. */
export function isOutOfTime(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof OutOfTime || isOutOfTime(error.cause);
}
