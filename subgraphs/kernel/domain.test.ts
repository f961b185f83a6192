import { describe, expect, it } from 'vitest';
import { DomainError, lifecycle } from './domain.ts';

const assertMove = lifecycle('A door', {
  OPEN: ['CLOSED', 'GONE'],
  CLOSED: ['OPEN'],
  GONE: [],
});

describe('a state machine', () => {
  it.each([
    ['OPEN', 'CLOSED'],
    ['OPEN', 'GONE'],
    ['CLOSED', 'OPEN'],
  ] as const)('moves from %s to %s', (from, to) => {
    expect(() => assertMove(from, to)).not.toThrow();
  });

  it.each([
    ['OPEN', 'OPEN'],
    ['CLOSED', 'CLOSED'],
    ['CLOSED', 'GONE'],
    ['GONE', 'OPEN'],
    ['GONE', 'CLOSED'],
    ['GONE', 'GONE'],
  ] as const)('does not move from %s to %s', (from, to) => {
    expect(() => assertMove(from, to)).toThrow(
      expect.objectContaining({ code: 'ILLEGAL_TRANSITION' }),
    );
  });

  it('names the subject, the move and what is allowed', () => {
    expect(() => assertMove('CLOSED', 'GONE')).toThrow(
      'A door cannot move from CLOSED to GONE; it can move only to OPEN.',
    );
    expect(() => assertMove('GONE', 'OPEN')).toThrow(
      'A door cannot move from GONE to OPEN; it can move nowhere: it is final.',
    );
  });
});

describe('a refusal', () => {
  it('carries its code, its sentence and the field at fault', () => {
    const error = new DomainError('INVALID_INPUT', 'A title must not be blank.', 'title');

    expect(error).toMatchObject({
      name: 'DomainError',
      code: 'INVALID_INPUT',
      message: 'A title must not be blank.',
      field: 'title',
    });
    expect(error).toBeInstanceOf(Error);
  });

  it('names no field where none is at fault', () => {
    expect(new DomainError('NOT_FOUND', 'There is no such door.').field).toBeUndefined();
  });
});
