import { describe, expect, it } from 'vitest';
import { DomainError } from './domain.ts';
import { asDomainError, asReadRefusal, refusal } from './errors.ts';

/** What PostgreSQL said, wrapped as drizzle does. */
function fromPostgres(sqlState: string): Error {
  const cause = Object.assign(new Error('invalid input syntax for type uuid: "x"'), {
    code: sqlState,
  });
  return new Error('Failed query: select ... params: x', { cause });
}

describe('a value that PostgreSQL cannot take', () => {
  it.each(['22P02', '22003', '22007', '22021'])('is an input error (%s)', (state) => {
    expect(asDomainError(fromPostgres(state))).toMatchObject({ code: 'INVALID_INPUT' });
    expect(asReadRefusal(fromPostgres(state))).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('is not repeated in the answer', () => {
    expect(String(asReadRefusal(fromPostgres('22P02')))).not.toContain('uuid');
  });
});

describe('anything else that goes wrong', () => {
  it.each(['23505', '40P01', '42501', '57014', 'ECONNRESET'])('stays what it is (%s)', (state) => {
    const error = fromPostgres(state);

    expect(asDomainError(error)).toBe(error);
    expect(asReadRefusal(error)).toBe(error);
  });

  it.each([new TypeError('x is undefined'), refusal('RESUME_TOO_OLD', 'Too old.'), 'text', null])(
    'stays what it is: %s',
    (error) => {
      expect(asReadRefusal(error)).toBe(error);
    },
  );
});

describe('a refusal of the domain during a read', () => {
  it('keeps its sentence and says FORBIDDEN where it forbids', () => {
    expect(asReadRefusal(new DomainError('FORBIDDEN', 'Not yours to see.'))).toMatchObject({
      message: 'Not yours to see.',
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it('is an input error otherwise', () => {
    expect(asReadRefusal(new DomainError('INVALID_INPUT', 'No such order.'))).toMatchObject({
      message: 'No such order.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});
