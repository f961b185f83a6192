import { LRUCache } from 'lru-cache';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import {
  type ApiTokenText,
  apiTokenPrefix,
  readApiToken,
} from '../../subgraphs/kernel/scope/api-token.ts';
import { unauthenticated } from '../../subgraphs/kernel/scope/unauthenticated.ts';
import type { SubgraphPort } from '../fetch/port.ts';
import { createAttempts } from './attempts.ts';
import type { TokenIdentity } from './verify-token.ts';

export interface ApiTokens {
  /**
   * Whose token it is, with what it narrows to.
   *
   * @throws Unauthenticated when it is not good; GraphQLError RATE_LIMITED when too many were not, and
   * SUBGRAPH_UNAVAILABLE when the Control Plane cannot tell.
   */
  verify(text: string): Promise<TokenIdentity>;
  /** Forgets what was found good in a tenant, or everywhere, so that the next use asks again. */
  forget(tenantId: string | null): void;
}

export interface ApiTokensOptions {
  /** Now, in epoch milliseconds. */
  readonly clock?: () => number;
  /** Milliseconds that only ever rise. */
  readonly now?: () => number;
}

/**
 * What was found good is at most this old, whatever messages are lost: with the rounds of a session, 5 s, an open
 * socket outlives the revocation of its token by 30 s at the very most.
 */
export const apiTokenMaxAgeMs = 25_000;

const minuteMs = 60_000;
const tokensKept = 10_000;

/** The Control Plane's last word on a token: one that is not good never becomes so. */
type Verdict = 'GOOD' | 'BAD';

/**
 * API tokens by way of the Control Plane's internal route. It is asked by the hash, so the token itself goes no
 * further than here, and nothing that is kept here could be used.
 *
 * A guesser cannot make it ask without end, nor keep out whose token was good before.
 */
export function apiTokensOf(
  controlPlane: SubgraphPort,
  { clock = Date.now, now = () => performance.now() }: ApiTokensOptions = {},
): ApiTokens {
  // The tenant leads the key of what is fresh, so that it can be forgotten by tenant.
  const fresh = new LRUCache<string, Promise<TokenIdentity>>({
    max: tokensKept,
    ttl: apiTokenMaxAgeMs,
    ttlResolution: 0,
    perf: { now },
  });
  const verdicts = new LRUCache<string, Verdict>({ max: tokensKept });
  const attempts = createAttempts({ perName: 10, inAll: 6_000, windowMs: minuteMs, now });
  const keyOf = ({ tenantId, hash }: ApiTokenText) => `${tenantId} ${hash}`;

  async function look(token: ApiTokenText, takeBack: () => void): Promise<TokenIdentity> {
    const identity = await ask(controlPlane, token).catch((error: unknown) => {
      takeBack();
      throw error;
    });
    verdicts.set(token.hash, identity === null ? 'BAD' : 'GOOD');
    if (identity === null) throw refused();
    takeBack();
    return identity;
  }

  /** Many at a time ask once. */
  function lookOnce(token: ApiTokenText): Promise<TokenIdentity> {
    const verdict = verdicts.get(token.hash);
    if (verdict === 'BAD') throw refused();
    const prefix = apiTokenPrefix(token.tenantId, token.id);
    const looked = look(token, verdict === 'GOOD' ? () => {} : attempts.begin(prefix));
    fresh.set(keyOf(token), looked);
    looked.catch(() => fresh.delete(keyOf(token)));
    return looked;
  }

  return {
    async verify(text) {
      const token = readApiToken(text);
      const identity = await (fresh.get(keyOf(token)) ?? lookOnce(token));
      if (clock() >= identity.expiresAt) throw refused();
      return identity;
    },

    forget(tenantId) {
      if (tenantId === null) return fresh.clear();
      for (const key of fresh.keys()) if (key.startsWith(`${tenantId} `)) fresh.delete(key);
    },
  };
}

/** Null when the Control Plane knows no such token, or it is not good any more. */
async function ask(
  controlPlane: SubgraphPort,
  { tenantId, id, hash }: ApiTokenText,
): Promise<TokenIdentity | null> {
  const parameters = new URLSearchParams({ tenantId, tokenId: id, hash });
  const { status, body } = await controlPlane.ask('apiToken', parameters);
  if (status === 401) return null;
  if (status !== 200) {
    throw refusal('SUBGRAPH_UNAVAILABLE', 'Your token cannot be checked at the moment; try again.');
  }
  const { subject, scopes, expiresAt } = JSON.parse(body.toString());
  return {
    issuer: 'urn:factory:api-tokens',
    subject,
    tenantId,
    email: null,
    scopes: new Set<string>(scopes),
    tokenId: id,
    expiresAt,
    by: 'API_TOKEN',
  };
}

function refused() {
  return unauthenticated('The API token is unknown, revoked or expired.');
}
