import { type SQL, sql } from 'drizzle-orm';
import { check, integer, type PgColumn, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** A moment: UTC, in milliseconds, so that keyset cursors and JavaScript dates agree (rulings.md 3). */
export const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** The tenant's slug. It leads every key and every index (seed: control-plane-storage). */
export const tenantId = () => text().notNull();

/** The columns of every aggregate whose id is a UUIDv7. */
export const aggregate = () => ({
  tenantId: tenantId(),
  id: uuid().notNull(),
  /** Rises with every event of the aggregate; what `expectedVersion` is compared with. */
  version: integer().notNull(),
  createdAt: moment().notNull(),
  updatedAt: moment().notNull(),
});

/** Text with a CHECK instead of an enum type: `=` on text is leakproof, so indexes serve under row-level security. */
export function oneOf(name: string, column: PgColumn, values: readonly string[]) {
  const list: SQL = sql.join(
    values.map((value) => sql.raw(`'${value}'`)),
    sql.raw(', '),
  );
  return check(name, sql`${column} in (${list})`);
}
