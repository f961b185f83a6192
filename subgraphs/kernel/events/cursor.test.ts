import { describe, expect, it } from 'vitest';
import { writeCursor } from '../cursor.ts';
import { liveCursor, parseLiveCursor } from './cursor.ts';

describe('a live cursor', () => {
  it('gives back the sequence it was made of', () => {
    expect(parseLiveCursor('acme', liveCursor('acme', 0))).toBe(0);
    expect(parseLiveCursor('acme', liveCursor('acme', 2 ** 40))).toBe(2 ** 40);
  });

  it('holds nothing that a URL would have to escape', () => {
    expect(liveCursor('acme', 123_456)).toMatch(/^[\w-]+$/);
  });

  it.each([
    ['of another tenant', liveCursor('globex', 7)],
    ['of another list', writeCursor('acme', 'reviewQueue', [7])],
    ['with a negative sequence', liveCursor('acme', -1)],
    ['with a broken sequence', liveCursor('acme', 1.5)],
    ['with a text for a sequence', writeCursor('acme', 'live', ['7'])],
    ['with more than a sequence', writeCursor('acme', 'live', [7, 8])],
    ['that is no cursor', 'seven'],
    ['that is empty', ''],
  ])('is refused as bad input when it is one %s', (_, cursor) => {
    expect(() => parseLiveCursor('acme', cursor)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }),
    );
  });
});
