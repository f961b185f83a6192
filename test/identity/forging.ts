import { createPrivateKey, sign } from 'node:crypto';
import type { PrivateJwk } from '../../subgraphs/kernel/scope/keys.ts';

// Tokens written by hand, with Node's own crypto and none of our code, so that a test can say what no
// honest signer would.

/** One part of a token: an object as JSON, a string as it is. */
export function part(content: object | string): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return Buffer.from(text).toString('base64url');
}

/** Puts a true Ed25519 signature under any header and claims. */
export function forge(header: object | string, claims: object | string, key: PrivateJwk): string {
  const { kty, crv, x, d } = key;
  const input = `${part(header)}.${part(claims)}`;
  const privateKey = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
}

/** Another text for the same signature bytes: only the bits that base64url leaves unused differ. */
export function withStrayBits(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(token.slice(-1));
  return token.slice(0, -1) + alphabet.charAt(last ^ 1);
}

/** The header and claims of a token, unchecked. */
export function opened(token: string): {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
} {
  const [header = '', claims = ''] = token
    .split('.')
    .map((text) => Buffer.from(text, 'base64url').toString());
  return { header: JSON.parse(header), claims: JSON.parse(claims) };
}
