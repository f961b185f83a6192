import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';

/**
 * Tells those apart whose answers may differ. It holds the whole scope (tenant, person, grants, what the token says
 * and leaves, headers that are handed on), so that nothing is forgotten where that gets more parts; only what labels a
 * request and decides nothing is left out.
 *
 * The person is part of it although grants decide everything: subgraphs know who asks, and some fields tell him
 * what *he* can do (`viewerCanClaim`), or show him his own row. Whoever shares a stream shares its answers, so two
 * people never share one.
 */
export function audienceOf(scope: Scope): string {
  const {
    requestId: _,
    traceId: __,
    correlationId: ___,
    deadlineAt: ____,
    actor: { grants, scopes, ...actor },
    token,
    forwarded = {},
    ...deciding
  } = scope;
  return JSON.stringify({
    ...deciding,
    ...actor,
    grants: grants.map(({ role, projectId }) => `${role} ${projectId ?? '*'}`).sort(),
    scopes: scopes && [...scopes].sort(),
    token: token && { ...token, scopes: [...token.scopes].sort() },
    forwarded: Object.entries(forwarded).sort(),
  });
}
