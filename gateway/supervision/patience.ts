/** When a process that fails is started again, and when no more. */
export interface RestartSettings {
  /** Whoever ends sooner than this after its start has failed quickly. */
  readonly quickMs: number;
  /** So many quick failures in a row are enough. */
  readonly mostQuickFailures: number;
  /** Before the second start in a row; doubled with each further one. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** Counts the failures in a row. */
export interface Restarts {
  /** @returns how long to wait before the next start; null to give up. */
  waitAfter(livedMs: number): number | null;
}

export function countRestarts(settings: RestartSettings): Restarts {
  const { quickMs, mostQuickFailures, firstWaitMs, longestWaitMs } = settings;
  let inARow = 0;
  return {
    waitAfter(livedMs) {
      inARow = livedMs < quickMs ? inARow + 1 : 0;
      if (inARow >= mostQuickFailures) return null;
      return inARow === 0 ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (inARow - 1));
    },
  };
}

/** Notices when beats stay out. */
export interface Vigil {
  beat(): void;
  /** To be called every `lookEveryMs`. @returns whether there was no beat for too long. */
  isOver(): boolean;
}

/**
 * Watches over a process by its beats.
 *
 * @param now - milliseconds that only ever rise.
 */
export function keepVigil(silentForMs: number, lookEveryMs: number, now: () => number): Vigil {
  let lastBeatAt = now();
  let lastLookAt = lastBeatAt;
  return {
    beat() {
      lastBeatAt = now();
    },
    isOver() {
      // While the watcher itself stood still it could hear nothing.
      const stoodStillMs = Math.max(0, now() - lastLookAt - 2 * lookEveryMs);
      lastLookAt = now();
      lastBeatAt += stoodStillMs;
      return now() - lastBeatAt > silentForMs;
    },
  };
}
