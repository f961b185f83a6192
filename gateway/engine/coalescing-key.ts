import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';

/**
 * Within what equal fetches in flight may be one: whoever has the same key may see exactly the same. It holds
 * everything of the scope that decides (tenant, actor with grants and token scopes, epoch of the grants), so that
 * nothing can be forgotten where the identity gets more parts; what only labels a request is left out.
 *
 * @returns undefined where nothing may be shared.
 */
export function coalescingKey({ tenantId, actor, grantsEpoch }: Scope): string | undefined {
  if (actor.kind === 'SYSTEM') return undefined;
  return JSON.stringify([tenantId, actor, grantsEpoch]);
}
