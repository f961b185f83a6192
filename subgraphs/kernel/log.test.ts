import { describe, expect, it } from 'vitest';
import { withoutParameters } from './log.ts';

describe('a failed statement in the log', () => {
  it('is what PostgreSQL said, without the parameters', () => {
    const cause = new Error('duplicate key value violates unique constraint "users_email"');
    const failed = new Error(
      'Failed query: insert into users values ($1)\nparams: ada@acme.example',
      {
        cause,
      },
    );

    expect(withoutParameters(failed)).toBe(cause);
  });

  it('leaves any other error as it is', () => {
    const bug = new Error('Cannot read properties of undefined', { cause: new Error('deeper') });

    expect(withoutParameters(bug)).toBe(bug);
    expect(withoutParameters('a text').message).toBe('a text');
  });
});
