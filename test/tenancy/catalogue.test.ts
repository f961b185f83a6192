import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { databaseName, subgraphNames } from '../../db/roles.ts';
import { type CloneSet, cloneDatabases } from '../support/clones.ts';
import {
  judgedTables,
  privilegedFunctions,
  rules,
  seenWhole,
  violationsOf,
  withoutTenantKey,
} from './catalogue.ts';

let clones: CloneSet;
const superusers = new Map<string, pg.Client>();

beforeAll(async () => {
  clones = await cloneDatabases(inject('superuserUrl'));
  for (const subgraph of subgraphNames) {
    const client = new pg.Client(clones.superuserUrl(subgraph));
    await client.connect();
    superusers.set(subgraph, client);
  }
});
afterAll(async () => {
  for (const client of superusers.values()) await client.end();
  await clones.drop();
});

function superuserOf(subgraph: string): pg.Client {
  const client = superusers.get(subgraph);
  if (!client) throw new Error(`No database of ${subgraph} is open.`);
  return client;
}

/** What the rules say once this was done; it is undone. */
async function violationsAfter(statements: string): Promise<string[]> {
  const client = superuserOf('studio');
  await client.query('begin');
  try {
    await client.query(`set local role factory_owner; ${statements}; reset role`);
    return await violationsOf(client);
  } finally {
    await client.query('rollback');
  }
}

describe.each(subgraphNames)('the database of %s', (subgraph) => {
  it('holds every rule of isolation', async () => {
    expect(await violationsOf(superuserOf(subgraph))).toEqual([]);
  });

  it('has tables of its own that were judged', async () => {
    const judged = await judgedTables(superuserOf(subgraph));

    expect(judged.filter((name) => !/^(kernel|migrations)\./.test(name)).length).toBeGreaterThan(1);
  });
});

describe('what the logins may do to a database itself', () => {
  const logins = ['app', 'sequencer', 'reader', 'jobs', 'owner'];

  // Rights to a database stay behind when it is cloned, so the originals are looked at.
  it.each(subgraphNames)(
    'is to connect to their own, %s; the job queue makes its schema',
    async (subgraph) => {
      const { rows } = await superuserOf(subgraph).query(
        `select rolname, d.datname, may from pg_roles, pg_database d, unnest(array['CONNECT', 'CREATE', 'TEMPORARY']) may
       where rolname = any ($1) and d.datname = any ($2) and has_database_privilege(rolname, d.datname, may)
       order by 1, 2, 3`,
        [
          logins.map((login) => `${databaseName(subgraph)}_${login}`),
          subgraphNames.map(databaseName),
        ],
      );
      const own = databaseName(subgraph);

      // The owner has every right, as the owner.
      expect(rows.filter(({ rolname }) => rolname !== `${own}_owner`)).toEqual(
        [
          [`${own}_app`, 'CONNECT'],
          [`${own}_jobs`, 'CONNECT'],
          [`${own}_jobs`, 'CREATE'],
          [`${own}_reader`, 'CONNECT'],
          [`${own}_sequencer`, 'CONNECT'],
        ].map(([rolname, may]) => ({ rolname, datname: own, may })),
      );
    },
  );
});

describe('the exceptions', () => {
  it('name tables and functions that exist: none outlives its reason', async () => {
    const judged = new Set<string>();
    const privileged = new Set<string>();
    for (const client of superusers.values()) {
      for (const table of await judgedTables(client)) judged.add(table);
      const { rows } = await client.query(
        `select format('%s.%s(%s)', nspname, proname, oidvectortypes(proargtypes)) as name
         from pg_proc p join pg_namespace n on n.oid = p.pronamespace where prosecdef`,
      );
      for (const { name } of rows) privileged.add(name);
    }

    for (const table of Object.keys({ ...withoutTenantKey, ...seenWhole })) {
      expect(judged).toContain(table);
    }
    for (const name of Object.keys(privilegedFunctions)) expect(privileged).toContain(name);
  });
});

/** A table as it should be, for a control to spoil. */
const table = (columns: string, more = '') =>
  `create table kernel.toy (${columns}); call kernel.protect('kernel.toy'); ${more}`;
const good = 'tenant_id text not null, id uuid not null, primary key (tenant_id, id)';

