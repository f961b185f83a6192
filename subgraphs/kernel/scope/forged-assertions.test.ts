import { createHmac, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  claims,
  current,
  foreign,
  header,
  honest,
  next,
  studio,
} from '../../../test/identity/assertions.ts';
import { forge, part, withStrayBits } from '../../../test/identity/forging.ts';
import { publicKeyOf } from './keys.ts';

// Every way to write an assertion that the gateway did not make, one thing wrong at a time.

const query = { body: '{"query":"{ __typename }"}', isMutation: false };

async function expectRefusal(token: string, sentence: RegExp) {
  const refusal = (await studio()).verify(token, query);

  await expect(refusal).rejects.toThrow(sentence);
  await expect(refusal).rejects.toMatchObject({ code: 'UNAUTHENTICATED', isRetriable: false });
}

describe('an assertion with one claim wrong', () => {
  it.each<[string, object, RegExp]>([
    ['another issuer', { iss: 'studio' }, /iss is/],
    ['a list of issuers', { iss: ['gateway'] }, /iss is/],
    ['no issuer', { iss: undefined }, /iss is missing/],
    ['another subgraph for its audience', { aud: 'observability' }, /another audience/],
    ['a longer audience', { aud: 'studio/events' }, /another audience/],
    ['several audiences', { aud: ['studio', 'observability'] }, /another audience/],
    ['a list of one audience', { aud: ['studio'] }, /another audience/],
    ['no audience', { aud: undefined }, /another audience/],
    ['no subject', { sub: undefined }, /sub is missing/],
    ['no time of making', { iat: undefined }, /iat is missing/],
    ['no first moment', { nbf: undefined }, /nbf is missing/],
    ['no end', { exp: undefined }, /exp is missing/],
    ['no token id', { jti: undefined }, /jti is missing/],
    ['a time as text', { exp: `${claims.exp}` }, /exp is/],
    ['a fraction of a second', { exp: claims.exp - 0.5 }, /whole seconds/],
    ['a life of 31 s', { exp: claims.exp + 1 }, /longer than 30 seconds/],
    ['a token id too short to be unique', { jti: 'abc' }, /jti/],
    ['a number for a token id', { jti: 1234567890123456 }, /jti/],
    ['no kind of operation', { ops: undefined }, /not made for a query/],
    ['several kinds of operation', { ops: ['query', 'mutation'] }, /not made for a query/],
    ['no tenant claim', { tid: undefined }, /tid is/],
    ['a tenant that is no slug', { tid: 'Acme' }, /slug/],
    ['several tenants', { tid: ['acme', 'globex'] }, /tid is/],
    ['null for a tenant beside its grants', { tid: null }, /outside of every tenant/],
    ['an operator’s grant', { grt: [['PLATFORM_OPERATOR', null]] }, /outside of every tenant/],
    ['the kind of the system itself', { knd: 'SYSTEM' }, /knd is/],
    ['a name for a user id', { sub: 'ben' }, /sub is/],
    ['no grants', { grt: undefined }, /grt is/],
    ['a role nobody knows', { grt: [['ROOT', null]] }, /grt is/],
    ['a role that is no text', { grt: [[['REVIEWER'], null]] }, /grt is/],
    ['a grant without its project', { grt: [['REVIEWER']] }, /grt is/],
    ['a grant for a project of another form', { grt: [['REVIEWER', '*']] }, /grt is/],
    ['a grant of three', { grt: [['REVIEWER', null, null]] }, /grt is/],
    ['a permission nobody knows', { scp: ['everything'] }, /scp is/],
    ['null for its permissions', { scp: null }, /scp is/],
    ['an actor that is no object', { act: 'petra' }, /act is/],
    ['an actor of nothing', { act: null }, /act is/],
    ['an actor beside the subject', { act: { sub: claims.jti, tac: claims.jti } }, /act is/],
    ['an actor by no access', { act: { sub: claims.sub } }, /act is/],
    ['an access that is no id', { act: { sub: claims.sub, tac: 'all' } }, /act is/],
    ['an access that does not narrow', { act: { sub: claims.sub, tac: claims.jti } }, /narrows/],
    ['no epoch', { mep: undefined }, /mep is/],
    ['an epoch as text', { mep: '7' }, /mep is/],
    ['too much to say', { pad: 'x'.repeat(12_000) }, /longer than 12000/],
  ])('is refused: %s', async (_what, change, sentence) => {
    await expectRefusal(forge(header, { ...claims, ...change }, current), sentence);
  });

  it('is refused: an endless time, which JSON can write as a number too large', async () => {
    const endless = JSON.stringify(claims).replace(`${claims.exp}`, '1e400');

    await expectRefusal(forge(header, endless, current), /whole seconds/);
  });
});

