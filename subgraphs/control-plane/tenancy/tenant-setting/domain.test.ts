import { describe, expect, it } from 'vitest';
import { putSetting, settingOf } from './domain.ts';

const key = 'review.slaHours.CRITICAL';

describe('a tenant setting', () => {
  it.each(['CRITICAL', 'HIGH', 'NORMAL', 'LOW'])(
    'gives reviewers whole hours for %s',
    (priority) => {
      const setting = { key: `review.slaHours.${priority}`, value: '8760' };

      expect(settingOf(setting)).toEqual(setting);
    },
  );

  it.each([
    [key, '0', 'value'],
    [key, '01', 'value'],
    [key, '-1', 'value'],
    [key, '1.5', 'value'],
    [key, '8761', 'value'],
    [key, 'four', 'value'],
    [key, '', 'value'],
    ['review.slaHours.URGENT', '1', 'key'],
    ['review.slaHours', '1', 'key'],
    ['__proto__', '1', 'key'],
    ['', '1', 'key'],
  ])('is refused as %s = "%s"', (bad, value, field) => {
    expect(() => settingOf({ key: bad, value })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field }),
    );
  });

  it('is kept by key, the last one counting', () => {
    const once = putSetting([], { key, value: '1' });

    expect(putSetting(once, { key, value: '2' })).toEqual([{ key, value: '2' }]);
  });

  it('leaves others alone', () => {
    const other = { key: 'review.slaHours.LOW', value: '9' } as const;

    expect(putSetting([other], { key, value: '2' })).toEqual([other, { key, value: '2' }]);
  });

  it('goes back to the default with null', () => {
    expect(putSetting([{ key, value: '1' }], settingOf({ key, value: null }))).toEqual([]);
  });
});
