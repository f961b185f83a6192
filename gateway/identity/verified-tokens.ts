import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { TokenIdentity } from './verify-token.ts';

type Verify = (token: string) => Promise<TokenIdentity>;

export interface RememberingOptions {
  /** Now, in epoch milliseconds. */
  readonly clock?: () => number;
}

interface Verified {
  readonly identity: TokenIdentity;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** A key that its issuer has withdrawn is believed this much longer at the most. */
export const verifiedMaxAgeMs = 60_000;

const tokensKept = 10_000;

/**
 * Verifies each access token once, and not its signature with every request: what was good stays good until the
 * token ends, and for 60 s at most. Beyond its end the check itself decides, by its own tolerance. What is refused is
 * checked anew each time.
 *
 * Known by the hash of their text: what is remembered lets nobody in.
 */
export function rememberVerified(
  verify: Verify,
  { clock = Date.now }: RememberingOptions = {},
): Verify {
  const verified = new LRUCache<string, Verified>({ max: tokensKept });

  return async (token) => {
    const name = createHash('sha256').update(token).digest('base64url');
    const known = verified.get(name);
    const at = clock();
    if (known && at < known.until) return known.identity;
    const identity = await verify(token);
    const until = Math.min(identity.expiresAt, at + verifiedMaxAgeMs);
    if (at < until) verified.set(name, { identity, until });
    return identity;
  };
}
