import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callKey, freeze, thaw } from './idempotency.ts';

const noon = new Date('2026-01-31T12:00:00.000Z');
const call = {
  actorId: '0198c0de-0000-7000-8000-000000000001',
  mutation: 'claimReview',
  now: noon,
};
const keyOf = (input: object, mutation = call.mutation) =>
  callKey({ ...call, mutation }, { idempotencyKey: 'k', ...input }, 24);

/** Whatever a mutation may answer: JSON and dates, with keys that look like what freezing writes. */
const { answer } = fc.letrec((tie) => ({
  answer: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('answer'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('$date', '$$date', '$$$date', 'date', '__proto__'), fc.string()),
      tie('answer'),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
}));

describe('a stored answer', () => {
  it('equals the first one, dates included, whatever it holds', () => {
    fc.assert(
      fc.property(answer, (given) => {
        expect(thaw(freeze(given))).toStrictEqual(given);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    { $date: '2026-01-31T12:00:00.000Z' },
    { $$date: '2026-01-31T12:00:00.000Z' },
    { $date: { $date: 'x' } },
    { $date: noon },
  ])('keeps an object that merely looks like a stored date: %o', (given) => {
    expect(thaw(freeze({ attributes: given }))).toStrictEqual({ attributes: given });
  });

  it('leaves out what was not given, as an answer on the wire does', () => {
    expect(thaw(freeze({ given: 1, notGiven: undefined }))).toStrictEqual({ given: 1 });
  });
});

describe('the key of a call', () => {
  it('does not depend on the order in which the input was written', () => {
    const one = keyOf({ reviewRequestId: 'r', rationale: 'ok' });
    const other = keyOf({ rationale: 'ok', reviewRequestId: 'r' });

    expect(one.inputHash.equals(other.inputHash)).toBe(true);
  });

  it('tells one input from another, a date by its moment', () => {
    const hashes = [
      keyOf({ dueAt: noon }),
      keyOf({ dueAt: new Date(noon.getTime() + 1) }),
      keyOf({ dueAt: null }),
      keyOf({}),
    ].map(({ inputHash }) => inputHash.toString('hex'));

    expect(new Set(hashes).size).toBe(4);
  });

  it('hashes an input of graphql-js, which has no prototype', () => {
    const input = Object.assign(Object.create(null), { reviewRequestId: 'r' });

    expect(keyOf(input).inputHash.equals(keyOf({ reviewRequestId: 'r' }).inputHash)).toBe(true);
  });

  it('is kept for the hours given', () => {
    expect(keyOf({}).expiresAt).toEqual(new Date('2026-02-01T12:00:00.000Z'));
  });

  it.each(['', ' ', 'k'.repeat(256), 'k\u0000'])('is refused when it is %j', (idempotencyKey) => {
    expect(() => callKey(call, { idempotencyKey }, 24)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field: 'idempotencyKey' }),
    );
  });

  it('may have 255 characters', () => {
    expect(callKey(call, { idempotencyKey: 'k'.repeat(255) }, 24).key).toHaveLength(255);
  });
});
