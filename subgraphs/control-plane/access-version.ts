import type { Services } from '../kernel/context.ts';
import type { InternalResponse } from '../kernel/subgraph.ts';
import { versionsOfApiTokens } from './identity/api-token/repository.ts';
import { versionsOfTenantAccesses } from './identity/tenant-access/repository.ts';
import { versionsOfUsers } from './identity/user/repository.ts';
import { operatorsTenant } from './principal.ts';
import { tenants } from './tenancy/tenant/repository.ts';

/**
 * Answers whether anything has changed of what people, tokens and operators may do in a tenant: a text that is another one after every
 * such change, from the moment of its commit on. The gateway asks it before it hands on what was committed.
 */
export async function accessVersion(
  parameters: URLSearchParams,
  services: Services,
): Promise<InternalResponse> {
  const db = services.database.reader(parameters.get('tenantId') ?? operatorsTenant);
  const [[tenant], ...versions] = await Promise.all([
    tenants.find(db, [db.tenantId]),
    versionsOfUsers(db),
    versionsOfApiTokens(db),
    versionsOfTenantAccesses(db),
  ]);
  const body = JSON.stringify({ version: [tenant?.version ?? 0, ...versions].join('.') });
  return { status: 200, contentType: 'application/json', body };
}
