import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { errorCodes, refusal } from '../subgraphs/kernel/errors.ts';
import { unauthenticated } from '../subgraphs/kernel/scope/unauthenticated.ts';
import { asGraphQLError, codeOf, expose, present, statusOf } from './errors.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const secret = 'password=hunter2';

describe('an error that leaves the gateway', () => {
  it.each(errorCodes.filter((code) => code !== 'INTERNAL'))('says its sentence: %s', (code) => {
    expect(present(refusal(code, 'Do it otherwise.'), traceId)).toStrictEqual({
      message: 'Do it otherwise.',
      extensions: { code, traceId },
    });
  });

  it.each([
    new GraphQLError(secret),
    new GraphQLError(secret, { extensions: { code: 'INTERNAL' } }),
    new GraphQLError(secret, { extensions: { code: 'INTERNAL_SERVER_ERROR' } }),
    new GraphQLError(secret, { extensions: { code: 42 } }),
    { message: secret },
  ])('says nothing of what went wrong inside', (error) => {
    expect(present(error, traceId)).toStrictEqual({
      message: 'Something went wrong here; the fault has been logged.',
      extensions: { code: 'INTERNAL', traceId },
    });
  });

  it('carries its place and its code, and nothing else that was attached to it', () => {
    const error = {
      message: 'Do it otherwise.',
      locations: [{ line: 1, column: 3 }],
      path: ['project', 0],
      stack: secret,
      extensions: { code: 'FORBIDDEN', stacktrace: [secret], serviceName: 'studio', http: {} },
    };

    expect(present(error, traceId)).toStrictEqual({
      message: 'Do it otherwise.',
      locations: [{ line: 1, column: 3 }],
      path: ['project', 0],
      extensions: { code: 'FORBIDDEN', traceId },
    });
  });
});

describe('an error that is shown to a developer', () => {
  it('says what went wrong, and keeps to the list of codes all the same', () => {
    const error = expose(new GraphQLError(secret, { extensions: { code: 'E_DATABASE', secret } }));
    // As an engine makes its own error of it.
    const passedOn = new GraphQLError(error.message, { extensions: { ...error.extensions } });

    expect(present(passedOn, traceId)).toStrictEqual({
      message: secret,
      extensions: { code: 'INTERNAL', traceId },
    });
  });

  it('is never one of which a subgraph says so itself', () => {
    const [mark] = Object.getOwnPropertySymbols(expose(new GraphQLError(secret)).extensions);
    const names = ['exposed', mark?.description, String(mark)];
    const extensions = Object.fromEntries(names.map((name) => [name, true]));

    expect(mark).toBeDefined();
    expect(present({ message: secret, extensions }, traceId).message).not.toContain(secret);
  });
});

describe('an error about a value', () => {
  it('suggests no names of the schema', () => {
    const error = refusal(
      'BAD_USER_INPUT',
      'Value "CRIMSN" does not exist in "Colour" enum. Did you mean the enum value "CRIMSON" or "RED"?',
    );

    expect(present(error, traceId).message).toBe('Value "CRIMSN" does not exist in "Colour" enum.');
  });
});

describe('the code of an error', () => {
  it.each(errorCodes)('is itself when it is of the closed list: %s', (code) => {
    expect(codeOf(refusal(code, ''))).toBe(code);
  });

  it.each([
    ['BAD_REQUEST', 'BAD_USER_INPUT'],
    ['OPERATION_RESOLUTION_FAILURE', 'BAD_USER_INPUT'],
    ['PERSISTED_QUERY_NOT_SUPPORTED', 'BAD_USER_INPUT'],
    ['INTROSPECTION_DISABLED', 'FORBIDDEN'],
  ])('is translated where a library says %s', (theirs, ours) => {
    expect(codeOf({ message: '', extensions: { code: theirs } })).toBe(ours);
  });

  it.each(['SOMETHING_ELSE', 'internal', '', 'constructor', '__proto__', 'toString', null, 1])(
    'is INTERNAL for everything else: %o',
    (code) => {
      expect(codeOf({ message: '', extensions: { code } })).toBe('INTERNAL');
    },
  );

  it.each(errorCodes)('has an HTTP status: %s', (code) => {
    expect(statusOf[code]).toBeGreaterThanOrEqual(400);
    expect(statusOf[code]).toBeLessThan(600);
  });
});

describe('something that was thrown', () => {
  it('stays what it is when it is a GraphQL error', () => {
    const error = refusal('FORBIDDEN', 'Not here.');

    expect(asGraphQLError(error)).toBe(error);
  });

  it('is UNAUTHENTICATED when the token is at fault', () => {
    expect(asGraphQLError(unauthenticated('The token has expired.'))).toMatchObject({
      message: 'The token has expired.',
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });

  it.each([new TypeError(secret), secret, null, undefined, { message: secret }])(
    'is INTERNAL otherwise',
    (error) => {
      const shown = present(asGraphQLError(error), traceId);

      expect(shown.extensions).toEqual({ code: 'INTERNAL', traceId });
      expect(JSON.stringify(shown)).not.toContain(secret);
    },
  );
});
