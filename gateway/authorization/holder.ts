import { isPermission, may } from '../../subgraphs/kernel/authority.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';

/** The user id of whoever has not signed in, where a gateway serves such people at all. */
export const nobody = '00000000-0000-0000-0000-000000000000';

export function isSignedIn({ actor }: Scope): boolean {
  return actor.userId !== nobody;
}

/**
 * Whether the request holds what `@requiresScopes` names.
 *
 * A name of our permissions is held by whom a grant gives it in his tenant, be it in one project alone, as far
 * as the token leaves it: a token narrows and never widens. Which project it is good for, the subgraphs decide.
 * Any other name is held by whose token says it: scopes of that kind are its issuer's to give.
 */
export function holdsScope({ actor, tokenScopes }: Scope, name: string): boolean {
  if (!isPermission(name)) return tokenScopes?.has(name) ?? false;
  return actor.grants.some(({ projectId }) => may(actor, name, projectId));
}
