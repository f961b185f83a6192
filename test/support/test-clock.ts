import type { Clock } from '../../gateway/fetch/guard/clock.ts';

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  /** Moves on, and calls back what is due by then, in the order of time. */
  pass(ms: number): void;
  /** Resolves as soon as a callback is due within so many milliseconds. */
  untilDueWithin(ms: number): Promise<void>;
}

interface Due {
  readonly at: number;
  readonly callback: () => void;
}

export function testClock(random = () => 0): TestClock {
  const due = new Set<Due>();
  const watchers = new Set<{ readonly ms: number; readonly resolve: () => void }>();
  let now = Date.now();

  const isDueWithin = (ms: number) => [...due].some(({ at }) => at <= now + ms);

  return {
    now: () => now,
    monotonic: () => now,
    random,
    after(ms, callback) {
      const entry = { at: now + ms, callback };
      due.add(entry);
      for (const watcher of watchers) {
        if (isDueWithin(watcher.ms) && watchers.delete(watcher)) watcher.resolve();
      }
      return () => void due.delete(entry);
    },
    pass(ms) {
      now += ms;
      const ripe = [...due].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      for (const entry of ripe) {
        if (due.delete(entry)) entry.callback();
      }
    },
    untilDueWithin(ms) {
      if (isDueWithin(ms)) return Promise.resolve();
      return new Promise((resolve) => watchers.add({ ms, resolve }));
    },
  };
}
