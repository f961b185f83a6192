import { sql } from 'drizzle-orm';
import {
  check,
  customType,
  index,
  pgSchema,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { RoleAssignment } from '../../../subgraphs/control-plane/identity/role/domain.ts';
import type {
  UserKind,
  UserStatus,
} from '../../../subgraphs/control-plane/identity/user/domain.ts';
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
