/** What is to be done when a signal is aborted. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the signal is aborted. A request waits for several fetches, and one listener stands for all of
 * them: to add and to remove one takes longer than all else that is done for a fetch already in flight.
 *
 * @returns calls it off.
 */
export function onDeparture(signal: AbortSignal, leave: () => void): () => void {
  const known = waiting.get(signal);
  const leaving = known ?? new Set();
  if (!known) {
    waiting.set(signal, leaving);
    const leaveAll = () => {
      for (const each of leaving) each();
    };
    signal.addEventListener('abort', leaveAll, { once: true });
  }
  leaving.add(leave);
  return () => void leaving.delete(leave);
}