describe('an assertion with its header wrong', () => {
  const algorithms = [
    'none',
    'None',
    'NONE',
    'nOnE',
    'HS256',
    'ES256',
    'RS256',
    'Ed25519',
    'eddsa',
  ];

  it.each([...algorithms, '', undefined, ['EdDSA']])(
    'is refused: the algorithm %j',
    async (alg) => {
      await expectRefusal(forge({ ...header, alg }, claims, current), /algorithm/);
    },
  );

  it.each(['JWT', 'at+jwt', 'fsc+jwt', 'FSI+JWT', 'application/fsi+jwt', '', undefined])(
    'is refused: the kind %j',
    async (typ) => {
      await expectRefusal(forge({ ...header, typ }, claims, current), /another kind/);
    },
  );

  it.each([foreign.kid, '../../keys.json', '__proto__', "' or 1=1 --", 'k'.repeat(5_000)])(
    'is refused: a key named %j',
    async (kid) => {
      await expectRefusal(forge({ ...header, kid }, claims, current), /a key not in use/);
    },
  );

  it.each<[string, object]>([
    ['no key name', { kid: undefined }],
    ['a list for a key name', { kid: [current.kid] }],
    ['a key of its own', { jwk: publicKeyOf(foreign) }],
    ['the address of keys', { jku: 'https://evil.example/jwks.json' }],
    ['the address of a certificate', { x5u: 'https://evil.example/certificate.pem' }],
    ['a certificate', { x5c: ['MIIB'] }],
    ['critical extensions', { crit: ['exp'] }],
    ['a payload that is not encoded', { b64: false }],
    ['a token in the token', { cty: 'JWT' }],
  ])('is refused: %s', async (_what, change) => {
    await expectRefusal(forge({ ...header, ...change }, claims, current), /alg, kid and typ/);
  });

  it('is refused: two algorithms', async () => {
    const twice = `{"alg":"none",${JSON.stringify(header).slice(1)}`;

    await expectRefusal(forge(twice, claims, current), /repeated names/);
  });
});

describe('an assertion with its signature wrong', () => {
  const [headerPart, claimsPart, signature = ''] = honest.split('.');
  const input = `${headerPart}.${claimsPart}`;
  const otherClaims = part({ ...claims, tid: 'globex' });

  it.each<[string, string]>([
    ['made by somebody else', forge(header, claims, foreign)],
    ['made by the other active key', forge(header, claims, next)],
    ['made for other claims', `${headerPart}.${otherClaims}.${signature}`],
    ['of 64 empty bytes', `${input}.${Buffer.alloc(64).toString('base64url')}`],
    ['cut in half', `${input}.${signature.slice(0, 40)}`],
  ])('is refused: %s', async (_what, token) => {
    await expectRefusal(token, /signature/);
  });

  const publicKey = createPublicKey({ key: { ...publicKeyOf(current) }, format: 'jwk' });

  it.each<[string, string | Buffer]>([
    ['PEM', publicKey.export({ type: 'spki', format: 'pem' })],
    ['DER', publicKey.export({ type: 'spki', format: 'der' })],
    ['JWK', JSON.stringify(publicKeyOf(current))],
    ['bytes', Buffer.from(current.x, 'base64url')],
  ])('is refused: made by HMAC with the public key as %s', async (_what, secret) => {
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
    ['of nothing', '', /three parts/],
  ])('is refused: %s', async (_what, token, sentence) => {
    await expectRefusal(token, sentence);
  });
});

describe('changing a single character of an assertion', () => {
  const letters = fc.constantFrom(
    ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \n\0é',
  );

  it('makes it worthless, wherever it is and whatever it becomes', async () => {
    const verifier = await studio();
    await verifier.verify(honest, query);
    const position = fc.nat(honest.length - 1);

    await fc.assert(
      fc.asyncProperty(position, letters, async (index, letter) => {
        fc.pre(honest[index] !== letter);
        const changed = honest.slice(0, index) + letter + honest.slice(index + 1);
        await expect(verifier.verify(changed, query)).rejects.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it('makes it worthless in each of its last letters, which base64url leaves half unused', async () => {
    const verifier = await studio();

    const outcomes = await Promise.allSettled(
      [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((letter) =>
        verifier.verify(honest.slice(0, -1) + letter, query),
      ),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('makes it worthless when it is added or left out', async () => {
    const verifier = await studio();

    await fc.assert(
      fc.asyncProperty(fc.nat(honest.length), letters, async (index, letter) => {
        const longer = honest.slice(0, index) + letter + honest.slice(index);
        const shorter = honest.slice(0, index) + honest.slice(index + 1);
        await expect(verifier.verify(longer, query)).rejects.toThrow();
        if (index < honest.length) await expect(verifier.verify(shorter, query)).rejects.toThrow();
      }),
      { numRuns: 200 },
    );
  });
});
