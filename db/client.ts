import { setTimeout as delay } from 'node:timers/promises';
import { NodePgDatabase, NodePgSession } from 'drizzle-orm/node-postgres';
import { PgDialect } from 'drizzle-orm/pg-core';
import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { inStatementSpan, noteStatement } from './statement-span.ts';
import { prepareConnection, queryAsTenant } from './tenant-query.ts';
import {
  isOutOfTime,
  longestStatementMs,
  statementMs,
  type Waiting,
  withoutDeadline,
} from './waiting.ts';

/** Reads as one tenant: each statement is a round trip of its own, with row-level security in force. */
export interface TenantDb {
  readonly db: NodePgDatabase;
  readonly tenantId: string;
}

declare const inTransaction: unique symbol;
/** A transaction in which row-level security already sees `tenantId`. Made only by `withTenant`. */
export interface TenantTx extends TenantDb {
  readonly [inTransaction]: true;
}

export interface Database {
  readonly name: string;
  /** Its statements begin and run only while somebody waits; OutOfTime is thrown afterwards. */
  reader(tenantId: string, waiting?: Waiting): TenantDb;
  /**
   * Commits what `work` did, or nothing of it. `work` may run again after a deadlock.
   *
   * @throws OutOfTime when a statement should begin for which nobody waits any more; then nothing was done.
   */
  withTenant<T>(
    tenantId: string,
    work: (tx: TenantTx) => Promise<T>,
    waiting?: Waiting,
  ): Promise<T>;
  /** Whether the database answers within half a second. */
  isReachable(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  readonly name: string;
  /** Of a login that is a member of factory_app and nothing more. */
  readonly url: string;
  readonly maxConnections?: number;
  /** Told the text of every statement; tests count with it. */
  readonly onStatement?: (text: string) => void;
}

const tenantSlug = /^[a-z][a-z0-9-]{1,30}$/;
const tries = 4;
/** serialization_failure and deadlock_detected: PostgreSQL asks to try again. */
const retriable = new Set(['40001', '40P01']);

/** Opens the application's door to one database. Nothing is connected until the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = openPool(options.url, options.maxConnections ?? 20);
  const told = options.onStatement ?? (() => {});
  const door: Door = { name: options.name, pool, told };
  const readers = new LRUCache<string, ReaderFor>({ max: 1_000 });

  return {
    name: options.name,

    reader(tenantId, waiting = withoutDeadline) {
      const readerFor = readers.get(tenantId) ?? openReader(assertSlug(tenantId), door);
      readers.set(tenantId, readerFor);
      return readerFor(waiting);
    },

    async withTenant(tenantId, work, waiting = withoutDeadline) {
      assertSlug(tenantId);
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await inStatementSpan(options.name, 'transaction', () =>
            transact(door, { tenantId, waiting }, work),
          );
        } catch (error) {
          if (attempt === tries || !retriable.has(sqlState(error) ?? '')) throw error;
          await delay(Math.random() * 20 * attempt);
        }
      }
    },

    async isReachable() {
      const query = pool.query('select 1').then(
        () => true,
        () => false,
      );
      return Promise.race([query, delay(500, false, { ref: false })]);
    },

    stop: () => pool.end(),
  };
}

/** A pool whose lost connections are not fatal: PostgreSQL may restart below us. */
export function openPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // A statement ends after 3 s and a transaction after 10 s: a stuck one would slow every tail of the log.
    options: `-c statement_timeout=${longestStatementMs} -c lock_timeout=2000 -c transaction_timeout=10000`,
    onConnect: prepareConnection,
  });
  pool.on('error', () => {});
  // The pool listens to idle connections alone: one that is lost between two statements of a transaction would
  // end the process. The next statement tells of the loss.
  pool.on('connect', (connection) => connection.on('error', () => {}));
  return pool;
}

/** SQLSTATE of a database error, also when drizzle has wrapped it. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return sqlState(error.cause);
}

/** Name of the violated constraint of a database error, also when drizzle has wrapped it. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('constraint' in error && typeof error.constraint === 'string') return error.constraint;
  return violatedConstraint(error.cause);
}

function assertSlug(tenantId: string): string {
  // Not a user's mistake: whoever scoped the request should have refused it.
  if (!tenantSlug.test(tenantId)) throw new Error('A tenant id must be a slug.');
  return tenantId;
}

/** To one database, for whatever tenant. */
interface Door {
  readonly name: string;
  readonly pool: pg.Pool;
  readonly told: (text: string) => void;
}

type ReaderFor = (waiting: Waiting) => TenantDb;

function openReader(tenantId: string, { pool, name, told }: Door): ReaderFor {
  async function run(config: pg.QueryConfig, values: unknown[] | undefined, waiting: Waiting) {
    const connection = await pool.connect();
    try {
      const named = { ...config, name: statementName(config.text) };
      // What is left is counted from here: it may have waited for the connection.
      const context = { tenantId, statementMs: statementMs(waiting) };
      const result = await queryAsTenant(connection, context, named, values);
      connection.release();
      return result;
    } catch (error) {
      // A statement's own error leaves the connection usable; anything else does not.
      connection.release(sqlState(error) === undefined && !isOutOfTime(error));
      throw error;
    }
  }

  const readerFor: ReaderFor = (waiting) => {
    const db = databaseOver({
      async query(config, values) {
        statementMs(waiting);
        told(config.text);
        return inStatementSpan(name, config.text, () => run(config, values, waiting));
      },
    });
    return { db, tenantId };
  };
  const usual = readerFor(withoutDeadline);
  return (waiting) => (waiting === withoutDeadline ? usual : readerFor(waiting));
}

/** It remembers names of columns, so there is one for all. */
const dialect = new PgDialect({ casing: 'snake_case' });

/** What drizzle asks of its client. */
interface QueryClient {
  query(config: pg.QueryConfig, values: unknown[] | undefined): Promise<pg.QueryResult>;
}

function databaseOver(client: QueryClient): NodePgDatabase {
  // Its types ask for a whole pg client.
  const session = new NodePgSession(client as unknown as pg.Pool, dialect, undefined);
  return new NodePgDatabase(dialect, session, undefined);
}

const names = new Map<string, string>();
/** A stable name makes PostgreSQL parse and plan a text once per connection. Texts come from code, so they are few. */
function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= 2_000) return known;
  const name = `q${names.size}`;
  names.set(text, name);
  return name;
}

async function transact<T>(
  { pool, told }: Door,
  { tenantId, waiting }: { readonly tenantId: string; readonly waiting: Waiting },
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  statementMs(waiting);
  const connection = await pool.connect();
  try {
    // One simple query, so one round trip; the slug has been checked and cannot hold a quote.
    await connection.query(
      `begin; select set_config('app.tenant_id', '${tenantId}', true), set_config('statement_timeout', '${statementMs(waiting)}', true)`,
    );
    const db = databaseOver({
      async query(config, values) {
        statementMs(waiting);
        told(config.text);
        noteStatement(config.text);
        return connection.query(config, values);
      },
    });
    // The brand exists in the types alone; this is the one place that gives it.
    const result = await work({ db, tenantId } as TenantDb as TenantTx);
    const { command } = await connection.query('commit');
    // Of a transaction in which a statement failed, PostgreSQL makes a rollback without a word.
    if (command !== 'COMMIT') throw new Error('The transaction had failed before its end.');
    connection.release();
    return result;
  } catch (error) {
    const isLost = await connection.query('rollback').then(
      () => false,
      () => true,
    );
    connection.release(isLost);
    throw error;
  }
}
