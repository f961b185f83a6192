import { describe, expect, it } from 'vitest';
import { bearerFrom, bearerMaxLength, bearerToken } from './bearer.ts';

const withHeaders = (...authorization: readonly string[]) => ({
  headersDistinct: authorization.length === 0 ? {} : { authorization: [...authorization] },
});

describe('the token of a request', () => {
  it('comes from the Authorization header', () => {
    expect(bearerToken(withHeaders('Bearer a.b.c'))).toBe('a.b.c');
  });

  it('is refused where there is none', () => {
    expect(() => bearerToken(withHeaders())).toThrow('This needs a bearer token');
  });

  it('is refused where there are two, even of one text', () => {
    expect(() => bearerToken(withHeaders('Bearer a.b.c', 'Bearer a.b.c'))).toThrow(/one Author/);
  });
});

describe('the value of an Authorization header', () => {
  it.each(['Bearer a.b.c', 'bearer a.b.c', 'BEARER a.b.c'])('may be %j', (value) => {
    expect(bearerFrom(value)).toBe('a.b.c');
  });

  it.each([
    '',
    'a.b.c',
    'Bearer',
    'Bearer ',
    'Bearer  a.b.c',
    ' Bearer a.b.c',
    'Bearer a.b.c ',
    'Bearer a.b.c\n',
    'Bearer a.b.c, Bearer d.e.f',
    'Bearer é',
    'Basic YWRhOnNlY3JldA==',
    'DPoP a.b.c',
    null,
    7,
    ['Bearer a.b.c'],
  ])('is refused as %j', (value) => {
    expect(() => bearerFrom(value)).toThrow('Authorization must be `Bearer`, one space and');
  });

  it('may hold 4,096 characters of token and not one more', () => {
    const longest = 'a'.repeat(bearerMaxLength);

    expect(bearerFrom(`Bearer ${longest}`)).toBe(longest);
    expect(() => bearerFrom(`Bearer ${longest}a`)).toThrow(/at most 4096 characters/);
  });

  it('is not repeated by the refusal', () => {
    expect(() => bearerFrom('Basic c2VjcmV0')).not.toThrow(/c2VjcmV0/);
  });
});
