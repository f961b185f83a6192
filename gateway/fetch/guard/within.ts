import { Departing, type Departure } from '../departure.ts';
import { SubgraphFailure } from '../failure.ts';
import type { Clock } from './clock.ts';

/** How long one attempt may take. */
export interface Patience {
  readonly subgraph: string;
  /** What this subgraph may take at the most. */
  readonly timeoutMs: number;
  /** When the request as a whole is given up, in epoch milliseconds; null where it did not say. */
  readonly requestDeadlineAt: number | null;
}

/** What is handed down with the question. */
export interface Limits {
  /** Aborted when it is given up. */
  readonly signal: Departure;
  /** Epoch milliseconds. */
  readonly deadlineAt: number;
}

/**
 * Asks, and gives up when the subgraph takes too long, when the request's own deadline comes, or when nobody waits
 * any more. What is asked is told by its signal, and is not waited for.
 *
 * @throws SubgraphFailure `late`, `overdue` or `abandoned`, else what `ask` throws.
 */
export function within<Result>(
  { subgraph, timeoutMs, requestDeadlineAt }: Patience,
  waiting: Departure | undefined,
  clock: Clock,
  ask: (limits: Limits) => Promise<Result>,
): Promise<Result> {
  const now = clock.now();
  const leftMs = requestDeadlineAt === null ? Number.POSITIVE_INFINITY : requestDeadlineAt - now;
  if (waiting?.aborted) return Promise.reject(new SubgraphFailure(subgraph, 'abandoned'));
  if (leftMs <= 0) return Promise.reject(new SubgraphFailure(subgraph, 'overdue'));
  const patienceMs = Math.min(timeoutMs, leftMs);

  return new Promise((resolve, reject) => {
    const controller = new Departing();
    const giveUp = (kind: 'late' | 'overdue' | 'abandoned') => {
      const failure = new SubgraphFailure(subgraph, kind);
      controller.abort(failure);
      reject(failure);
    };
    const onAbort = () => giveUp('abandoned');
    const stopClock = clock.after(patienceMs, () =>
      giveUp(leftMs < timeoutMs ? 'overdue' : 'late'),
    );
    waiting?.addEventListener('abort', onAbort, { once: true });
    const settle = () => {
      stopClock();
      waiting?.removeEventListener('abort', onAbort);
    };
    ask({ signal: controller, deadlineAt: now + patienceMs }).then(
      (result) => {
        settle();
        resolve(result);
      },
      (error) => {
        settle();
        reject(error);
      },
    );
  });
}
