import { describe, expect, it } from 'vitest';
import { createAllowance } from './allowance.ts';

describe('an allowance', () => {
  it('is spent one by one, and fills up with time, never above what may be had at once', () => {
    let at = 0;
    const take = createAllowance({ atOnce: 3, perSecond: 2 }, () => at);
    const taken = (count: number) => Array.from({ length: count }, take);

    expect(taken(4)).toEqual([true, true, true, false]);
    at += 500;
    expect(taken(2)).toEqual([true, false]);
    at += 60_000;
    expect(taken(4)).toEqual([true, true, true, false]);
  });
});
