import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';

/** What `@policy` can name. Each decides by the scope of the request alone, at once. */
export type Policies = Readonly<Record<string, (scope: Scope) => boolean>>;

/** The policies of this gateway; a deployment adds its own here. */
export const policies: Policies = {
  person: ({ actor }) => actor.kind === 'PERSON',
  service: ({ actor }) => actor.kind === 'SERVICE',
};

/** Whether a policy of this name exists and is met; one that throws is not. */
export function meetsPolicy(known: Policies, name: string, scope: Scope): boolean {
  if (!Object.hasOwn(known, name)) return false;
  try {
    return known[name]?.(scope) === true;
  } catch {
    return false;
  }
}