/** Each breaks one thing; the rule that must notice. */
const controls: readonly (readonly [string, keyof typeof rules])[] = [
  [`create table kernel.toy (${good})`, 'row-level security is enabled and forced'],
  [
    `create table kernel.toy (${good}); grant select on kernel.toy to factory_app`,
    'whatever the app may do to a table, a policy confines to its tenant',
  ],
  [
    table(good, 'alter table kernel.toy no force row level security'),
    'row-level security is enabled and forced',
  ],
  [
    table(good, 'alter table kernel.toy disable row level security'),
    'row-level security is enabled and forced',
  ],
  [table('id uuid primary key, tenant_id text'), 'every table has a tenant_id that is never null'],
  [table('tenant_id text not null, id uuid'), 'every table has a primary key'],
  [
    table('tenant_id text not null, id uuid not null, primary key (id, tenant_id)'),
    'every key and every index begins with tenant_id',
  ],
  [table(`${good}, slug text unique`), 'every key and every index begins with tenant_id'],
  [
    table(good, 'create index on kernel.toy (id)'),
    'every key and every index begins with tenant_id',
  ],
  [
    table(good, 'create index on kernel.toy ((lower(tenant_id)))'),
    'every key and every index begins with tenant_id',
  ],
  [
    'create unique index on kernel.outbox (event_id)',
    'every key and every index begins with tenant_id',
  ],
  [
    table(`${good}, of text references kernel.tenant_head (tenant_id)`),
    'every foreign key begins with tenant_id on both sides, and stays in its schema',
  ],
  [
    `reset role; create schema toys authorization factory_owner; set local role factory_owner;
      create table toys.toy (${good}, foreign key (tenant_id) references kernel.tenant_head);
      call kernel.protect('toys.toy')`,
    'every foreign key begins with tenant_id on both sides, and stays in its schema',
  ],
  [
    table(good, 'create policy wide on kernel.toy to factory_app using (true)'),
    'no policy shows the app, or lets it write, more than its tenant',
  ],
  [
    table(good, 'create policy wide on kernel.toy for insert with check (true)'),
    'no policy shows the app, or lets it write, more than its tenant',
  ],
  [
    table(good, 'alter policy of_its_tenant on kernel.toy with check (true)'),
    'no policy shows the app, or lets it write, more than its tenant',
  ],
  [
    table(good, 'drop policy of_its_tenant on kernel.toy'),
    'whatever the app may do to a table, a policy confines to its tenant',
  ],
  [
    'grant update (answer) on kernel.idempotency to factory_app; grant update (envelope) on kernel.event_log to factory_app',
    'whatever the app may do to a table, a policy confines to its tenant',
  ],
  [
    table(good, 'grant truncate on kernel.toy to factory_app'),
    'nobody but the owner may truncate, refer to or trigger, and nothing is granted to all',
  ],
  [
    table(good, 'grant select on kernel.toy to public'),
    'nobody but the owner may truncate, refer to or trigger, and nothing is granted to all',
  ],
  [
    'grant select on kernel.event_log_0 to factory_reader',
    'a partition is reached through its parent alone',
  ],
  [
    'drop trigger append_only on kernel.event_log_0',
    'what is append-only is so in every partition',
  ],
  [
    'alter table kernel.event_log_0 disable trigger append_only',
    'what is append-only is so in every partition',
  ],
  [
    'drop trigger append_only on reviews.review_decisions',
    'what the app may not change, a trigger protects from its owner too',
  ],
  [
    `reset role; create schema toys; create table toys.toy (${good})`,
    'everything belongs to factory_owner',
  ],
  ['reset role; create table public.toy (id int)', 'nothing lies in the schema public'],
  [
    'create view kernel.toy as select * from kernel.event_log',
    'views ask with the rights of whoever reads them, and none is materialised',
  ],
  [
    'create materialized view kernel.toy as select 1 as one',
    'views ask with the rights of whoever reads them, and none is materialised',
  ],
  [
    `create function kernel.toy() returns int language sql security definer
      set search_path = kernel, pg_temp as 'select 1'; revoke all on function kernel.toy() from public`,
    'only listed functions work with the rights of their owner',
  ],
  [
    'alter function kernel.tenants() reset search_path',
    'functions with the rights of their owner pin where they look, temporary things last',
  ],
  [
    'alter function kernel.tenants() set search_path = kernel',
    'functions with the rights of their owner pin where they look, temporary things last',
  ],
  [
    'grant execute on function kernel.tenants() to public',
    'no function with the rights of its owner is for all to call',
  ],
  [
    'create sequence kernel.toy cache 20',
    'sequences hand out numbers in the order they are asked for',
  ],
  [
    'reset role; create role rogue login bypassrls in role factory_app',
    'no login of ours is above row-level security or makes roles and databases',
  ],
  [
    'reset role; create role rogue login in role factory_app, factory_owner',
    'a group of rights is no login, and a login belongs to one group alone',
  ],
  [
    'grant create on schema kernel to factory_app',
    'no login but the owner’s makes anything in a schema',
  ],
];

describe('a database that is broken on purpose', () => {
  it.each(controls)('is noticed: %s', async (statements, rule) => {
    const found = await violationsAfter(statements);

    expect(found.filter((line) => line.startsWith(`${rule}: `))).not.toEqual([]);
  });

  it('is broken in a way of its own for every rule', () => {
    const noticed = new Set(controls.map(([, rule]) => rule));

    expect(Object.keys(rules).filter((rule) => !noticed.has(rule))).toEqual([]);
  });

  it('is whole again afterwards, and a table that is protected was never one', async () => {
    expect(await violationsAfter('select 1')).toEqual([]);
    expect(await violationsAfter(table(good))).toEqual([]);
  });
});
