import { createHmac, createPublicKey, KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publicKeyOf } from '../../subgraphs/kernel/scope/keys.ts';
import { scopeIdentity } from '../../subgraphs/kernel/scope/scope.ts';
import { createAssertionSigner } from '../../subgraphs/kernel/scope/signer.ts';
import {
  audience,
  claims,
  foreign,
  header,
  honest,
  issuer,
  noon,
  ours,
  rsa,
  verifierAt,
} from '../../test/identity/access-tokens.ts';
import { forge, part, withStrayBits } from '../../test/identity/forging.ts';

// Every way to write a token that the issuer did not make for us, one thing wrong at a time.

const verify = verifierAt(noon);
const seconds = noon / 1000;

async function expectRefusal(token: string, sentence: RegExp) {
  await expect(verify(token)).rejects.toThrow(sentence);
  await expect(verify(token)).rejects.toMatchObject({
    name: 'Unauthenticated',
    code: 'UNAUTHENTICATED',
    isRetriable: false,
  });
}

describe('a token with one claim wrong', () => {
  it.each<[string, object, RegExp]>([
    ['another issuer', { iss: 'https://id.example/' }, /iss is/],
    ['a list of issuers', { iss: [issuer] }, /iss is/],
    ['no issuer', { iss: undefined }, /iss is missing/],
    ['another audience', { aud: 'https://graph.example/' }, /aud is/],
    ['an audience beside ours', { aud: [audience, 'https://other.example'] }, /one audience/],
    ['our audience twice', { aud: [audience, audience] }, /one audience/],
    ['no audience in its list', { aud: [] }, /aud is/],
    ['no audience', { aud: undefined }, /aud is missing/],
    ['no subject', { sub: undefined }, /sub is missing/],
    ['an empty subject', { sub: '' }, /sub is/],
    ['a number for a subject', { sub: 7 }, /sub is/],
    ['a control character in its subject', { sub: 'ada\u0000' }, /sub is/],
    ['a subject of 256 characters', { sub: 'a'.repeat(256) }, /sub is/],
    ['no token id', { jti: undefined }, /jti is missing/],
    ['a list for a token id', { jti: ['t-1'] }, /jti is/],
    ['no end', { exp: undefined }, /exp is missing/],
    ['an end as text', { exp: `${claims.exp}` }, /exp is/],
    ['a fraction of a second', { exp: claims.exp + 0.5 }, /exp is/],
    ['no time of making', { iat: undefined }, /iat is missing/],
    ['a time of making as text', { iat: `${seconds}` }, /iat is/],
    ['a first moment to come', { nbf: seconds + 31 }, /nbf is/],
    ['a first moment as text', { nbf: `${seconds}` }, /nbf is/],
    ['null for a tenant', { tid: null }, /tid is/],
    ['an empty tenant', { tid: '' }, /tid is/],
    ['a tenant that is no slug', { tid: 'Acme' }, /tid is/],
    ['several tenants', { tid: ['acme', 'globex'] }, /tid is/],
    ['a list of scopes', { scope: ['review:claim'] }, /scope is/],
    ['null for its scopes', { scope: null }, /scope is/],
    ['scopes with two spaces between', { scope: 'review:claim  tenant:read' }, /scope is/],
    ['scopes with a tab between', { scope: 'review:claim\ttenant:read' }, /scope is/],
    ['too much to say', { pad: 'x'.repeat(4_096) }, /longer than 4096/],
  ])('is refused: %s', async (_what, change, sentence) => {
    await expectRefusal(forge(header, { ...claims, ...change }, ours), sentence);
  });

  it.each<[string, string, RegExp]>([
    ['a subject given twice', '"sub":"eve",', /repeated names/],
    ['a tenant given twice, once escaped', '"\\u0074id":"globex",', /repeated names/],
  ])('is refused: %s', async (_what, extra, sentence) => {
    const twice = `{${extra}${JSON.stringify(claims).slice(1)}`;

    await expectRefusal(forge(header, twice, ours), sentence);
  });

  it('is refused: an endless life, which JSON can write as a number too large', async () => {
    const endless = JSON.stringify(claims).replace(`${claims.exp}`, '1e400');

    await expectRefusal(forge(header, endless, ours), /exp is/);
  });
});

