import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeDate } from './date-bytes.ts';
import { beginText, endText } from './text-bytes.ts';

function dateText(date: Date): string {
  beginText();
  return endText(writeDate(date, 0));
}

describe('the text of a time', () => {
  it('is what JSON makes of it, whatever the time', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: false }), (date) => {
        expect(dateText(date)).toBe(JSON.stringify(date));
      }),
    );
  });

  it.each([
    0, -1, 1, 999, 59_999, 86_399_999, 86_400_000, 253_402_300_799_999, 253_402_300_800_000,
  ])('is what JSON makes of it at %i', (timeMs) => {
    const date = new Date(timeMs);
    expect(dateText(date)).toBe(JSON.stringify(date));
  });

  it('has as many digits as there are, in the farthest years too', () => {
    for (const timeMs of [8.64e15, -8.64e15, Number.NaN]) {
      expect(dateText(new Date(timeMs))).toBe(JSON.stringify(new Date(timeMs)));
    }
  });

  it('stays right after more days than it keeps', () => {
    for (let day = 0; day < 2_500; day += 1) {
      const date = new Date(day * 86_400_000 + day);
      expect(dateText(date)).toBe(JSON.stringify(date));
    }
  });
});
