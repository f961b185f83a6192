import { isPermission, may } from '../../subgraphs/kernel/authority.ts';
import type { Scope, TokenFacts } from '../../subgraphs/kernel/scope/scope.ts';
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
export function holdsScope({ actor, token }: Scope, name: string): boolean {
  if (token?.scopes.includes(name)) return true;
  return isPermission(name) && actor.grants.some(({ projectId }) => may(actor, name, projectId));
}

/** @param knowsRoles - whether our permissions are granted by roles, and by no token. */
export function tokenFacts(
  { scopes, by, tokenId }: Pick<TokenIdentity, 'scopes' | 'by' | 'tokenId'>,
  knowsRoles: boolean,
): TokenFacts {
  const given = [...(scopes ?? [])].filter((name) => !knowsRoles || !isPermission(name));
  return { scopes: given.sort(), apiTokenId: by === 'API_TOKEN' ? tokenId : null };
}
