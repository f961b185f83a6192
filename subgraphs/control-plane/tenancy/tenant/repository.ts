import { tenants as table } from '../../../../db/tables/control-plane/tenancy.ts';
import { tenantRepository } from '../../../kernel/repository.ts';
import type { Tenant } from './domain.ts';

export const tenants = tenantRepository<Tenant>('Tenant', table, {
  conflicts: {
    tenants_slug: { message: 'A tenant with this slug is there already.', field: 'slug' },
  },
});
