import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { type TenantDb, type TenantTx, violatedConstraint } from '../../db/client.ts';
import { DomainError } from './domain.ts';
import type { Envelope } from './events/envelope.ts';

/** What every aggregate's state has. */
export interface Aggregate {
  readonly id: string;
  readonly tenantId: string;
  /** 0 before the first save; rises by one with every event. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What every append-only record has. */
export interface Entry {
  readonly id: string;
  readonly tenantId: string;
}

/** Finds by id, as one tenant. The order of the answer is not the order of the ids. */
export interface Finder<State> {
  /** The aggregate's name in events and refusals, singular PascalCase. */
  readonly aggregate: string;
  /** Whether the text can be an id of this aggregate at all. */
  isId(text: string): boolean;
  find(db: TenantDb, ids: readonly string[]): Promise<State[]>;
}

export interface RecordRepository<State> extends Finder<State> {
  /** @throws DomainError ALREADY_EXISTS when a unique rule named in `conflicts` is broken. */
  insert(tx: TenantTx, state: State): Promise<void>;
  /** Tells its events somewhere else as well, in the same transaction; most tell the tenant's log alone. */
  readonly alsoTell?: (tx: TenantTx, events: readonly Envelope[]) => Promise<void>;
}

export interface Repository<State> extends RecordRepository<State> {
  /** Reads the aggregate and holds it until the transaction ends, so that its changes form one line. */
  lock(tx: TenantTx, id: string): Promise<State | undefined>;
  /** @throws DomainError STALE_VERSION when the row is no longer at `from`. */
  save(tx: TenantTx, state: State, from: number): Promise<void>;
}

type EntryTable = PgTable & Record<'id' | 'tenantId', PgColumn>;
type AggregateTable = EntryTable & Record<'version', PgColumn>;

interface Options {
  /** Names of unique constraints and what to tell the caller who breaks one. */
  readonly conflicts?: Readonly<
    Record<string, { readonly message: string; readonly field?: string }>
  >;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is a uuid as PostgreSQL writes it: one spelling, so that ids can be compared as text. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** The tenant's rows that also meet `conditions`; every `where` of a repository starts here. */
export function inTenant(
  db: TenantDb,
  table: Record<'tenantId', PgColumn>,
  ...conditions: readonly (SQL | undefined)[]
): SQL {
  // `and` is undefined only without conditions, and the first is always there.
  return and(eq(table.tenantId, db.tenantId), ...conditions) as SQL;
}

/** Finds and inserts records that are never changed afterwards. */
export function recordRepository<State extends Entry>(
  aggregate: string,
  table: EntryTable & { $inferSelect: State },
  options: Options = {},
): RecordRepository<State> {
  const takesUuid = table.id.getSQLType() === 'uuid';
  return {
    aggregate,

    isId: (text) => !takesUuid || isUuid(text),

    async find(db, ids) {
      // One text for any number of ids, so that it is prepared once.
      const among = sql`${table.id} = any(${sql.param([...ids])}::${sql.raw(table.id.getSQLType())}[])`;
      const rows = await db.db
        .select()
        .from(widen(table))
        .where(inTenant(db, table, among));
      // The table was widened; its rows are the states it was made for.
      return rows as unknown as State[];
    },

    async insert(tx, state) {
      try {
        await tx.db.insert(widen(table)).values({ ...state, tenantId: tx.tenantId });
      } catch (error) {
        throw asConflict(error, options);
      }
    },
  };
}

/** Finds, inserts and saves aggregates whose row is their state. */
export function tenantRepository<State extends Aggregate>(
  aggregate: string,
  table: AggregateTable & { $inferSelect: State },
  options: Options = {},
): Repository<State> {
  const records = recordRepository<State>(aggregate, table, options);
  return {
    ...records,

    async lock(tx, id) {
      const own = inTenant(tx, table, eq(table.id, id));
      const [row] = await tx.db.select().from(widen(table)).where(own).for('update');
      // As above: the table was widened.
      return row as unknown as State | undefined;
    },

    async save(tx, state, from) {
      const own = inTenant(tx, table, eq(table.id, state.id), eq(table.version, from));
      try {
        const { rowCount } = await tx.db.update(widen(table)).set(written(table, state)).where(own);
        if (rowCount === 1) return;
      } catch (error) {
        throw asConflict(error, options);
      }
      throw new DomainError('STALE_VERSION', `This ${aggregate} changed meanwhile; read it again.`);
    },
  };
}

/** drizzle cannot infer through a generic table; the signatures above keep what it would have known. */
function widen(table: EntryTable): PgTable & { _: { inferInsert: Record<string, unknown> } } {
  return table as never;
}

function written(table: EntryTable, state: object): Record<string, unknown> {
  const generated = Object.entries(getTableColumns(table))
    .filter(([, column]) => column.generated !== undefined)
    .map(([name]) => name);
  return Object.fromEntries(Object.entries(state).filter(([name]) => !generated.includes(name)));
}

function asConflict(error: unknown, { conflicts = {} }: Options): unknown {
  const conflict = conflicts[violatedConstraint(error) ?? ''];
  return conflict ? new DomainError('ALREADY_EXISTS', conflict.message, conflict.field) : error;
}

/** Another number after every change of any of the tenant's rows: none is ever removed, and versions only rise. */
export async function sumOfVersions(db: TenantDb, table: AggregateTable): Promise<string> {
  const [found] = await db.db
    .select({ sum: sql<string>`coalesce(sum(${table.version}), 0)` })
    .from(table)
    .where(inTenant(db, table));
  return found?.sum ?? '0';
}
