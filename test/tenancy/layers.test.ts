import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqlState, type TenantDb } from '../../db/client.ts';
import { type SubgraphName, subgraphNames } from '../../subgraphs/settings.ts';
import { ask } from './asking.ts';
import { leaks } from './leaks.ts';
import { describeEntities } from './matrix/entities.ts';
import { codesOf, requestOf } from './matrix/mutations.ts';
import { requestsAgainst } from './matrix/queries.ts';
import { mutationRecipes } from './mutation-recipes.ts';
import { queryRecipes } from './query-recipes.ts';
import { fingerprint, tenantTables } from './rows.ts';
import { openWorld, quiet, type TenantName, type World } from './world.ts';

// A query's own condition and row-level security each keep the tenants apart alone. With one of them removed nothing
// is told; with both removed acme's canary is seen, so this suite can see.

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.stop());

describe('row-level security, alone', () => {
  it.each(subgraphNames)(
    'shows a query of globex without any condition nothing of acme in %s',
    async (name) => {
      const seen = await everything(name, 'globex');
      expect(leaks(world.secrets, seen)).toEqual([]);
      expect(seen).toContain(world.names.globex.canary);
      expect(await everything(name, 'acme')).toContain(world.names.acme.canary);
    },
  );

  it.each(subgraphNames)(
    'keeps acme from a change of globex without any condition in %s',
    async (name) => {
      await quiet(world.superuser);
      const before = await fingerprint(world.superuser, 'acme');
      for (const table of await changeableTables(name)) {
        await asGlobex(name, `update ${table} set tenant_id = tenant_id`);
        await asGlobex(name, `delete from ${table} where tenant_id <> 'globex'`);
        // What globex has none of cannot be given away.
        if ((await rowsIn(name, table, 'globex')) === 0) continue;
        const given = asGlobex(name, `update ${table} set tenant_id = 'acme'`).catch(sqlState);
        expect(await given).toBe('42501');
      }
      expect(await fingerprint(world.superuser, 'acme')).toEqual(before);
    },
  );
});

describe("the queries' own conditions, alone", () => {
  beforeAll(() => switchRowSecurity('disable'));
  afterAll(() => switchRowSecurity('enable'));

  it.each(Object.keys(queryRecipes))('let %s tell nothing of acme', async (coordinate) => {
    const token = await world.factory.token('globex', 'eve');
    for (const attack of requestsAgainst(world, coordinate, world.names.acme)) {
      const { text } = await ask(world.factory, token, attack);
      expect(leaks(world.secrets, text, attack.variables)).toEqual([]);
    }
  });

  describeEntities(() => world);

  it.each(Object.entries(mutationRecipes))(
    'let %s change nothing of acme',
    async (name, recipe) => {
      const { attacker = 'eve', refusal, input } = recipe;
      await quiet(world.superuser);
      const before = await fingerprint(world.superuser, 'acme');
      const token = await world.factory.token('globex', attacker);
      const request = requestOf(world.schema, name, input(world.names.acme));
      const answer = await ask(world.factory, token, request);
      expect(codesOf(answer, name)).toEqual(refusal === 'APART' ? [] : [refusal]);
      expect(await fingerprint(world.superuser, 'acme')).toEqual(before);
    },
  );
});

describe('without either', () => {
  beforeAll(() => switchRowSecurity('disable'));
  afterAll(() => switchRowSecurity('enable'));

  it.each(subgraphNames)("a query of globex sees acme's canary in %s", async (name) => {
    expect(leaks(world.secrets, await everything(name, 'globex'))).toContain(world.secrets.canary);
  });
});

/** All that the app can read of a database as one tenant, with no condition of its own. */
async function everything(name: SubgraphName, tenant: TenantName): Promise<string> {
  const reader = databaseOf(name).reader(tenant);
  const seen: unknown[] = [];
  for (const table of await readableTables(name)) {
    seen.push(await run(reader, `select * from ${table}`));
  }
  return JSON.stringify(seen);
}

function asGlobex(name: SubgraphName, statement: string): Promise<unknown> {
  return databaseOf(name).withTenant('globex', (tx) => run(tx, statement));
}

async function run({ db }: TenantDb, statement: string): Promise<unknown> {
  return (await db.execute(sql.raw(statement))).rows;
}

function databaseOf(name: SubgraphName) {
  const runtime = world.factory.subgraphs.runtimes.get(name);
  if (!runtime) throw new Error(`There is no subgraph ${name}.`);
  return runtime.services.database;
}

const readableTables = (name: SubgraphName) => tablesWith(name, 'select');
const changeableTables = (name: SubgraphName) => tablesWith(name, 'update');

async function tablesWith(name: SubgraphName, right: 'select' | 'update'): Promise<string[]> {
  const client = world.superuser[name];
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest($1::text[]) as name where has_table_privilege('factory_app', name, $2)`,
    [await tenantTables(client), right],
  );
  return rows.map((row) => row.name);
}

async function rowsIn(name: SubgraphName, table: string, tenant: TenantName): Promise<number> {
  const { rows } = await world.superuser[name].query<{ count: number }>(
    `select count(*)::int as count from ${table} where tenant_id = $1`,
    [tenant],
  );
  return rows[0]?.count ?? 0;
}

async function switchRowSecurity(to: 'enable' | 'disable'): Promise<void> {
  for (const name of subgraphNames) {
    await world.superuser[name].query(`
      do $$ declare target regclass; begin
        for target in select oid from pg_class where relrowsecurity or relforcerowsecurity loop
          execute format('alter table %s ${to} row level security', target);
        end loop;
      end $$`);
  }
}
