import { describe, expect, it } from 'vitest';
import { countRestarts, keepVigil } from './patience.ts';

const settings = { quickMs: 10_000, firstWaitMs: 200, longestWaitMs: 500 };

describe('a process that fails', () => {
  it('is started again at once when it has lived, and ever later when it has not', () => {
    const { next } = countRestarts(settings);

    expect([60_000, 1, 1, 1, 1].map((livedMs) => next(livedMs).waitMs)).toEqual([
      0, 200, 400, 500, 500,
    ]);
  });

  it('is never given up, and never waited for without end', () => {
    const { next } = countRestarts(settings);
    for (let failure = 0; failure < 5_000; failure += 1) next(1);

    expect(next(1)).toEqual({ inARow: 5_001, waitMs: 500 });
  });

  it('has failed no more when it has lived', () => {
    const { next } = countRestarts(settings);

    expect([1, 1, 10_000, 1].map((livedMs) => next(livedMs).inARow)).toEqual([1, 2, 0, 1]);
  });
});

describe('a vigil', () => {
  function begun() {
    let now = 0;
    const vigil = keepVigil(2_000, 250, () => now);
    return {
      vigil,
      /** Looks every 250 ms for so long, hearing a beat before each look or not. */
      watch(ms: number, beats: boolean): boolean {
        for (const end = now + ms; now < end; ) {
          now += 250;
          if (beats) vigil.beat();
          if (vigil.isOver()) return true;
        }
        return false;
      },
      standStill(ms: number) {
        now += ms;
      },
    };
  }

  it('is over when no beat was heard for two seconds, and not before', () => {
    const { watch } = begun();

    expect([watch(60_000, true), watch(2_000, false), watch(250, false)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('does not take the time in which the watcher itself stood still for silence', () => {
    const { watch, standStill, vigil } = begun();
    watch(1_000, true);

    standStill(3_600_000);

    expect(vigil.isOver()).toBe(false);
    expect(watch(1_000, false)).toBe(false);
    expect(watch(2_000, false)).toBe(true);
  });
});
