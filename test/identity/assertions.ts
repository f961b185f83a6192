import type { Actor } from '../../subgraphs/kernel/authority.ts';
import {
  generatePrivateKey,
  importVerificationKeys,
  publicKeyOf,
} from '../../subgraphs/kernel/scope/keys.ts';
import { scopeIdentity } from '../../subgraphs/kernel/scope/scope.ts';
import {
  type AssertionVerifierOptions,
  createAssertionVerifier,
} from '../../subgraphs/kernel/scope/verifier.ts';
import { forge } from './forging.ts';

// One principal, the gateway's two active keys and a subgraph that trusts them, for the tests of the
// internal assertion.

export const noon = Date.parse('2026-01-31T12:00:00.000Z');
const seconds = noon / 1000;

export const [current, next, foreign] = await Promise.all([
  generatePrivateKey(),
  generatePrivateKey(),
  generatePrivateKey(),
]);
export const activeKeys = () => importVerificationKeys([current, next].map(publicKeyOf));

export const ben: Actor = {
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'PERSON',
  grants: [
    { role: 'REVIEWER', projectId: null },
    { role: 'APPROVER', projectId: '01890a5d-ac96-774b-bcce-b302099a8058' },
  ],
  scopes: ['tenant:read', 'review:claim'],
};
export const inAcme = scopeIdentity({ tenantId: 'acme', actor: ben, grantsEpoch: 7 });

/** What the gateway signs for a query of ben, written by hand, so that a test can change one thing. */
export const header = { alg: 'EdDSA', typ: 'fsi+jwt', kid: current.kid };
export const claims = {
  iss: 'gateway',
  aud: 'studio',
  ops: 'query',
  sub: ben.userId,
  knd: 'PERSON',
  tid: 'acme',
  grt: [['REVIEWER', null]],
  mep: 7,
  jti: '01890a5d-ac96-774b-bcce-b302099a8059',
  iat: seconds,
  nbf: seconds,
  exp: seconds + 30,
};
export const honest = forge(header, claims, current);

/** Studio's verifier at noon, unless the test says otherwise. */
export async function studio(options: Partial<AssertionVerifierOptions> = {}) {
  const spent = new Set<string>();
  return createAssertionVerifier({
    audience: 'studio',
    keys: await activeKeys(),
    spend: async (tokenId) => spent.size < spent.add(tokenId).size,
    clock: () => noon,
    ...options,
  });
}
