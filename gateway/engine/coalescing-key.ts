import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';

/**
 * Within what equal fetches in flight may be one: whoever has the same key may see exactly the same. It holds the
 * whole scope (tenant, actor with grants and token scopes, epoch of the grants), so that nothing can be forgotten
 * where that gets more parts; only what labels a request and decides nothing is left out.
 *
 * @returns undefined where nothing may be shared.
 */
export function coalescingKey(scope: Scope): string | undefined {
  const { requestId: _, traceId: __, correlationId: ___, deadlineAt: ____, ...deciding } = scope;
  return deciding.actor.kind === 'SYSTEM' ? undefined : JSON.stringify(deciding);
}
