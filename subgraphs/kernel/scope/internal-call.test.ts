import { describe, expect, it } from 'vitest';
import { forge } from '../../../test/identity/forging.ts';
import { createCallSigner, createCallVerifier } from './internal-call.ts';
import { generatePrivateKey, importVerificationKeys, publicKeyOf } from './keys.ts';
import { scopeIdentity } from './scope.ts';
import { createAssertionSigner } from './signer.ts';
import { createAssertionVerifier } from './verifier.ts';

const noon = Date.parse('2026-01-31T12:00:00.000Z');
const clock = () => noon;
const path = '/events?after=17&limit=100';

const [ofStudio, ofGateway, foreign] = await Promise.all([
  generatePrivateKey(),
  generatePrivateKey(),
  generatePrivateKey(),
]);
const callers = new Map([
  ['studio', await importVerificationKeys([publicKeyOf(ofStudio)])],
  ['gateway', await importVerificationKeys([publicKeyOf(ofGateway)])],
]);
const feed = createCallVerifier({ audience: 'control-plane/events', callers, clock });
const studio = await createCallSigner({ caller: 'studio', privateKeys: [ofStudio], clock });

const header = { alg: 'EdDSA', typ: 'fsc+jwt', kid: ofStudio.kid };
const claims = {
  iss: 'studio',
  sub: 'studio',
  aud: 'control-plane/events',
  htu: path,
  jti: '01890a5d-ac96-774b-bcce-b302099a8059',
  iat: noon / 1000,
  nbf: noon / 1000,
  exp: noon / 1000 + 30,
};

describe('an internal call', () => {
  it('is made in the name of its caller', async () => {
    const token = await studio.forCall('control-plane/events', path);

    expect(await feed.verify(token, path)).toBe('studio');
    expect(await feed.verify(forge(header, claims, ofStudio), path)).toBe('studio');
  });

  it.each([
    ['another page', '/events?after=0&limit=100'],
    ['another path', '/grants?after=17&limit=100'],
    ['the same path without its query', '/events'],
  ])('is refused for %s', async (_what, asked) => {
    const token = await studio.forCall('control-plane/events', path);

    await expect(feed.verify(token, asked)).rejects.toThrow(/made for another path/);
  });

  it.each([
    ['for another endpoint', { aud: 'observability/events' }, /another audience/],
    ['for the subgraph and not its feed', { aud: 'control-plane' }, /another audience/],
    ['without a path', { htu: undefined }, /another path/],
    ['in the name of another', { sub: 'gateway' }, /speaks for itself/],
    ['without a subject', { sub: undefined }, /sub is missing/],
    ['from a caller nobody knows', { iss: 'marketplace', sub: 'marketplace' }, /may not ask/],
    ['from a caller named like a member', { iss: '__proto__', sub: '__proto__' }, /may not ask/],
    ['without a caller', { iss: undefined }, /iss is missing/],
    ['with another caller’s name', { iss: 'gateway', sub: 'gateway' }, /a key not in use/],
    ['that has expired', { iat: noon / 1000 - 36, exp: noon / 1000 - 6 }, /expired/],
    ['that lives too long', { exp: noon / 1000 + 31 }, /longer than 30 seconds/],
  ])('is refused %s', async (_what, change, sentence) => {
    const token = forge(header, { ...claims, ...change }, ofStudio);

    await expect(feed.verify(token, path)).rejects.toThrow(sentence);
  });

  it('is refused when somebody else signed it', async () => {
    await expect(feed.verify(forge(header, claims, foreign), path)).rejects.toThrow(/signature/);
  });

  it('is refused when it is no token at all', async () => {
    await expect(feed.verify('Bearer', path)).rejects.toThrow(/three parts/);
  });

  it('is refused to a signer without a key', async () => {
    const keyless = createCallSigner({ caller: 'studio', privateKeys: [] });

    await expect(keyless).rejects.toThrow(/studio has no key/);
  });
});

// The gateway signs both with one key: only their kind keeps them apart.
const gateway = await createCallSigner({ caller: 'gateway', privateKeys: [ofGateway], clock });
const assertions = await createAssertionSigner({ privateKeys: [ofGateway], clock });

describe('internal calls and assertions', () => {
  const principal = scopeIdentity({
    tenantId: 'acme',
    actor: { userId: '01890a5d-ac96-774b-bcce-b302099a8057', kind: 'PERSON', grants: [] },
    grantsEpoch: 1,
  });

  it('never pass for one another', async () => {
    const graph = createAssertionVerifier({
      audience: 'control-plane',
      keys: await importVerificationKeys([publicKeyOf(ofGateway)]),
      spend: async () => true,
      clock,
    });
    const call = await gateway.forCall('control-plane', path);
    const assertion = await assertions.forQuery(principal, 'control-plane/events');

    await expect(graph.verify(call, { body: '', isMutation: false })).rejects.toThrow(/kind/);
    await expect(feed.verify(assertion, path)).rejects.toThrow(/kind/);
  });
});
