import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type JSONWebKeySet, SignJWT } from 'jose';
import {
  importSigningKey,
  publicKeyOf,
  readOrCreatePrivateKeys,
} from '../../subgraphs/kernel/scope/keys.ts';
import { findDemoPerson } from './demo-cast.ts';

// A small issuer of tokens for the demo cast, so that one can sign in without an identity provider. It
// belongs to the embedded stores alone: whoever reaches it can be anybody, so it refuses to exist in
// production, and its key is worth nothing to a gateway that trusts a real issuer.

export interface LocalIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** The public keys, as a JWK set. */
  readonly keySet: JSONWebKeySet;
  /** A token for 15 minutes; null when the demo cast has no such person. */
  issue(who: {
    readonly user: string;
    readonly tenant?: string | null | undefined;
  }): Promise<IssuedToken | null>;
}

export interface IssuedToken {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export const localIssuerName = 'urn:factory:local-issuer';
export const localAudience = 'urn:factory:graph';

const lifetimeSeconds = 15 * 60;

/**
 * Opens the issuer; its key is made on first use and kept in the data directory, for its owner alone,
 * so that tokens are good across restarts and in every process that shares the directory.
 *
 * @throws Error in production, or when the key can be neither read nor made.
 */
export async function createLocalIssuer({
  dataDirectory,
  clock = Date.now,
}: {
  readonly dataDirectory: string;
  /** Now, in epoch milliseconds. */
  readonly clock?: () => number;
}): Promise<LocalIssuer> {
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error('The local issuer signs in anybody; it refuses to run in production.');
  }
  const keys = await readOrCreatePrivateKeys(join(dataDirectory, 'issuer', 'keys.json'));
  const [signing] = await Promise.all(keys.slice(0, 1).map(importSigningKey));
  if (signing === undefined) throw new Error('The local issuer has no key.');

  return {
    issuer: localIssuerName,
    audience: localAudience,
    keySet: { keys: keys.map((key) => ({ ...publicKeyOf(key) })) },
    async issue(who) {
      const person = findDemoPerson(who);
      if (person === undefined) return null;
      const seconds = Math.floor(clock() / 1000);
      const token = await new SignJWT(person.tenant === null ? {} : { tid: person.tenant })
        .setProtectedHeader({ alg: 'EdDSA', kid: signing.keyId, typ: 'JWT' })
        .setIssuer(localIssuerName)
        .setAudience(localAudience)
        .setSubject(person.user)
        .setJti(randomUUID())
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + lifetimeSeconds)
        .sign(signing.key);
      return { token, expiresAt: (seconds + lifetimeSeconds) * 1000 };
    },
  };
}
