import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateText } from './date-text.ts';

describe('the text of a time', () => {
  it('is what JSON makes of it, whatever the time', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: false }), (date) => {
        expect(dateText(date)).toBe(JSON.stringify(date));
      }),
    );
  });

  it.each([0, -1, 1, 999, 59_999, 86_399_999, 86_400_000, 253_402_300_800_000, 8.64e15, -8.64e15])(
    'is what JSON makes of it at %i',
    (timeMs) => {
      const date = new Date(timeMs);
      expect(dateText(date)).toBe(JSON.stringify(date));
    },
  );

  it('stays right after more days than it keeps', () => {
    for (let day = 0; day < 2_500; day += 1) {
      const date = new Date(day * 86_400_000 + day);
      expect(dateText(date)).toBe(JSON.stringify(date));
    }
  });
});
