/** When a process that fails is started again. */
export interface RestartSettings {
  /** Whoever ends sooner than this after its start has failed quickly. */
  readonly quickMs: number;
  /** Before the second start in a row; doubled with each further one. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** Counts the failures in a row. */
export interface Restarts {
  /** How long to wait before the next start, after so many quick failures in a row. */
  next(livedMs: number): { readonly inARow: number; readonly waitMs: number };
}

export function countRestarts(settings: RestartSettings): Restarts {
  const { quickMs, firstWaitMs, longestWaitMs } = settings;
  let inARow = 0;
  return {
    next(livedMs) {
      inARow = livedMs < quickMs ? inARow + 1 : 0;
      const waitMs = inARow === 0 ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (inARow - 1));
      return { inARow, waitMs };
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
