import { sql } from 'drizzle-orm';
import {
  check,
  customType,
  foreignKey,
  index,
  integer,
  pgSchema,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { ApiTokenStatus } from '../../../subgraphs/control-plane/identity/api-token/domain.ts';
import type { RoleAssignment } from '../../../subgraphs/control-plane/identity/role/domain.ts';
import type {
  TenantAccessLevel,
  TenantAccessStatus,
} from '../../../subgraphs/control-plane/identity/tenant-access/domain.ts';
import type {
  UserKind,
  UserStatus,
} from '../../../subgraphs/control-plane/identity/user/domain.ts';
import type { Permission } from '../../../subgraphs/kernel/authority.ts';
import { aggregate, moment, oneOf } from '../columns.ts';

export const identitySchema = pgSchema('identity');

/**
 * At most a hundred, in the user's row: what the gateway asks of a token's subject is one row by one
 * index. JSON has no dates: there they are text.
 */
const roleAssignments = customType<{
  data: readonly RoleAssignment[];
  driverData: readonly (Omit<RoleAssignment, 'grantedAt'> & { readonly grantedAt: string })[];
}>({
  dataType: () => 'jsonb',
  toDriver: (roles) => sql`${JSON.stringify(roles)}::jsonb`,
  fromDriver: (roles) => roles.map((role) => ({ ...role, grantedAt: new Date(role.grantedAt) })),
});

/** The only place that knows who a pseudonymous user id is. */
export const users = identitySchema.table(
  'users',
  {
    ...aggregate(),
    kind: text().$type<UserKind>().notNull(),
    subject: text(),
    email: text(),
    displayName: text().notNull(),
    status: text().$type<UserStatus>().notNull(),
    invitationExpiresAt: moment(),
    lastLoginAt: moment(),
    roles: roleAssignments().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex('users_subject').on(table.tenantId, table.subject),
    uniqueIndex('users_email').on(table.tenantId, table.email),
    index().on(table.tenantId, table.createdAt, table.id),
    oneOf('users_kind', table.kind, ['PERSON', 'SERVICE']),
    oneOf('users_status', table.status, ['INVITED', 'ACTIVE', 'DISABLED']),
    check('users_email_in_lower_case', sql`email = lower(email)`),
    check('users_reached_by_kind', sql`(kind = 'PERSON') = (email is not null)`),
    check('users_active_by_subject', sql`status <> 'ACTIVE' or subject is not null`),
    check('users_invited_until', sql`(status = 'INVITED') = (invitation_expires_at is not null)`),
  ],
);

/** Credentials of persons; of what is sent to us only a hash is kept, and only while it is good. */
export const apiTokens = identitySchema.table(
  'api_tokens',
  {
    ...aggregate(),
    ownerUserId: uuid().notNull(),
    name: text().notNull(),
    hash: text(),
    scopes: text().array().$type<readonly Permission[]>().notNull(),
    status: text().$type<ApiTokenStatus>().notNull(),
    expiresAt: moment().notNull(),
    lastUsedAt: moment(),
    revokedAt: moment(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({
      columns: [table.tenantId, table.ownerUserId],
      foreignColumns: [users.tenantId, users.id],
    }),
    index().on(table.tenantId, table.createdAt, table.id),
    index().on(table.tenantId, table.ownerUserId, table.createdAt, table.id),
    index('api_tokens_active')
      .on(table.tenantId, table.expiresAt, table.id)
      .where(sql`status = 'ACTIVE'`),
    oneOf('api_tokens_status', table.status, ['ACTIVE', 'REVOKED', 'EXPIRED']),
    check('api_tokens_hash_form', sql`hash ~ '^[0-9a-f]{64}$'`),
    check('api_tokens_hash_while_active', sql`(status = 'ACTIVE') = (hash is not null)`),
    check('api_tokens_revoked_since', sql`(status = 'REVOKED') = (revoked_at is not null)`),
    check('api_tokens_with_scopes', sql`cardinality(scopes) > 0`),
  ],
);

/** Who of the platform may work in the tenant for a while; a row of the tenant, like all that happens in it. */
export const tenantAccesses = identitySchema.table(
  'tenant_accesses',
  {
    ...aggregate(),
    operatorUserId: uuid().notNull(),
    level: text().$type<TenantAccessLevel>().notNull(),
    reason: text().notNull(),
    ticket: text().notNull(),
    durationMinutes: integer().notNull(),
    status: text().$type<TenantAccessStatus>().notNull(),
    decidedByUserId: uuid(),
    revokedByUserId: uuid(),
    expiresAt: moment().notNull(),
    useCount: integer().notNull(),
    lastUsedAt: moment(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index().on(table.tenantId, table.createdAt, table.id),
    index('tenant_accesses_open')
      .on(table.tenantId, table.expiresAt, table.id)
      .where(sql`status in ('REQUESTED', 'ACTIVE')`),
    oneOf('tenant_accesses_level', table.level, ['READ', 'WRITE']),
    oneOf('tenant_accesses_status', table.status, [
      'REQUESTED',
      'ACTIVE',
      'REJECTED',
      'REVOKED',
      'EXPIRED',
    ]),
    check('tenant_accesses_an_hour_at_most', sql`duration_minutes between 1 and 60`),
    check('tenant_accesses_with_reason', sql`length(reason) >= 20`),
    check('tenant_accesses_by_two', sql`decided_by_user_id <> operator_user_id`),
    check(
      'tenant_accesses_decided',
      sql`status not in ('ACTIVE', 'REJECTED') or decided_by_user_id is not null`,
    ),
    check(
      'tenant_accesses_revoked_by',
      sql`(status = 'REVOKED') = (revoked_by_user_id is not null)`,
    ),
    check('tenant_accesses_used_since', sql`(use_count > 0) = (last_used_at is not null)`),
  ],
);
