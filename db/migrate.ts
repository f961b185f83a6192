import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { type DatabaseUrls, type SubgraphName, withClient } from './roles.ts';

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly digest: string;
}

/** One migrator at a time: this advisory lock is held while a database is brought up to date. */
const migratorLock = 7_260_002;
const tries = 10;
const lockNotAvailable = '55P03';
const landed = new URL('./migrations/', import.meta.url);

/**
 * Brings one database up to date: what every database has first, then the subgraph's own tables.
 *
 * Each file is a transaction, applied once and never edited afterwards; a changed one is refused.
 * Migrations expand before they contract, so that old and new code run side by side.
 *
 * @param directory - where the folders `kernel` and `<subgraph>` are.
 * @returns the names of the migrations that were applied now.
 */
export async function migrate(
  urls: DatabaseUrls,
  subgraph: SubgraphName,
  directory: URL = landed,
): Promise<string[]> {
  const wanted = migrationsOf(subgraph, directory);
  return withClient(urls.owner, async (client) => {
    await client.query('set role factory_owner');
    // However long the other migrator takes; the limit below is for tables.
    await client.query('select pg_advisory_lock($1)', [migratorLock]);
    await client.query("set lock_timeout = '2s'");
    const missing = await missingOf(client, wanted);
    for (const migration of missing) await apply(client, migration);
    await runMigrations({ connectionString: urls.jobs });
    return missing.map(({ name }) => name);
  });
}

/** Names of the migrations a database still lacks; for readiness, with the app's login. */
export async function pendingMigrations(
  client: pg.ClientBase | pg.Pool,
  subgraph: SubgraphName,
  directory: URL = landed,
): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from migrations.applied');
  const known = new Set(rows.map(({ name }) => name));
  return migrationsOf(subgraph, directory)
    .map(({ name }) => name)
    .filter((name) => !known.has(name));
}

function migrationsOf(subgraph: SubgraphName, directory: URL): Migration[] {
  return ['kernel', subgraph].flatMap((folder) =>
    migrationsIn(folder, new URL(`${folder}/`, directory)),
  );
}

function migrationsIn(folder: string, directory: URL): Migration[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(new URL(file, directory), 'utf8');
      const digest = createHash('sha256').update(sql).digest('hex');
      return { name: `${folder}/${file}`, sql, digest };
    });
}

async function missingOf(client: pg.Client, wanted: readonly Migration[]): Promise<Migration[]> {
  await client.query(`
    create schema if not exists migrations;
    create table if not exists migrations.applied (
      name text primary key, digest text not null, applied_at timestamptz not null default now());
    grant usage on schema migrations to factory_app;
    grant select on migrations.applied to factory_app`);
  const { rows } = await client.query<{ name: string; digest: string }>(
    'select name, digest from migrations.applied',
  );
  const digests = new Map(rows.map(({ name, digest }) => [name, digest]));
  for (const { name, digest } of wanted) {
    if ((digests.get(name) ?? digest) === digest) continue;
    throw new Error(`The migration ${name} was edited after it had been applied.`);
  }
  return wanted.filter(({ name }) => !digests.has(name));
}

async function apply(client: pg.Client, { name, sql, digest }: Migration): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query('begin');
      await client.query(sql);
      await client.query('insert into migrations.applied (name, digest) values ($1, $2)', [
        name,
        digest,
      ]);
      await client.query('commit');
      return;
    } catch (error) {
      await client.query('rollback');
      // Somebody works on a table we need: let them, and come again.
      const isBusy = error instanceof pg.DatabaseError && error.code === lockNotAvailable;
      if (!isBusy || attempt === tries)
        throw new Error(`The migration ${name} failed.`, { cause: error });
      await delay(500);
    }
  }
}
