import type { Context } from './context.ts';
import type { Logger } from './log.ts';

/** The faults of one answer, on their way into the log. */
export interface Faults {
  tell(level: 'warn' | 'error', cause: unknown, message: string): void;
  /** Says how many were not told. */
  close(): void;
}

/** Where one row fails a thousand do: to log each would fill the log and hold everybody else. */
const mostTold = 10;

export function openFaults({ traceId }: Pick<Context, 'traceId'>, log: Logger): Faults {
  let count = 0;
  return {
    tell(level, cause, message) {
      count += 1;
      if (count <= mostTold) log[level]({ err: cause, traceId }, message);
    },
    close() {
      const untold = count - mostTold;
      if (untold > 0) log.warn({ traceId, untold }, 'the same answer had more faults');
    },
  };
}
