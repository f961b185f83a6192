import { LRUCache } from 'lru-cache';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import type { SubgraphPort } from '../fetch/port.ts';
import type { TokenIdentity } from './verify-token.ts';

/** Who somebody is in a tenant, and what he may do there, as the Control Plane knows it. */
export interface Principal extends Actor {
  /** Rises with every change of the grants. */
  readonly grantsEpoch: number;
  /** When it ends by itself, epoch milliseconds: given for a platform operator in a tenant. */
  readonly endsAt?: number;
}

/** What a token says of whom it was made for. */
export type Who = Pick<TokenIdentity, 'tenantId' | 'subject' | 'email' | 'by'>;

export interface Principals {
  /**
   * @throws GraphQLError FORBIDDEN when the Control Plane knows of no active membership.
   */
  find(token: Who): Promise<Principal>;
  /** Forgets a tenant, or everybody, so that the next look asks again. */
  forget(tenantId: string | null): void;
}

/** Grants are at most this old, whatever messages are lost. */
export const principalMaxAgeMs = 5_000;

/**
 * Principals by way of the Control Plane's internal route; concurrent questions are asked once.
 *
 * @param now - milliseconds that only ever rise.
 */
export function principalsOf(
  controlPlane: SubgraphPort,
  now: () => number = () => performance.now(),
): Principals {
  const cache = new LRUCache<string, Promise<Principal>>({
    max: 10_000,
    ttl: principalMaxAgeMs,
    ttlResolution: 0,
    perf: { now },
  });
  const keyOf = ({ tenantId, subject, by }: Who) => JSON.stringify([tenantId, subject, by]);

  return {
    find(token) {
      const key = keyOf(token);
      const known = cache.get(key);
      if (known) return known;
      const asked = ask(controlPlane, token);
      cache.set(key, asked);
      // A refusal is not remembered: the invitation may come a moment later.
      asked.catch(() => cache.delete(key));
      return asked;
    },

    forget(tenantId) {
      if (tenantId === null) return cache.clear();
      const prefix = `[${JSON.stringify(tenantId)},`;
      for (const key of cache.keys()) if (key.startsWith(prefix)) cache.delete(key);
    },
  };
}

async function ask(
  controlPlane: SubgraphPort,
  { tenantId, subject, email, by }: Who,
): Promise<Principal> {
  const known = Object.entries({ tenantId, subject, email, by: by ?? null }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  const parameters = new URLSearchParams(known);
  const response = await controlPlane.ask('principal', parameters);
  if (response.status === 200) return JSON.parse(response.body.toString());
  if (response.status === 403) throw refusal('FORBIDDEN', response.body.toString());
  throw refusal('SUBGRAPH_UNAVAILABLE', 'Your access cannot be checked at the moment; try again.');
}
