import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { showErrors, showResult } from './answering.ts';
import type { Witness } from './witness.ts';

const traceId = 'a'.repeat(32);
const faults: unknown[] = [];
const nothing = () => {};
const witness: Witness = {
  served: nothing,
  fault: (error) => faults.push(error),
  cost: nothing,
  unknownOperation: nothing,
  sockets: nothing,
  subscriptions: nothing,
  upstreams: nothing,
  cutOff: nothing,
};
const errors = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      new GraphQLError(`Error ${index}`, { path: [index], extensions: { code: 'FORBIDDEN' } }),
  );

describe('the errors of an answer', () => {
  it('are all told up to ten', () => {
    const shown = showErrors(errors(10), traceId, witness);

    expect(shown.map(({ message }) => message)).toEqual(errors(10).map(({ message }) => message));
  });

  it.each([
    [11, 'And 2 more errors.'],
    [10_000, 'And 9991 more errors.'],
  ])('are ten at the most of %i, of which the last says how many more there are', (count, last) => {
    const shown = showErrors(errors(count), traceId, witness);

    expect(shown).toHaveLength(10);
    expect(shown[8]).toMatchObject({ message: 'Error 8', path: [8] });
    expect(shown[9]).toEqual({ message: last, extensions: { code: 'FORBIDDEN', traceId } });
  });

  it('are logged as far as they are told', () => {
    faults.splice(0);
    const many = Array.from({ length: 1_000 }, () => new GraphQLError('broken'));
    showErrors(many, traceId, witness);

    expect(faults).toHaveLength(9);
  });
});

describe('a result', () => {
  it('tells beside its data what is told, and nothing of the engine’s own', () => {
    const result = { data: { a: 1 }, extensions: { plan: 'secret' } };
    const cost = { estimated: 1, limit: 2 };

    expect(showResult(result, traceId, witness)).toEqual({ data: { a: 1 } });
    expect(showResult(result, traceId, witness, { cost })).toEqual({
      data: { a: 1 },
      extensions: { cost },
    });
  });

  it('tells the witness of faults, and not of clients that have gone', () => {
    faults.splice(0);
    const gone = new DOMException('This operation was aborted', 'AbortError');
    const wrapped = (originalError: Error) => new GraphQLError('internal', { originalError });
    const bug = new TypeError('a bug');

    showErrors([wrapped(gone), wrapped(bug)], traceId, witness);

    expect(faults).toEqual([bug]);
  });
});
