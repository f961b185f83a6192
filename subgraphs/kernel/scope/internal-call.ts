import { randomUUID } from 'node:crypto';
import type { CryptoKey } from 'jose';
import { readCompact } from './compact-form.ts';
import { internalMaxLength, signCompact, verifyCompact } from './compact-token.ts';
import { importSigningKey, type PrivateJwk } from './keys.ts';
import { unauthenticated } from './unauthenticated.ts';

// One process of the house asks another for something in its own name: a subgraph reads the event feed
// of another, the gateway asks the Control Plane for grants. Such a call is a GET; its assertion names
// the caller as issuer and subject and is bound to the path and query. Every caller has a key of its
// own, so that none can speak for another, and a type of its own, so that it never passes for a person.

export interface CallSigner {
  /**
   * An assertion for one GET.
   *
   * @param audience - the endpoint asked, such as `studio/events`.
   * @param pathAndQuery - exactly as it goes over the wire.
   */
  forCall(audience: string, pathAndQuery: string): Promise<string>;
}

export interface CallVerifier {
  /**
   * The name of the caller.
   *
   * @throws Unauthenticated when the assertion is not a known caller's for this path and query.
   */
  verify(token: string, pathAndQuery: string): Promise<string>;
}

export interface CallVerifierOptions {
  readonly audience: string;
  /** For each caller that may ask, its public keys by key id. */
  readonly callers: ReadonlyMap<string, ReadonlyMap<string, CryptoKey>>;
  /** Now, in epoch milliseconds. */
  readonly clock?: () => number;
}

const callTyp = 'fsc+jwt';

/** @throws Error when there is no key to sign with. */
export async function createCallSigner({
  caller,
  privateKeys: [signing],
  clock = Date.now,
}: {
  readonly caller: string;
  /** The first one signs. */
  readonly privateKeys: readonly PrivateJwk[];
  readonly clock?: () => number;
}): Promise<CallSigner> {
  if (signing === undefined) throw new Error(`${caller} has no key to sign its calls with.`);
  const key = { ...(await importSigningKey(signing)), typ: callTyp };
  return {
    async forCall(audience, pathAndQuery) {
      const claims = { iss: caller, sub: caller, aud: audience, htu: pathAndQuery };
      return await signCompact({ ...claims, jti: randomUUID() }, key, clock());
    },
  };
}

export function createCallVerifier({
  audience,
  callers,
  clock = Date.now,
}: CallVerifierOptions): CallVerifier {
  return {
    async verify(token, pathAndQuery) {
      const caller = claimedCaller(token);
      const keys = callers.get(caller);
      if (keys === undefined) throw unauthenticated('The caller may not ask here.');
      const rules = { typ: callTyp, issuer: caller, audience, keys, clock };
      const { claims } = await verifyCompact(token, rules);
      if (claims['sub'] !== caller) throw unauthenticated('A caller speaks for itself alone.');
      if (claims['htu'] !== pathAndQuery) {
        throw unauthenticated('The assertion was made for another path.');
      }
      return caller;
    },
  };
}

/** Only chooses whose keys to try; the signature then has to hold with one of them. */
function claimedCaller(token: string): string {
  const issuer = readCompact(token, internalMaxLength).claims['iss'];
  if (typeof issuer === 'string') return issuer;
  throw unauthenticated("The token's iss is missing or not accepted.");
}
