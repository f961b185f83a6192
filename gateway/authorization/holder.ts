import { isPermission, may } from '../../subgraphs/kernel/authority.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { anonymous } from '../identity/anonymous.ts';
import type { TokenIdentity } from '../identity/verify-token.ts';

/** Whether anybody has: where nobody is asked for a token, everybody is the one anonymous caller. */
export function isSignedIn({ tenantId, actor }: Scope): boolean {
  return tenantId !== null || actor.userId !== anonymous.subject;
}

/**
 * Whether the request holds what `@requiresScopes` names.
 *
 * A name of our permissions is held by whom a grant gives it in his tenant, be it in one project alone, as far
 * as the token leaves it: a token narrows and never widens. Which project it is good for, the subgraphs decide.
 * Any other name is held by whose token says it: scopes of that kind are its issuer's to give. Where no Control
 * Plane knows roles, all names are of that kind.
 */
export function holdsScope({ actor, tokenScopes }: Scope, name: string): boolean {
  if (tokenScopes?.has(name)) return true;
  return isPermission(name) && actor.grants.some(({ projectId }) => may(actor, name, projectId));
}

/** The scopes of a token that are its issuer's to give; undefined where there are none. */
export function tokenScopesOf(
  { scopes }: Pick<TokenIdentity, 'scopes'>,
  knowsRoles: boolean,
): ReadonlySet<string> | undefined {
  const given = [...(scopes ?? [])].filter((name) => !knowsRoles || !isPermission(name));
  return given.length > 0 ? new Set(given) : undefined;
}
