import type { SubgraphPort } from '../port.ts';
import type { Clock } from './clock.ts';

/** A subgraph that takes longer to say so is not ready; probes of orchestrators wait for a second. */
export const lookForMs = 500;
/** Whoever asks within this time is told what was found before. */
const keptForMs = 1_000;

/**
 * Looks whether a subgraph is ready: not for longer than half a second, and once for all who ask within a second, so
 * that neither a subgraph that hangs nor a crowd that asks takes anything from the requests.
 */
export function sharedLook(look: SubgraphPort['isReady'], clock: Clock): SubgraphPort['isReady'] {
  let last: { readonly at: number; readonly found: ReturnType<typeof look> } | undefined;
  return () => {
    const now = clock.monotonic();
    if (last && now - last.at < keptForMs) return last.found;
    last = { at: now, found: timely(look, clock) };
    return last.found;
  };
}

function timely(look: SubgraphPort['isReady'], clock: Clock): ReturnType<typeof look> {
  return new Promise((resolve) => {
    const stopClock = clock.after(lookForMs, () => resolve(false));
    void look().then((found) => {
      stopClock();
      resolve(found);
    });
  });
}
