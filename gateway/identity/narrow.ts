import { type Actor, isPermission } from '../../subgraphs/kernel/authority.ts';
import type { TokenIdentity } from './verify-token.ts';

/**
 * What of its grants a principal may use with this token.
 *
 * A token without a tenant leaves a platform operator's grants alone, one with a tenant all others, so
 * that neither reaches into what belongs to the other. Scopes keep the permissions they name; a scope
 * that is no permission of ours, such as `openid`, grants nothing. Nothing is ever added.
 *
 * @param held - the principal and its grants, as the Control Plane knows them.
 */
export function narrow(held: Actor, token: Pick<TokenIdentity, 'tenantId' | 'scopes'>): Actor {
  const grants = held.grants.filter(
    ({ role }) => (role === 'PLATFORM_OPERATOR') === (token.tenantId === null),
  );
  if (token.scopes === null) return { ...held, grants };
  const named = [...token.scopes].filter(isPermission);
  const { scopes: left = named } = held;
  return {
    ...held,
    grants,
    scopes: named.filter((permission) => left.includes(permission)).sort(),
  };
}
