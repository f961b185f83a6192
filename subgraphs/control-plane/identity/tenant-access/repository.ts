import { and, asc, desc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { TenantDb, TenantTx } from '../../../../db/client.ts';
import { tenantAccesses as table } from '../../../../db/tables/control-plane/identity.ts';
import { type Envelope, envelopeText } from '../../../kernel/events/envelope.ts';
import { type Connection, keysetPage, type PageArguments } from '../../../kernel/page.ts';
import {
  inTenant,
  type Repository,
  sumOfVersions,
  tenantRepository,
} from '../../../kernel/repository.ts';
import type { TenantAccess } from './domain.ts';

/** Each of its events is told twice: in the tenant's log, and in the platform's. */
export const tenantAccesses: Repository<TenantAccess> = {
  ...tenantRepository<TenantAccess>('TenantAccess', table),
  alsoTell: tellOperators,
};

/** The accesses to the tenant, the latest first. */
export function listTenantAccesses(
  db: TenantDb,
  page: PageArguments,
): Promise<Connection<TenantAccess>> {
  return keysetPage(db, {
    list: 'tenantAccesses',
    table,
    where: [],
    order: [{ column: table.createdAt, direction: 'DESC' }],
    page,
  });
}

/** What the operator may use at this moment: of several the one that leaves more, and of those the longest. */
export async function activeAccessOf(
  db: TenantDb,
  operatorUserId: string,
  at: Date,
): Promise<TenantAccess | undefined> {
  const ofOperator = eq(table.operatorUserId, operatorUserId);
  const isActive = and(eq(table.status, 'ACTIVE'), gt(table.expiresAt, at));
  const [access] = await db.db
    .select()
    .from(table)
    .where(inTenant(db, table, ofOperator, isActive))
    .orderBy(desc(table.level), desc(table.expiresAt), desc(table.id))
    .limit(1);
  return access;
}

/** Identities of accesses and requests whose time has run out, the longest ago first. */
export async function dueTenantAccessIds(
  db: TenantDb,
  at: Date,
  limit: number,
): Promise<readonly { readonly id: string }[]> {
  const isOpen = inArray(table.status, ['REQUESTED', 'ACTIVE']);
  return db.db
    .select({ id: table.id })
    .from(table)
    .where(inTenant(db, table, isOpen, lte(table.expiresAt, at)))
    .orderBy(asc(table.expiresAt), asc(table.id))
    .limit(limit);
}

/** The same facts under the same ids, in the log of the reserved tenant. */
async function tellOperators(tx: TenantTx, events: readonly Envelope[]): Promise<void> {
  for (const event of events) {
    const { eventId, eventType, aggregateId, aggregateVersion } = event;
    const told = envelopeText({ ...event, tenantId: 'platform' });
    await tx.db.execute(
      sql`select identity.tell_operators(${eventId}, ${eventType}, ${aggregateId}, ${aggregateVersion}, ${told})`,
    );
  }
}

/** Another text after every change of any access of an operator. */
export const versionsOfTenantAccesses = (db: TenantDb) => sumOfVersions(db, table);
