import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { migrate, pendingMigrations } from '../../db/migrate.ts';
import {
  createDatabase,
  createGroupRoles,
  createLogins,
  type DatabaseUrls,
  withClient,
} from '../../db/roles.ts';

const files = {
  'kernel/0000_kernel.sql': 'create schema kernel; create table kernel.first ()',
  'studio/0000_foundation.sql': 'create schema toys; create table toys.toy (id int)',
  'studio/0001_more.sql': 'alter table toys.toy add column name text',
  'studio/meta/_journal.json': '{}',
};

let directory: URL;
let urls: DatabaseUrls;
/** A superuser's connection to the database that is migrated. */
let superuser: pg.Client;

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  for (const part of ['kernel', 'studio/meta']) mkdirSync(join(folder, part), { recursive: true });
  directory = pathToFileURL(`${folder}/`);
  for (const [name, text] of Object.entries(files)) write(name, text);

  const name = `migrated_${randomUUID().slice(0, 8)}`;
  await createGroupRoles(inject('superuserUrl'));
  await createDatabase(inject('superuserUrl'), name);
  urls = await createLogins(inject('superuserUrl'), name, 'secret');
  const url = new URL(inject('superuserUrl'));
  url.pathname = `/${name}`;
  superuser = new pg.Client(url.href);
  await superuser.connect();
  return async () => {
    await superuser.end();
    rmSync(folder, { recursive: true });
  };
});

function write(name: string, text: string): void {
  writeFileSync(new URL(name, directory), text);
}

/** The one in db/migrate.ts: old and new migrators must know each other by it. */
const migratorLock = 7_260_002;
const all = ['kernel/0000_kernel.sql', 'studio/0000_foundation.sql', 'studio/0001_more.sql'];
const run = () => migrate(urls, 'studio', directory);

async function columns(): Promise<string[]> {
  const { rows } = await superuser.query(
    "select column_name as name from information_schema.columns where table_schema = 'toys' order by 1",
  );
  return rows.map(({ name }) => name);
}

/** Resolves as soon as some backend of the database waits for this kind of lock. */
async function untilWaiting(event: 'advisory' | 'relation'): Promise<void> {
  for (;;) {
    const { rowCount } = await superuser.query(
      `select from pg_stat_activity where datname = current_database()
       and wait_event_type = 'Lock' and wait_event = $1`,
      [event],
    );
    if (rowCount !== 0) return;
  }
}

/** Resolves as soon as no backend waits for a lock: the one that did has given up for now. */
async function untilGivenUp(): Promise<void> {
  for (;;) {
    const { rowCount } = await superuser.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rowCount === 0) return;
  }
}

describe('migrating', () => {
  it('applies what is missing, in order: first what every database has', async () => {
    expect(await run()).toEqual(all);
    expect(await columns()).toEqual(['id', 'name']);
  });

  it('does nothing the second time, and only what is new the third', async () => {
    await run();
    expect(await run()).toEqual([]);

    write('studio/0002_again.sql', 'alter table toys.toy add column colour text');

    expect(await run()).toEqual(['studio/0002_again.sql']);
    expect(await columns()).toEqual(['colour', 'id', 'name']);
  });

  it('makes everything the owner role own, whoever logs in', async () => {
    await run();

    const { rows } = await superuser.query(
      "select distinct tableowner from pg_tables where schemaname in ('kernel', 'toys', 'migrations')",
    );
    expect(rows).toEqual([{ tableowner: 'factory_owner' }]);
  });

  it('brings up the job queue too', async () => {
    await run();

    const { rows } = await superuser.query(
      "select schema_owner from information_schema.schemata where schema_name = 'graphile_worker'",
    );
    expect(rows).toHaveLength(1);
  });

  it('refuses a file that was edited after it was applied, and applies nothing then', async () => {
    await run();
    write('studio/0000_foundation.sql', 'create schema toys; create table toys.toy (id bigint)');
    write('studio/0002_again.sql', 'alter table toys.toy add column colour text');

    await expect(run()).rejects.toThrow(
      'The migration studio/0000_foundation.sql was edited after it had been applied.',
    );
    expect(await columns()).toEqual(['id', 'name']);
  });

  it('leaves nothing of a file that fails, and names it', async () => {
    write('studio/0001_more.sql', 'alter table toys.toy add column name text; select 1 / 0');

    await expect(run()).rejects.toMatchObject({
      message: 'The migration studio/0001_more.sql failed.',
      cause: { code: '22012' },
    });
    expect(await columns()).toEqual(['id']);

    write('studio/0001_more.sql', files['studio/0001_more.sql']);
    expect(await run()).toEqual(['studio/0001_more.sql']);
  });
});

describe('two migrators at once', () => {
  it('apply each file once', async () => {
    const applied = await Promise.all([run(), run(), run()]);

    expect(applied.flat().toSorted()).toEqual(all);
    expect(await columns()).toEqual(['id', 'name']);
  });

  it('wait for each other, longer than for any table', async () => {
    await superuser.query('select pg_advisory_lock($1)', [migratorLock]);
    const waiting = run();
    await untilWaiting('advisory');

    // Two seconds are what a table is waited for.
    await superuser.query('select pg_sleep(2.2), pg_advisory_unlock($1)', [migratorLock]);

    expect(await waiting).toEqual(all);
  });
});

describe('a table that is in use', () => {
  it('is left to its users, and come back for', async () => {
    write('studio/0001_more.sql', 'select 1');
    await run();
    write('studio/0002_again.sql', 'alter table toys.toy add column colour text');
    const user = new pg.Client(urls.owner);
    await user.connect();
    await user.query('set role factory_owner; begin; lock table toys.toy in access share mode');

    const busy = run();
    await untilWaiting('relation');
    await untilGivenUp();
    await user.end();

    expect(await busy).toEqual(['studio/0002_again.sql']);
    expect(await columns()).toEqual(['colour', 'id']);
  });
});

describe('the app', () => {
  it('can see which migrations are missing, and can make none', async () => {
    await run();
    write('studio/0002_again.sql', 'select 1');

    await withClient(urls.app, async (client) => {
      expect(await pendingMigrations(client, 'studio', directory)).toEqual([
        'studio/0002_again.sql',
      ]);
      for (const statement of [
        'create table public.mine ()',
        'create schema mine',
        'create temporary table mine ()',
        'create table migrations.mine ()',
        'alter table toys.toy add column mine text',
        'drop table kernel.first',
        "insert into migrations.applied values ('mine', '')",
        'set role factory_owner',
      ]) {
        await expect(client.query(statement), statement).rejects.toMatchObject({
          code: expect.stringMatching(/^(42501|42P01|22023)$/),
        });
      }
    });
  });
});
