import { type Actor, type Grant, isPermission, isRole, type Permission } from '../authority.ts';
import type { Members } from './compact-form.ts';
import { type ScopeIdentity, scopeIdentity } from './scope.ts';
import { unauthenticated } from './unauthenticated.ts';

// How an identity is written into the claims of an assertion:
//   tid  tenant, or null           sub  user id            knd  PERSON or SERVICE
//   grt  [role, project or null]…  scp  permissions the token narrows to, absent when it does not
//   mep  epoch of the grants       ops  what the assertion may be used for
//   act  for a platform operator in a tenant (RFC 8693 4.1): sub, himself, and tac, the access he acts by

/** `mutation` covers everything that changes something, telemetry intake as well. */
export type Operations = 'query' | 'mutation';

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function identityClaims({ tenantId, actor, grantsEpoch }: ScopeIdentity) {
  return {
    tid: tenantId,
    sub: actor.userId,
    knd: actor.kind,
    grt: actor.grants.map(({ role, projectId }) => [role, projectId]),
    ...(actor.scopes === undefined ? {} : { scp: [...actor.scopes] }),
    ...(actor.tenantAccessId === undefined
      ? {}
      : { act: { sub: actor.userId, tac: actor.tenantAccessId } }),
    mep: grantsEpoch,
  };
}

/**
 * Reads an identity back.
 *
 * @throws Unauthenticated when a claim is missing, of a wrong type, or names what this process does
 *   not know: subgraphs are deployed before the gateway, so it never should.
 */
export function identityFrom(claims: Members): ScopeIdentity {
  const grantsEpoch = claims['mep'];
  if (typeof grantsEpoch !== 'number' || !Number.isSafeInteger(grantsEpoch)) throw misfit('mep');
  return scopeIdentity({
    tenantId: tenantFrom(claims['tid']),
    actor: actorFrom(claims),
    grantsEpoch,
  });
}

function tenantFrom(tid: unknown): string | null {
  if (tid === null || typeof tid === 'string') return tid;
  throw misfit('tid');
}

function actorFrom(claims: Members): Actor {
  const { scp, act } = claims;
  const userId = idFrom(claims['sub'], 'sub');
  return {
    userId,
    kind: kindFrom(claims['knd']),
    grants: listFrom(claims['grt'], 'grt').map(grantFrom),
    ...(scp === undefined ? {} : { scopes: listFrom(scp, 'scp').map(permissionFrom) }),
    ...(act === undefined ? {} : { tenantAccessId: accessFrom(act, userId) }),
  };
}

/** Who acts is the operator himself: nobody is impersonated. */
function accessFrom(act: unknown, userId: string): string {
  if (typeof act !== 'object' || act === null || !('sub' in act && 'tac' in act)) {
    throw misfit('act');
  }
  if (act.sub !== userId) throw misfit('act');
  return idFrom(act.tac, 'act');
}

function kindFrom(kind: unknown): Actor['kind'] {
  if (kind === 'PERSON' || kind === 'SERVICE') return kind;
  throw misfit('knd');
}

function grantFrom(grant: unknown): Grant {
  const [role, projectId, ...more] = listFrom(grant, 'grt');
  if (!isRole(role) || more.length > 0) throw misfit('grt');
  return { role, projectId: projectId === null ? null : idFrom(projectId, 'grt') };
}

function permissionFrom(permission: unknown): Permission {
  if (isPermission(permission)) return permission;
  throw misfit('scp');
}

function idFrom(value: unknown, claim: string): string {
  if (typeof value === 'string' && uuidForm.test(value)) return value;
  throw misfit(claim);
}

function listFrom(value: unknown, claim: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw misfit(claim);
}

function misfit(claim: string) {
  return unauthenticated(`The token's ${claim} is missing or not accepted.`);
}
