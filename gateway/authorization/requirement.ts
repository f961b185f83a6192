import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { holdsScope, isSignedIn } from './holder.ts';
import { meetsPolicy, type Policies } from './policies.ts';

/** Alternatives, one of which must be met whole: `[["a", "b"], ["c"]]` is (a and b) or c. */
export type Alternatives = readonly (readonly string[])[];

/** What a directive of the supergraph asks of whoever selects the field or the type it stands at. */
export type Requirement =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'scopes'; readonly anyOf: Alternatives }
  | { readonly kind: 'policies'; readonly anyOf: Alternatives };

/** Whether the requirement is met in this scope. Whatever is unknown, malformed or fails denies. */
export function isMet(requirement: Requirement, scope: Scope, policies: Policies): boolean {
  switch (requirement.kind) {
    case 'authenticated':
      return isSignedIn(scope);
    case 'scopes':
      return requirement.anyOf.some((all) => all.every((name) => holdsScope(scope, name)));
    case 'policies':
      return requirement.anyOf.some((all) =>
        all.every((name) => meetsPolicy(policies, name, scope)),
      );
  }
}

/** In words, for the message of a refusal. Policies are the gateway's own business and are not told. */
export function inWords(requirement: Requirement): string {
  switch (requirement.kind) {
    case 'authenticated':
      return 'signing in';
    case 'scopes':
      return requirement.anyOf.map((all) => all.join(' and ')).join(', or ') || 'what nobody holds';
    case 'policies':
      return 'what a policy asks';
  }
}
