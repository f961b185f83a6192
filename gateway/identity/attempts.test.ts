import { describe, expect, it } from 'vitest';
import { createAttempts } from './attempts.ts';

function open() {
  const time = { now: 0 };
  const limits = { perName: 3, inAll: 5, windowMs: 1_000, now: () => time.now };
  const attempts = createAttempts(limits);
  /** How many of so many attempts are let through. */
  const letThrough = (name: string, count: number) => {
    let passed = 0;
    for (let index = 0; index < count; index += 1) {
      try {
        attempts.begin(name);
        passed += 1;
      } catch (error) {
        expect(error).toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
      }
    }
    return passed;
  };
  return { time, attempts, letThrough };
}

describe('attempts', () => {
  it('are so many a name, and its neighbour has as many', () => {
    const { letThrough } = open();

    expect(letThrough('a', 10)).toBe(3);
    expect(letThrough('b', 2)).toBe(2);
  });

  it('are so many of all names together', () => {
    const { letThrough } = open();
    const names = Array.from({ length: 100 }, (_, index) => `name ${index}`);

    expect(names.map((name) => letThrough(name, 1)).filter((passed) => passed > 0)).toHaveLength(5);
  });

  it('are let through anew when their window is over, and not before', () => {
    const { time, letThrough } = open();
    letThrough('a', 3);

    time.now = 999;
    expect(letThrough('a', 1)).toBe(0);
    time.now = 1_000;
    expect(letThrough('a', 10)).toBe(3);
  });

  it('count while they are on their way, and not once they are taken back', () => {
    const { attempts, letThrough } = open();
    const takeBacks = [attempts.begin('a'), attempts.begin('a'), attempts.begin('a')];

    expect(letThrough('a', 1)).toBe(0);
    for (const takeBack of takeBacks) takeBack();
    expect(letThrough('a', 10)).toBe(3);
  });

  it('that are refused count for nobody', () => {
    const { letThrough } = open();
    letThrough('a', 1_000);

    expect(letThrough('b', 10)).toBe(2);
  });

  it('taken back after their window change no later one', () => {
    const { time, attempts, letThrough } = open();
    const takeBack = attempts.begin('a');
    time.now = 1_000;
    letThrough('a', 3);

    takeBack();

    expect(letThrough('a', 1)).toBe(0);
  });
});
