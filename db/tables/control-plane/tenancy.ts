import { sql } from 'drizzle-orm';
import { boolean, check, integer, jsonb, pgSchema, primaryKey, text } from 'drizzle-orm/pg-core';
import type {
  IsolationModel,
  ProvisioningStep,
  TenantStatus,
} from '../../../subgraphs/control-plane/tenancy/tenant/domain.ts';
import type { TenantContact } from '../../../subgraphs/control-plane/tenancy/tenant-contact/domain.ts';
import type { TenantSetting } from '../../../subgraphs/control-plane/tenancy/tenant-setting/domain.ts';
import { moment, oneOf, tenantId } from '../columns.ts';

export const tenancySchema = pgSchema('tenancy');

/** One row of its own for each tenant: its identity is its slug, so slugs are unique (control-plane-storage). */
export const tenants = tenancySchema.table(
  'tenants',
  {
    tenantId: tenantId(),
    id: text().notNull(),
    version: integer().notNull(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    displayName: text().notNull(),
    region: text().notNull(),
    isolationModel: text().$type<IsolationModel>().notNull(),
    status: text().$type<TenantStatus>().notNull(),
    editionId: text(),
    /** At most two; the steps that are done are events. */
    pendingSteps: jsonb().$type<readonly ProvisioningStep[]>().notNull(),
    provisionedAt: moment(),
    hasLegalHold: boolean().notNull(),
    /** At most twenty. The only personal data of this schema. */
    contacts: jsonb().$type<readonly TenantContact[]>().notNull(),
    /** At most one for each key there is. */
    settings: jsonb().$type<readonly TenantSetting[]>().notNull(),
  },
  (table) => [
    primaryKey({ name: 'tenants_slug', columns: [table.tenantId, table.id] }),
    check('tenants_own_themselves', sql`id = tenant_id`),
    check('tenants_slug_form', sql`id ~ '^[a-z][a-z0-9-]{1,30}$'`),
    oneOf('tenants_isolation_model', table.isolationModel, ['SHARED', 'DEDICATED']),
    oneOf('tenants_status', table.status, ['PROVISIONING', 'ACTIVE', 'SUSPENDED', 'RETIRED']),
    check(
      'tenants_provisioned_before_active',
      sql`(status = 'PROVISIONING' or provisioned_at is not null)
        and (provisioned_at is not null) = (pending_steps = '[]'::jsonb)`,
    ),
  ],
);
