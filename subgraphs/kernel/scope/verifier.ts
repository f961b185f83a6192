import type { CryptoKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { identityFrom, type Operations } from './assertion-claims.ts';
import { type VerifiedToken, verifyCompact } from './compact-token.ts';
import type { ScopeIdentity } from './scope.ts';
import { assertionIssuer, assertionTyp, bodyHash } from './signer.ts';
import { unauthenticated, uncheckable } from './unauthenticated.ts';

export interface AssertionVerifierOptions {
  /** The name of this subgraph. */
  readonly audience: string;
  /** The gateway's public keys by key id, two or more around a rotation; a live map. */
  readonly keys: ReadonlyMap<string, CryptoKey>;
  /**
   * Remembers the id of a mutation's assertion until `expiresAt` (epoch milliseconds) and tells
   * whether this was the first time. Shared by all copies of the subgraph.
   */
  readonly spend: (tokenId: string, expiresAt: number) => Promise<boolean>;
  /** Now, in epoch milliseconds. */
  readonly clock?: () => number;
}

export interface Call {
  /** The body as it was received, before any parsing. */
  readonly body: string | Uint8Array;
  readonly isMutation: boolean;
}

export interface AssertionVerifier {
  /**
   * Who acts, by the assertion that came with a call.
   *
   * @throws Unauthenticated when it is not the gateway's word for this subgraph and this call.
   */
  verify(token: string, call: Call): Promise<ScopeIdentity>;
}

const tokensKept = 4_096;

interface Known extends Pick<VerifiedToken, 'keyId' | 'acceptedUntil'> {
  readonly identity: ScopeIdentity;
}

export function createAssertionVerifier({
  audience,
  keys,
  spend,
  clock = Date.now,
}: AssertionVerifierOptions): AssertionVerifier {
  const rules = { typ: assertionTyp, issuer: assertionIssuer, audience, keys, clock };
  // Queries alone: what is in here is known to be one.
  const known = new LRUCache<string, Known>({ max: tokensKept });

  const verifyQuery = async (token: string) => {
    const { claims, keyId, acceptedUntil } = await verifyCompact(token, rules);
    requireOperations(claims['ops'], 'query');
    const identity = identityFrom(claims);
    known.set(token, { identity, keyId, acceptedUntil });
    return identity;
  };

  const verifyMutation = async (token: string, body: Call['body']) => {
    const { claims, tokenId, acceptedUntil } = await verifyCompact(token, rules);
    requireOperations(claims['ops'], 'mutation');
    const identity = identityFrom(claims);
    if (claims['qh'] !== bodyHash(body)) {
      throw unauthenticated('The assertion was made for another body.');
    }
    // Last of all, so that nobody can use up an assertion with a call that is refused anyway.
    const isFirst = await spend(tokenId, acceptedUntil).catch((error: unknown) => {
      throw uncheckable('Whether the assertion was used before cannot be told just now.', error);
    });
    if (!isFirst) throw unauthenticated('The assertion was used before.');
    return identity;
  };

  return {
    async verify(token, { body, isMutation }) {
      if (isMutation) return verifyMutation(token, body);
      const found = known.get(token);
      const isGood = found !== undefined && clock() < found.acceptedUntil && keys.has(found.keyId);
      return isGood ? found.identity : verifyQuery(token);
    },
  };
}

function requireOperations(claimed: unknown, needed: Operations): void {
  if (claimed === needed) return;
  throw unauthenticated(`The assertion was not made for a ${needed}.`);
}
