import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';

/**
 * Tells those apart whose answers may differ: tenant, person, grants, what the token leaves of them, and whatever else
 * of the request a rule of the gateway or a subgraph that is not of this house can decide by.
 *
 * The person is part of it although grants decide everything: subgraphs know who asks, and some fields tell him
 * what *he* can do (`viewerCanClaim`), or show him his own row. Whoever shares a stream shares its answers, so two
 * people never share one.
 */
export function audienceOf(scope: Scope): string {
  const { tenantId, actor, grantsEpoch, token = null, forwarded = {} } = scope;
  const { userId, kind, grants, scopes } = actor;
  const held = grants.map(({ role, projectId }) => `${role} ${projectId ?? '*'}`).sort();
  const narrowed = scopes === undefined ? null : [...scopes].sort();
  const handedOn = Object.entries(forwarded).sort();
  return JSON.stringify([tenantId, userId, kind, grantsEpoch, held, narrowed, token, handedOn]);
}
