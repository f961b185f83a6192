import { exportJWK, generateKeyPair } from 'jose';
import { localTokenKeys } from '../../gateway/identity/token-keys.ts';
import { createTokenVerifier } from '../../gateway/identity/verify-token.ts';
import { generatePrivateKey, publicKeyOf } from '../../subgraphs/kernel/scope/keys.ts';
import { forge } from './forging.ts';

// An issuer with a key of every kind we accept, a gateway that trusts it and a token of ada's, for the
// tests of access tokens.

export const noon = Date.parse('2026-01-31T12:00:00.000Z');
export const issuer = 'https://id.example';
export const audience = 'https://graph.example';

export const [ours, foreign] = [await generatePrivateKey(), await generatePrivateKey()];
export const [rsa, elliptic] = await Promise.all([
  generateKeyPair('RS256', { extractable: true }),
  generateKeyPair('ES256', { extractable: true }),
]);
const published = {
  keys: [
    { ...publicKeyOf(ours) },
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', use: 'sig' },
    { ...(await exportJWK(elliptic.publicKey)), kid: 'elliptic', use: 'sig' },
  ],
};

export const verifierAt = (now: number) =>
  createTokenVerifier({ issuer, audience, keys: localTokenKeys(published), clock: () => now });

/** What the issuer signs for ada, written by hand, so that a test can change one thing. */
export const header = { alg: 'EdDSA', typ: 'at+jwt', kid: ours.kid };
export const claims = {
  iss: issuer,
  aud: audience,
  sub: 'ada',
  tid: 'acme',
  jti: 't-1',
  iat: noon / 1000,
  exp: noon / 1000 + 300,
};
export const honest = forge(header, claims, ours);
