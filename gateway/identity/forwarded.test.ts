import { describe, expect, it } from 'vitest';
import { forwardedFrom } from './forwarded.ts';

const names = ['authorization', 'x-role'];

describe('headers that are handed on', () => {
  it('are those that are named, as far as they were sent once and as text', () => {
    const headers = { 'x-role': 'admin', authorization: ['a', 'b'], cookie: 'session=1' };

    expect(forwardedFrom(headers, names)).toEqual({ 'x-role': 'admin' });
    expect(forwardedFrom({ 'x-role': 7, authorization: 'Bearer é' }, names)).toEqual({
      authorization: 'Bearer é',
    });
  });

  it.each([
    ['another header', 'admin\r\nx-other: value'],
    ['a line of its own', 'admin\n'],
    ['what no byte is', 'admin 🏭'],
    ['too much', 'x'.repeat(8_193)],
  ])('are refused where they hold %s', (_, value) => {
    expect(() => forwardedFrom({ 'x-role': value }, names)).toThrow(
      'x-role cannot be handed on as the header that it should be.',
    );
  });
});
