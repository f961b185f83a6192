import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, sqlState } from '../../db/client.ts';
import { withClient } from '../../db/roles.ts';
import { openToyHouse, type ToyHouse } from '../kernel/toy-house.ts';

// Six tenants share five connections. Every row bears its tenant's name, so one foreign row is one leak.

const tenants = ['acme', 'globex', 'initech', 'umbrella', 'hooli', 'stark'];
const rowsEach = 20;
const statements = 2_000;

let house: ToyHouse;
let cancelling: { stop(): Promise<void> };

beforeAll(async () => {
  house = await openToyHouse();
  await withClient(house.superuserUrl, (superuser) =>
    superuser.query(
      `insert into toys.item select tenant, gen_random_uuid(), n, 'canary of ' || tenant, now()
       from unnest($1::text[]) tenant, generate_series(1, ${rowsEach}) n`,
      [tenants],
    ),
  );
  cancelling = cancelSleepers();
});
afterAll(async () => {
  await cancelling.stop();
  await house.close();
});

/** Cancels, all the time, what sleeps: as a statement's own time limit would. */
function cancelSleepers() {
  let isOver = false;
  const done = withClient(house.superuserUrl, async (superuser) => {
    while (!isOver) {
      await superuser.query(`
        select pg_cancel_backend(pid) from pg_stat_activity
        where state = 'active' and query like '%pg_sleep(60)%' and pid <> pg_backend_pid()`);
    }
  });
  return {
    async stop() {
      isOver = true;
      await done;
    },
  };
}

/** What a caller of some tenant may do; each gives the names it saw, or the SQLSTATE it failed with. */
type Attempt = (tenantId: string, foreign: string) => Promise<readonly string[] | string>;

const everything = sql`select name from toys.item`;
const seen = (found: { readonly rows: readonly Record<string, unknown>[] }) =>
  found.rows.map(({ name }) => String(name));

function attemptsOn(database: ReturnType<typeof openDatabase>): Readonly<Record<string, Attempt>> {
  const read = async (tenantId: string, query: ReturnType<typeof sql>) =>
    database.reader(tenantId).db.execute(query).then(seen, failure);
  return {
    read: (tenantId) => read(tenantId, everything),
    prepared: (tenantId) => read(tenantId, sql`${everything} where rank <= ${rowsEach}`),
    ofAnother: (tenantId, foreign) =>
      read(tenantId, sql`${everything} where tenant_id = ${foreign}`),
    syntaxError: (tenantId) => read(tenantId, sql`selekt name from toys.item`),
    malformed: (tenantId) => read(tenantId, sql`${everything} where id = ${'no uuid'}`),
    divided: (tenantId) => read(tenantId, sql`${everything} where rank / (rank - rank) > 0`),
    cancelled: (tenantId) => read(tenantId, sql`${everything} where pg_sleep(60) is null`),
    plant: (tenantId, foreign) =>
      read(
        tenantId,
        sql`insert into toys.item values (${foreign}, gen_random_uuid(), 0, 'planted', now()) returning name`,
      ),
    transaction: (tenantId) =>
      database
        .withTenant(tenantId, async ({ db }) => seen(await db.execute(everything)))
        .catch(failure),
    broken: (tenantId) =>
      database
        .withTenant(tenantId, async ({ db }) => {
          await db.execute(sql`update toys.item set rank = rank + 1`);
          return seen(await db.execute(sql`select 1 / 0 as name`));
        })
        .catch(failure),
  };
}

const expected: Readonly<Record<string, (tenantId: string) => readonly string[] | string>> = {
  read: own,
  prepared: own,
  ofAnother: () => [],
  syntaxError: () => '42601',
  malformed: () => '22P02',
  divided: () => '22012',
  cancelled: () => '57014',
  plant: () => '42501',
  transaction: own,
  broken: () => '22012',
};

function own(tenantId: string): readonly string[] {
  return Array.from({ length: rowsEach }, () => `canary of ${tenantId}`);
}

function failure(error: unknown): string {
  const state = sqlState(error);
  if (state === undefined) throw error;
  return state;
}

it('no tenant ever sees a row of another, whatever fails beside it', async () => {
  const database = openDatabase({ name: 'toys', url: house.urls.app, maxConnections: 5 });
  const attempts = Object.entries(attemptsOn(database));
  const wrong: unknown[] = [];
  let made = 0;

  /** Every tenant meets every kind, neighbours always differ. */
  async function worker(): Promise<void> {
    while (made < statements) {
      const turn = made++;
      const tenantId = tenants[turn % tenants.length] ?? '';
      const foreign = tenants[(turn + 1) % tenants.length] ?? '';
      const [kind = '', attempt] =
        attempts[Math.floor(turn / tenants.length) % attempts.length] ?? [];
      const found = await attempt?.(tenantId, foreign);
      const wanted = expected[kind]?.(tenantId);
      if (JSON.stringify(found) !== JSON.stringify(wanted)) wrong.push({ kind, tenantId, found });
    }
  }
  await Promise.all(Array.from({ length: 40 }, worker));
  await database.stop();

  expect(wrong).toEqual([]);
  expect(made).toBeGreaterThanOrEqual(statements);
  expect(await house.rows("select 1 from toys.item where name = 'planted' or rank > 20")).toEqual(
    [],
  );
});

it('a connection that remembers its tenant would be seen here', async () => {
  // The control: what a pool does without the protection, a setting of the session.
  const pool = new pg.Pool({ connectionString: house.urls.app, max: 1 });
  await pool.query("select set_config('app.tenant_id', 'acme', false)");

  const { rows } = await pool.query('select distinct name from toys.item');

  expect(rows).toEqual([{ name: 'canary of acme' }]);
  await pool.end();
});
