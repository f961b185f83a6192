import { LRUCache } from 'lru-cache';
import { refusal } from '../../subgraphs/kernel/errors.ts';

export interface Attempts {
  /**
   * Counts one more attempt, before its outcome is known: those on their way count too.
   *
   * @returns what takes it back, to be called once, when it was not a failure.
   * @throws GraphQLError RATE_LIMITED when the name, or everybody together, has had enough of them.
   */
  begin(name: string): () => void;
}

export interface AttemptLimits {
  readonly perName: number;
  /** For all names together, since a guesser can take a new one each time. */
  readonly inAll: number;
  /** A window begins with its first attempt. */
  readonly windowMs: number;
  /** Milliseconds that only ever rise. */
  readonly now?: () => number;
}

interface Window {
  readonly endsAt: number;
  count: number;
}

/** Bounds how often something may fail, in this process. */
export function createAttempts({
  perName,
  inAll,
  windowMs,
  now = () => performance.now(),
}: AttemptLimits): Attempts {
  // As many names as can have a window at a time, two of all together overlapping it: none is pushed out early.
  const named = new LRUCache<string, Window>({ max: 2 * inAll });
  let all: Window = { endsAt: 0, count: 0 };

  function windowOf(known: Window | undefined): Window {
    return known && now() < known.endsAt ? known : { endsAt: now() + windowMs, count: 0 };
  }

  return {
    begin(name) {
      const own = windowOf(named.get(name));
      all = windowOf(all);
      if (own.count >= perName || all.count >= inAll) throw tooMany();
      named.set(name, own);
      const counted = [own, all];
      for (const window of counted) window.count += 1;
      return () => {
        for (const window of counted) window.count -= 1;
      };
    },
  };
}

function tooMany() {
  return refusal('RATE_LIMITED', 'Too many tokens that were not good; try again in a minute.');
}
