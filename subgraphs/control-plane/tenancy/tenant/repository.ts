import { eq } from 'drizzle-orm';
import type { TenantDb } from '../../../../db/client.ts';
import { tenants as table } from '../../../../db/tables/control-plane/tenancy.ts';
import { inTenant, tenantRepository } from '../../../kernel/repository.ts';
import type { Tenant, TenantStatus } from './domain.ts';

export const tenants = tenantRepository<Tenant>('Tenant', table, {
  conflicts: {
    tenants_slug: { message: 'A tenant with this slug is there already.', field: 'slug' },
  },
});

/** Where the tenant stands; undefined when there is none. */
export async function tenantStatus(db: TenantDb): Promise<TenantStatus | undefined> {
  const [tenant] = await db.db
    .select({ status: table.status })
    .from(table)
    .where(inTenant(db, table, eq(table.id, db.tenantId)))
    .limit(1);
  return tenant?.status;
}