describe('a token with its header wrong', () => {
  const algorithms = ['none', 'None', 'NONE', 'nOnE', 'HS256', 'HS512', 'PS256', 'RS384', 'ES384'];

  it.each([...algorithms, 'Ed25519', 'eddsa'])('is refused: the algorithm %s', async (alg) => {
    await expectRefusal(forge({ ...header, alg }, claims, ours), /algorithm/);
  });

  it.each(['', undefined, null, ['EdDSA']])('is refused: the algorithm %j', async (alg) => {
    await expectRefusal(forge({ ...header, alg }, claims, ours), /not valid|algorithm/);
  });

  it.each(['fsi+jwt', 'fsc+jwt', 'logout+jwt', 'dpop+jwt', 'jwt', 'JWE', '', null, undefined])(
    'is refused: the kind %j',
    async (typ) => {
      await expectRefusal(forge({ ...header, typ }, claims, ours), /typ of a token/);
    },
  );

  it.each<[string, object]>([
    ['jwk', { jwk: publicKeyOf(foreign) }],
    ['jku', { jku: 'https://evil.example/jwks.json' }],
    ['x5u', { x5u: 'https://evil.example/certificate.pem' }],
    ['x5c', { x5c: ['MIIB'] }],
    ['crit', { crit: ['exp'] }],
    ['b64', { b64: true }],
  ])('is refused: it holds %s', async (name, extra) => {
    const token = forge({ ...header, ...extra }, claims, ours);

    await expectRefusal(token, new RegExp(`must not hold ${name}`));
  });

  it.each([undefined, null, '', 7, 'a b', 'k'.repeat(201)])(
    'is refused: the key %j',
    async (kid) => {
      await expectRefusal(forge({ ...header, kid }, claims, ours), /name its key by kid/);
    },
  );

  it.each([foreign.kid, '../../etc/passwd', "'or'1'='1", '__proto__', 'rsa', 'elliptic'])(
    'is refused: the key %s, which is not published for its algorithm',
    async (kid) => {
      await expectRefusal(forge({ ...header, kid }, claims, foreign), /does not publish/);
    },
  );
});

describe('a token with its signature wrong', () => {
  const [headerPart, claimsPart, signature = ''] = honest.split('.');
  const input = `${headerPart}.${claimsPart}`;

  it.each<[string, string]>([
    ['made by somebody else', forge(header, claims, foreign)],
    ['made for other claims', `${headerPart}.${part({ ...claims, sub: 'eve' })}.${signature}`],
    ['of 64 empty bytes', `${input}.${Buffer.alloc(64).toString('base64url')}`],
  ])('is refused: %s', async (_what, token) => {
    await expectRefusal(token, /signature/);
  });

  const publicKey = createPublicKey({ key: { ...publicKeyOf(ours) }, format: 'jwk' });
  const rsaPublicKey = KeyObject.from(rsa.publicKey);

  it.each<[string, string | Buffer]>([
    ['the Ed25519 key as PEM', publicKey.export({ type: 'spki', format: 'pem' })],
    ['the Ed25519 key as DER', publicKey.export({ type: 'spki', format: 'der' })],
    ['the Ed25519 key as JWK', JSON.stringify(publicKeyOf(ours))],
    ['the RSA key as PEM', rsaPublicKey.export({ type: 'spki', format: 'pem' })],
    ['the RSA key as DER', rsaPublicKey.export({ type: 'spki', format: 'der' })],
  ])('is refused: made by HMAC with %s', async (_what, secret) => {
    const text = `${part({ ...header, alg: 'HS256' })}.${part(claims)}`;
    const hmac = createHmac('sha256', secret).update(text).digest('base64url');

    await expectRefusal(`${text}.${hmac}`, /algorithm/);
  });

  it.each<[string, string, RegExp]>([
    ['missing', `${part({ ...header, alg: 'none' })}.${part(claims)}.`, /three parts/],
    ['padded', `${honest}==`, /three parts/],
    ['behind a space', `${input}. ${signature}`, /three parts/],
    ['before a line break', `${honest}\n`, /three parts/],
    ['with stray bits', withStrayBits(honest), /canonical/],
    ['in JSON', JSON.stringify({ protected: headerPart, payload: claimsPart, signature }), /three/],
    ['encrypted', `${honest}.AAAA.AAAA`, /three parts/],
  ])('is refused: %s', async (_what, token, sentence) => {
    await expectRefusal(token, sentence);
  });
});

describe('a user’s token and an internal assertion', () => {
  it('are not taken for one another, even when one key signs both', async () => {
    const signer = await createAssertionSigner({ privateKeys: [ours], clock: () => noon });
    const actor = {
      userId: '01890a5d-ac96-774b-bcce-b302099a8057',
      kind: 'PERSON',
      grants: [],
    } as const;
    const identity = scopeIdentity({ tenantId: 'acme', actor, grantsEpoch: 1 });

    await expectRefusal(await signer.forQuery(identity, audience), /typ of a token/);
  });
});

describe('changing a single character of a token', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const letters = fc.constantFrom(...alphabet, ...'+/=. \n\0é');

  it('makes it worthless, wherever it is and whatever it becomes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(honest.length - 1), letters, async (index, letter) => {
        fc.pre(honest[index] !== letter);
        const changed = honest.slice(0, index) + letter + honest.slice(index + 1);
        await expect(verify(changed)).rejects.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it('makes it worthless in its last letter, which base64url leaves half unused', async () => {
    const outcomes = await Promise.allSettled(
      [...alphabet].map((letter) => verify(honest.slice(0, -1) + letter)),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
