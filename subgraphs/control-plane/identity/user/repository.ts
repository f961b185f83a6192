import { asc, eq, type SQL, sql } from 'drizzle-orm';
import type { TenantDb, TenantTx } from '../../../../db/client.ts';
import { users as table } from '../../../../db/tables/control-plane/identity.ts';
import { type Connection, keysetPage, type PageArguments } from '../../../kernel/page.ts';
import { inTenant, sumOfVersions, tenantRepository } from '../../../kernel/repository.ts';
import type { User } from './domain.ts';

export const users = tenantRepository<User>('User', table, {
  conflicts: {
    users_email: { message: 'A user with this address is there already.', field: 'email' },
    users_subject: { message: 'Somebody else signs in as this subject already.', field: 'subject' },
  },
});

/** Who a token's subject is, with its roles: one statement by one index, asked at every sign-in. */
export function userBySubject(db: TenantDb, subject: string): Promise<User | undefined> {
  return onlyUser(db, eq(table.subject, subject));
}

/** @param email - in lower case. */
export function userByEmail(db: TenantDb, email: string): Promise<User | undefined> {
  return onlyUser(db, eq(table.email, email));
}

/**
 * The slugs of the tenants, this one too, in which the person behind a user is an active user: at most 100. The only
 * look beyond a tenant, by a function of the database that tells no more.
 */
export async function tenantsOfPerson(db: TenantDb, userId: string): Promise<readonly string[]> {
  const { rows } = await db.db.execute<{ id: string }>(
    sql`select identity.tenants_of_person(${userId}) as id`,
  );
  return rows.map(({ id }) => id);
}

/** The tenant's users, the latest first. */
export function listUsers(db: TenantDb, page: PageArguments): Promise<Connection<User>> {
  return keysetPage(db, {
    list: 'users',
    table,
    where: [],
    order: [{ column: table.createdAt, direction: 'DESC' }],
    page,
  });
}

/**
 * Holds every active administrator until the transaction ends, and counts those beside one user.
 *
 * Called before that user is changed, it lets removals of administrators come one after the other: two of them
 * would otherwise count each other, and leave none. They are held in the order of their ids, so that two
 * transactions never wait for each other.
 */
export async function holdOtherAdministrators(tx: TenantTx, userId: string): Promise<number> {
  const isAdministrator = sql`${table.roles} @> '[{"role": "TENANT_ADMIN", "projectId": null}]'::jsonb`;
  const held = await tx.db
    .select({ id: table.id })
    .from(table)
    .where(inTenant(tx, table, eq(table.status, 'ACTIVE'), isAdministrator))
    .orderBy(asc(table.id))
    .for('update');
  return held.filter(({ id }) => id !== userId).length;
}

async function onlyUser(db: TenantDb, condition: SQL): Promise<User | undefined> {
  const [user] = await db.db
    .select()
    .from(table)
    .where(inTenant(db, table, condition))
    .limit(1);
  return user;
}

/** Another text after every change of any user. */
export const versionsOfUsers = (db: TenantDb) => sumOfVersions(db, table);
