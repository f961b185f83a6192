import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { removalDate, shortNotices } from './removals.ts';

describe('the reason of a deprecation', () => {
  it('names the day of removal', () => {
    expect(removalDate('Use `title`. Removal 2027-04-01.')).toBe('2027-04-01');
    expect(removalDate('Use `title`,\nwhich is shorter. Removal 2027-10-01.')).toBe('2027-10-01');
  });

  it.each([
    'No longer supported',
    'Use `title`.',
    'Removal 2027-04-01.',
    'Gone soon. Removal 2027-04-01.',
    'Use `title`. Removal 2027-04-02.',
    'Use `title`. Removal 2027-05-01.',
    'Use `title`. Removal 2027-04-01',
    'Use `title`. Removal 2027-04-01. Or later.',
  ])('names none: %s', (reason) => {
    expect(removalDate(reason)).toBeNull();
  });
});

describe('a deprecation', () => {
  const today = '2027-01-01';
  const schema = (day: string | null) =>
    buildSchema(
      `type Query { f(a: Int ${day === null ? '' : `@deprecated(reason: "Use b. Removal ${day}.")`}): Int }`,
    );
  const told = (day: string) => [
    `Query.f.a is to go on ${day}: refused because 2027-04-01 is the earliest.`,
  ];

  it.each([
    ['warns three months ahead', null, '2027-04-01', []],
    ['must not warn later', null, '2027-01-01', told('2027-01-01')],
    ['may stay as it was released', '2027-01-01', '2027-01-01', []],
    ['may be put off', '2026-10-01', '2027-01-01', []],
    ['must not be brought forward', '2027-07-01', '2027-01-01', told('2027-01-01')],
    ['may be brought forward with three months left', '2027-07-01', '2027-04-01', []],
    ['may be taken back', '2027-07-01', null, []],
  ])('%s', (_, released, current, refused) => {
    expect(shortNotices(schema(released), schema(current), today)).toEqual(refused);
  });
});
