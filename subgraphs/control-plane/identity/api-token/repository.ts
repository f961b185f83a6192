import { and, asc, eq, gt, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { TenantDb, TenantTx } from '../../../../db/client.ts';
import { apiTokens as table } from '../../../../db/tables/control-plane/identity.ts';
import { type Connection, keysetPage, type PageArguments } from '../../../kernel/page.ts';
import { inTenant, sumOfVersions, tenantRepository } from '../../../kernel/repository.ts';
import { type ApiToken, type ApiTokenStatus, useNotedEveryMs } from './domain.ts';

export const apiTokens = tenantRepository<ApiToken>('ApiToken', table);

/** What is absent or null does not restrict. */
export interface ApiTokenListing extends PageArguments {
  /** Whose tokens alone may be seen, whatever else is asked for. */
  readonly onlyOf: string | null;
  readonly ownerUserId?: string | null | undefined;
  readonly status?: ApiTokenStatus | null | undefined;
}

/** The tenant's tokens, the latest first, by what they are at this moment. */
export function listApiTokens(
  db: TenantDb,
  { onlyOf, ownerUserId, status, ...page }: ApiTokenListing,
  at: Date,
): Promise<Connection<ApiToken>> {
  return keysetPage(db, {
    list: 'apiTokens',
    table,
    where: [
      onlyOf ? eq(table.ownerUserId, onlyOf) : undefined,
      ownerUserId ? eq(table.ownerUserId, ownerUserId) : undefined,
      status ? isIn(status, at) : undefined,
    ],
    order: [{ column: table.createdAt, direction: 'DESC' }],
    page,
  });
}

/** Counts the tenant's active tokens. Until the transaction ends nobody else counts them to issue another. */
export async function holdActiveTokens(tx: TenantTx, at: Date): Promise<number> {
  const name = `${tx.tenantId}/api-tokens`;
  await tx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
  // A statement of its own: it sees what was committed while the lock was waited for.
  return tx.db.$count(table, inTenant(tx, table, isIn('ACTIVE', at)));
}

/** Identities of tokens whose time has run out, the longest ago first. */
export async function dueApiTokenIds(
  db: TenantDb,
  at: Date,
  limit: number,
): Promise<readonly { readonly id: string }[]> {
  return db.db
    .select({ id: table.id })
    .from(table)
    .where(inTenant(db, table, eq(table.status, 'ACTIVE'), lte(table.expiresAt, at)))
    .orderBy(asc(table.expiresAt), asc(table.id))
    .limit(limit);
}

/**
 * Notes that a token is in use, once a minute at most. It is no event and no new version: the log would hold little
 * else, and nobody could revoke by version what is in use.
 */
export async function noteUse(tx: TenantTx, id: string, at: Date): Promise<void> {
  const isStale = or(
    isNull(table.lastUsedAt),
    lte(table.lastUsedAt, new Date(at.getTime() - useNotedEveryMs)),
  );
  await tx.db
    .update(table)
    .set({ lastUsedAt: at })
    .where(inTenant(tx, table, eq(table.id, id), isStale));
}

function isIn(status: ApiTokenStatus, at: Date): SQL | undefined {
  const isOver = lte(table.expiresAt, at);
  if (status === 'ACTIVE') return and(eq(table.status, 'ACTIVE'), gt(table.expiresAt, at));
  if (status === 'REVOKED') return eq(table.status, 'REVOKED');
  return or(eq(table.status, 'EXPIRED'), and(eq(table.status, 'ACTIVE'), isOver));
}

/** Another text after every change of any API token. */
export const versionsOfApiTokens = (db: TenantDb) => sumOfVersions(db, table);
