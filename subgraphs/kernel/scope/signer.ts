import { createHash, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { identityClaims } from './assertion-claims.ts';
import { signCompact } from './compact-token.ts';
import { importSigningKey, type PrivateJwk } from './keys.ts';
import type { ScopeIdentity } from './scope.ts';

// The assertion: the gateway tells one subgraph, for 30 s, who acts in which tenant with which grants.
// What decides is signed. What differs from request to request and only labels it (request, trace and
// correlation id, deadline) is not: it travels in headers (scope-headers.ts), so that one assertion
// serves all queries of a principal for a while. A mutation gets one of its own, bound to its body.

export interface AssertionSigner {
  /** For queries and the fetches of a subscription; the same text again for up to 20 s. */
  forQuery(identity: ScopeIdentity, audience: string): Promise<string>;
  /** For exactly this body, once. Whatever changes something goes by it. */
  forMutation(
    identity: ScopeIdentity,
    audience: string,
    body: string | Uint8Array,
  ): Promise<string>;
}

export interface AssertionSignerOptions {
  /** The first one signs; the others only wait for their turn. */
  readonly privateKeys: readonly PrivateJwk[];
  /** Now, in epoch milliseconds. */
  readonly clock?: () => number;
}

export const assertionIssuer = 'gateway';
export const assertionTyp = 'fsi+jwt';

const reusedForMs = 20_000;
const principalsKept = 4_096;

interface Reusable {
  readonly token: Promise<string>;
  readonly until: number;
}

/** @throws Error when there is no key to sign with. */
export async function createAssertionSigner({
  privateKeys: [signing],
  clock = Date.now,
}: AssertionSignerOptions): Promise<AssertionSigner> {
  if (signing === undefined) throw new Error('The gateway has no key to sign assertions with.');
  const key = { ...(await importSigningKey(signing)), typ: assertionTyp };
  const reusable = new LRUCache<string, Reusable>({ max: principalsKept });

  const sign = (claims: Record<string, unknown>, now: number) =>
    signCompact({ iss: assertionIssuer, jti: randomUUID(), ...claims }, key, now);

  const signReusable = (name: string, claims: Record<string, unknown>, now: number) => {
    const token = sign(claims, now);
    reusable.set(name, { token, until: now + reusedForMs });
    return token;
  };

  return {
    forQuery(identity, audience) {
      const claims = { aud: audience, ops: 'query', ...identityClaims(identity) };
      const name = JSON.stringify(claims);
      const now = clock();
      const found = reusable.get(name);
      return found !== undefined && now < found.until
        ? found.token
        : signReusable(name, claims, now);
    },
    async forMutation(identity, audience, body) {
      const claims = { aud: audience, ops: 'mutation', ...identityClaims(identity) };
      return sign({ ...claims, qh: bodyHash(body) }, clock());
    },
  };
}

/** The claim `qh`: SHA-256 of the exact bytes of a body, base64url. */
export function bodyHash(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url');
}
