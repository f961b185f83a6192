import { KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  audience,
  claims,
  elliptic,
  header,
  honest,
  issuer,
  noon,
  ours,
  rsa,
  verifierAt,
} from '../../test/identity/access-tokens.ts';
import { forge, part } from '../../test/identity/forging.ts';

const verify = verifierAt(noon);
const seconds = noon / 1000;

const rsaKey = KeyObject.from(rsa.privateKey);
const ellipticKey = KeyObject.from(elliptic.privateKey);

describe('a token of the issuer', () => {
  it('proves subject, tenant and how long', async () => {
    expect(await verify(honest)).toEqual({
      issuer,
      subject: 'ada',
      tenantId: 'acme',
      email: null,
      scopes: null,
      tokenId: 't-1',
      expiresAt: noon + 300_000,
    });
  });

  it.each(['at+jwt', 'application/at+jwt', 'JWT'])('may be of the kind %s', async (typ) => {
    expect((await verify(forge({ ...header, typ }, claims, ours))).subject).toBe('ada');
  });

  it.each([
    ['RS256', 'rsa', (text: Buffer) => sign('sha256', text, rsaKey)],
    [
      'ES256',
      'elliptic',
      (text: Buffer) => sign('sha256', text, { key: ellipticKey, dsaEncoding: 'ieee-p1363' }),
    ],
  ] as const)('may be signed with %s', async (alg, kid, signed) => {
    const text = `${part({ ...header, alg, kid })}.${part(claims)}`;
    const token = `${text}.${signed(Buffer.from(text)).toString('base64url')}`;

    expect((await verify(token)).subject).toBe('ada');
  });

  it('without a tenant is a platform operator’s', async () => {
    const token = forge(header, { ...claims, tid: undefined }, ours);

    expect((await verify(token)).tenantId).toBeNull();
  });

  it.each([
    ['review:claim tenant:read', ['review:claim', 'tenant:read']],
    ['openid review:claim', ['review:claim']],
    ['unknown:thing', ['unknown:thing']],
    ['', []],
  ])('narrows to the scopes %j', async (scope, scopes) => {
    const token = forge(header, { ...claims, scope }, ours);

    expect((await verify(token)).scopes).toEqual(new Set(scopes));
  });

  it.each(['openid', 'openid profile email'])(
    'does not narrow by the scopes %j of a sign-in',
    async (scope) => {
      expect((await verify(forge(header, { ...claims, scope }, ours))).scopes).toBeNull();
    },
  );

  it.each([
    [true, 'ada@acme.example'],
    [false, null],
    ['true', null],
    [undefined, null],
  ])('tells an address that is verified: %j', async (email_verified, email) => {
    const more = { email: 'ada@acme.example', email_verified };

    expect((await verify(forge(header, { ...claims, ...more }, ours))).email).toBe(email);
  });

  it('may name its audience in a list of one', async () => {
    expect((await verify(forge(header, { ...claims, aud: [audience] }, ours))).subject).toBe('ada');
  });

  it('ends 15 minutes after it was made, however long it says it lives', async () => {
    const token = forge(header, { ...claims, exp: seconds + 86_400 }, ours);

    expect((await verify(token)).expiresAt).toBe(noon + 900_000);
  });

  it('may carry what says nothing to us', async () => {
    const token = forge({ ...header, x5t: 'abc' }, { ...claims, roles: ['APPROVER'] }, ours);

    expect(await verify(token)).toEqual(await verify(honest));
  });
});

describe('the times of a token', () => {
  it.each([
    ['30 s before it was made', -30_000],
    ['the moment it was made', 0],
    ['30 s after it ended, less a millisecond', 329_999],
  ])('are accepted %s', async (_when, fromNoonMs) => {
    expect((await verifierAt(noon + fromNoonMs)(honest)).subject).toBe('ada');
  });

  it.each([
    ['more than 30 s before it was made', -30_001, /iat is/],
    ['30 s after it ended', 330_000, /has expired/],
  ])('are refused %s', async (_when, fromNoonMs, sentence) => {
    await expect(verifierAt(noon + fromNoonMs)(honest)).rejects.toThrow(sentence);
  });

  it('are accepted up to an age of 15 minutes and 30 s, and no longer', async () => {
    const long = forge(header, { ...claims, exp: seconds + 86_400 }, ours);

    expect((await verifierAt(noon + 930_999)(long)).subject).toBe('ada');
    await expect(verifierAt(noon + 931_000)(long)).rejects.toThrow(/has expired/);
  });
});

describe('the refusal of a token', () => {
  it('holds nothing of it', async () => {
    const marked = { ...claims, sub: 'SECRET\u0000', aud: 'SECRET', tid: 'SECRET', iss: 'SECRET' };
    const names = ['sub', 'aud', 'tid', 'iss'] as const;

    for (const name of names) {
      const token = forge(header, { ...claims, [name]: marked[name] }, ours);
      const refusal: unknown = await verify(token).catch((error: unknown) => error);
      expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toMatch(/SECRET/);
      expect(String(refusal)).not.toContain(token);
    }
  });
});
