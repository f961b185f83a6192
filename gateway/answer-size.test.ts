import { describe, expect, it } from 'vitest';
import { exceeds } from './answer-size.ts';

describe('the size of an answer', () => {
  it.each([
    ['', 0, false],
    ['a'.repeat(10), 10, false],
    ['a'.repeat(11), 10, true],
    ['ü'.repeat(5), 10, false],
    ['ü'.repeat(6), 10, true],
    ['€'.repeat(3), 9, false],
    ['€'.repeat(4), 10, true],
    ['🏴'.repeat(2), 8, false],
    ['🏴'.repeat(3), 11, true],
    ['a'.repeat(100), 1_000, false],
  ])('is counted in bytes of UTF-8: %j beyond %i is %s', (text, mostBytes, expected) => {
    expect(exceeds(text, mostBytes)).toBe(expected);
  });
});
