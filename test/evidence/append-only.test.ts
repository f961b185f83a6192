import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseName, type SubgraphName, subgraphNames, withClient } from '../../db/roles.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import {
  approveReview,
  claimReview,
  createProject,
  openIncident,
  requestReview,
} from '../support/operations.ts';

// What is written as evidence is never changed: not by what the app, the sequencer, the readers and the jobs may do,
// and not by accident of the owner.

/** What is written once (studio-data-model, ReviewDecision; the logs of incidents, of spans, of events). */
const evidence: Readonly<Record<SubgraphName, readonly string[]>> = {
  'control-plane': ['kernel.event_log'],
  observability: ['kernel.event_log', 'incidents.incident_events', 'tracing.spans'],
  studio: ['kernel.event_log', 'reviews.review_decisions'],
};
const logins = ['app', 'sequencer', 'reader', 'jobs'] as const;

let factory: TestFactory;
beforeAll(async () => {
  factory = await openTestFactory();
  const ada = await factory.as('acme', 'ada');
  const service = await factory.as('acme', 'factory');
  const projectId = await createProject(ada);
  const review = await requestReview(service, projectId);
  await claimReview(ada, review.id);
  await approveReview(ada, review.id);
  await openIncident(service, projectId);
  for (const name of subgraphNames) {
    await asSuperuser(name, async (client) => {
      // As open as a table can be.
      await client.query(`create table public.plain (tenant_id text primary key, said text)`);
      await client.query(`insert into public.plain values ('acme', 'first')`);
      await client.query(`grant usage on schema public to public`);
      await client.query(`grant all on public.plain to public`);
    });
  }
});
afterAll(() => factory?.stop());

/** Every way to change or take back what is written, or to open the way for it. */
function attempts(table: string, key: string): readonly string[] {
  return [
    `update ${table} set tenant_id = tenant_id`,
    `delete from ${table}`,
    `truncate ${table}`,
    `merge into ${table} using (select 1) as one on true when matched then delete`,
    `merge into ${table} using (select 1) as one on true when matched then update set tenant_id = 'acme'`,
    `insert into ${table} select * from ${table} on conflict (${key}) do update set tenant_id = 'acme'`,
  ];
}

function sabotage(table: string): readonly string[] {
  return [
    `copy ${table} from stdin`,
    `alter table ${table} disable trigger all`,
    `alter table ${table} disable row level security`,
    `alter table ${table} add column more text`,
    `create rule forget as on insert to ${table} do instead nothing`,
    `drop trigger append_only on ${table}`,
    `drop table ${table}`,
    `set session_replication_role = replica`,
    `set role factory_owner`,
  ];
}

describe.each(subgraphNames)('the evidence in %s', (name) => {
  it('is all that is append-only, and is guarded in each of its partitions', async () => {
    expect(await tablesWithTrigger(name)).toEqual([...evidence[name]].sort());
    const tables = await evidenceTables(name);
    expect(tables.length).toBeGreaterThan(evidence[name].length);
    expect(tables.filter(({ isGuarded }) => !isGuarded)).toEqual([]);
  });

  it.each(logins)('cannot be changed by the login %s', async (login) => {
    const before = await rowsOf(name);
    for (const { name: table, key } of await evidenceTables(name)) {
      for (const attempt of [...attempts(table, key), ...sabotage(table)]) {
        expect([attempt, await outcome(name, login, attempt)]).toEqual([attempt, 'refused']);
      }
    }
    expect(await rowsOf(name)).toEqual(before);
  });

  it('cannot be changed by its owner, whom triggers stop', async () => {
    const before = await rowsOf(name);
    for (const { name: table, key } of await evidenceTables(name)) {
      for (const attempt of attempts(table, key)) {
        expect([attempt, await outcome(name, 'owner', attempt)]).toEqual([attempt, 'refused']);
      }
    }
    expect(await rowsOf(name)).toEqual(before);
  });

  it('is written: there are rows to change', async () => {
    const rows = Object.values(await rowsOf(name));
    expect(rows.some((hash) => !hash.startsWith('0 '))).toBe(true);
  });

  it.each(['app', 'owner'] as const)(
    'could be changed by the login %s if it were a plain table',
    async (login) => {
      for (const attempt of attempts('public.plain', 'tenant_id')) {
        expect([attempt, await outcome(name, login, attempt)]).toEqual([attempt, 'done']);
        await asSuperuser(name, (client) =>
          client.query(`insert into public.plain values ('acme', 'again') on conflict do nothing`),
        );
      }
      expect(await outcome(name, login, 'copy public.plain from stdin')).toBe('done');
    },
  );
});

interface EvidenceTable {
  readonly name: string;
  /** The columns of its primary key, or of what tells its rows apart. */
  readonly key: string;
  /** Whether triggers and row-level security hold for it: a partition inherits neither. */
  readonly isGuarded: boolean;
}

/** The tables of the list above, and the partitions of those that have any. */
async function evidenceTables(name: SubgraphName): Promise<EvidenceTable[]> {
  const { rows } = await asSuperuser(name, (client) =>
    client.query<EvidenceTable>(
      `select format('%I.%I', nspname, relname) as name,
        relrowsecurity and relforcerowsecurity and exists (
          select from pg_trigger
          where tgrelid = c.oid and tgname = 'append_only' and tgenabled = 'O') as "isGuarded",
        coalesce((select string_agg(quote_ident(attname), ', ' order by attnum)
          from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
          where indrelid = c.oid and indisprimary), 'tenant_id') as key
      from pg_class c join pg_namespace n on n.oid = relnamespace
      where c.oid = any($1::regclass[]) or c.oid in (
        select inhrelid from pg_inherits where inhparent = any($1::regclass[]))
      order by 1`,
      [evidence[name]],
    ),
  );
  return rows;
}

async function tablesWithTrigger(name: SubgraphName): Promise<string[]> {
  const { rows } = await asSuperuser(name, (client) =>
    client.query<{ name: string }>(`
      select format('%I.%I', nspname, relname) as name
      from pg_trigger join pg_class c on c.oid = tgrelid join pg_namespace n on n.oid = relnamespace
      where tgname = 'append_only' and not relispartition order by 1`),
  );
  return rows.map((row) => row.name);
}

/** A count and a hash of the rows of each table. */
async function rowsOf(name: SubgraphName): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name: table } of await evidenceTables(name)) {
    const { rows } = await asSuperuser(name, (client) =>
      client.query<{ hash: string }>(
        `select count(*) || ' ' || md5(coalesce(string_agg(row::text, e'\\n' order by row::text), '')) as hash
          from ${table} as row`,
      ),
    );
    found[table] = rows[0]?.hash ?? '';
  }
  return found;
}

/** insufficient_privilege, and COPY into a table with row-level security. */
const refusals = ['42501', '0A000'];

/** Runs a statement with a tenant's context, and says whether PostgreSQL let it. */
async function outcome(
  name: SubgraphName,
  login: (typeof logins)[number] | 'owner',
  statement: string,
): Promise<string> {
  const url = new URL(factory.urls[name].app);
  url.username = `${databaseName(name)}_${login}`;
  return withClient(url.href, async (client) => {
    await client.query(`select set_config('app.tenant_id', 'acme', false)`);
    try {
      await client.query(statement);
      return 'done';
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : undefined;
      // PostgreSQL asked for the rows, and had none from us: the COPY was let through.
      if (code === '57014') return 'done';
      return refusals.includes(code ?? '') ? 'refused' : String(error);
    }
  });
}

function asSuperuser<Result>(
  name: SubgraphName,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  return withClient(factory.superuserUrl(name), work);
}
