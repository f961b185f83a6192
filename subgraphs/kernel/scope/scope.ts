import type { Actor } from '../authority.ts';
import { unauthenticated } from './unauthenticated.ts';

/** Who acts, in which tenant, with which grants: what decides, and is therefore always signed. */
export interface ScopeIdentity {
  /** The tenant's slug; null for a platform operator, who reads no tenant's data. */
  readonly tenantId: string | null;
  readonly actor: Actor;
  /** Rises with every change to the grants of the actor; the Control Plane counts it. */
  readonly grantsEpoch: number;
}

/** What labels one request and decides nothing; it travels beside the signature. */
export interface RequestFacts {
  readonly requestId: string;
  /** W3C trace id: 32 lower-case hex digits. */
  readonly traceId: string;
  readonly correlationId: string;
  /** When the caller stops waiting, in epoch milliseconds; null when it did not say. */
  readonly deadlineAt: number | null;
}

/** What the gateway itself wants to know of a caller's token beside whom it is for. */
export interface TokenFacts {
  /** Scopes that its rules may ask for beside our permissions, sorted. */
  readonly scopes: readonly string[];
  /** Null for whoever signed in. */
  readonly apiTokenId: string | null;
}

/** One request of one principal, the same object in every step of the process that serves it. */
export interface Scope extends ScopeIdentity, RequestFacts {
  /**
   * Headers of the client, by lower-case name, that a gateway hands on to subgraphs which are not of this house. They
   * can decide what such a subgraph answers, so no answer is shared between scopes that differ in them.
   */
  readonly forwarded?: Readonly<Record<string, string>>;
  /** For the gateway's own rules; it leaves it with nothing: no assertion holds it. */
  readonly token?: TokenFacts;
}

const tenantForm = /^[a-z][a-z0-9-]{1,30}$/;

export function isTenantId(value: unknown): value is string {
  return typeof value === 'string' && tenantForm.test(value);
}

/**
 * Freezes an identity, so that no step can widen it.
 *
 * @throws Unauthenticated when no request may act so: as the system itself, with a tenant that is no
 *   slug, with a platform operator's grant inside a tenant or a tenant's grant outside of one, or by an access
 *   to a tenant outside of one or with all that its role may.
 */
export function scopeIdentity({ tenantId, actor, grantsEpoch }: ScopeIdentity): ScopeIdentity {
  if (actor.kind === 'SYSTEM') throw unauthenticated('No request may act as the system itself.');
  if (tenantId !== null && !isTenantId(tenantId)) {
    throw unauthenticated('The tenant of a request must be named by its slug.');
  }
  if (actor.grants.some(({ role }) => (role === 'PLATFORM_OPERATOR') !== (tenantId === null))) {
    throw unauthenticated(
      'A platform operator acts outside of every tenant, all others inside one.',
    );
  }
  if (actor.tenantAccessId !== undefined && (tenantId === null || actor.scopes === undefined)) {
    throw unauthenticated('An access to a tenant is used inside it, and narrows.');
  }
  return Object.freeze({ tenantId, actor: frozenActor(actor), grantsEpoch });
}

export function createScope(
  identity: ScopeIdentity,
  facts: RequestFacts & Pick<Scope, 'forwarded' | 'token'>,
): Scope {
  const { requestId, traceId, correlationId, deadlineAt, forwarded, token } = facts;
  return Object.freeze({
    ...scopeIdentity(identity),
    requestId,
    traceId,
    correlationId,
    deadlineAt,
    ...(forwarded === undefined ? {} : { forwarded: Object.freeze({ ...forwarded }) }),
    ...(token === undefined ? {} : { token }),
  });
}

function frozenActor({ userId, kind, grants, scopes, tenantAccessId }: Actor): Actor {
  return Object.freeze({
    userId,
    kind,
    grants: Object.freeze(grants.map(({ role, projectId }) => Object.freeze({ role, projectId }))),
    ...(scopes === undefined ? {} : { scopes: Object.freeze([...scopes]) }),
    ...(tenantAccessId === undefined ? {} : { tenantAccessId }),
  });
}
