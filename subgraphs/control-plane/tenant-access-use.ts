import type { Context } from '../kernel/context.ts';
import { DomainError } from '../kernel/domain.ts';
import type { InternalRequest, InternalResponse } from '../kernel/subgraph.ts';
import { openWork } from '../kernel/work.ts';
import { noteUse, type Use } from './identity/tenant-access/domain.ts';
import { tenantAccesses } from './identity/tenant-access/repository.ts';

/**
 * The gateway tells of an operation before it runs it for a platform operator in a tenant. The access is looked at
 * here and now, so that one which has just ended opens nothing, whatever the gateway still knows.
 *
 * 204 once the use is in both logs, or 403 with the reason; then the operation must not run.
 */
export async function tenantAccessUse(
  { body }: InternalRequest,
  { actor, tenantId, now, traceId, correlationId, services }: Context,
): Promise<InternalResponse> {
  const { tenantAccessId } = actor;
  if (tenantAccessId === undefined) return refused('You are at work by no access to a tenant.');
  // The gateway's own words, bound to its signature.
  const told: Use = JSON.parse(body.toString());
  const cause = { actor, now, traceId, correlationId, causationId: null };
  try {
    await services.database.withTenant(tenantId, (tx) =>
      openWork(tx, cause).change(tenantAccesses, tenantAccessId, (access) =>
        noteUse(access, actor, told, now),
      ),
    );
  } catch (error) {
    if (error instanceof DomainError) return refused(error.message);
    throw error;
  }
  services.spine.poke();
  return { status: 204, contentType: 'text/plain', body: '' };
}

function refused(sentence: string): InternalResponse {
  return { status: 403, contentType: 'text/plain', body: sentence };
}
