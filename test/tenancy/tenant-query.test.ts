import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, sqlState } from '../../db/client.ts';
import { withClient } from '../../db/roles.ts';
import { prepareConnection, queryAsTenant } from '../../db/tenant-query.ts';
import { acme, globex, openToyHouse, type ToyHouse } from '../kernel/toy-house.ts';

let house: ToyHouse;
let client: pg.Client;

beforeAll(async () => {
  house = await openToyHouse();
  await withClient(house.superuserUrl, (superuser) =>
    superuser.query(`
      insert into toys.item select tenant, gen_random_uuid(), n, 'of ' || tenant, now()
      from unnest(array['acme', 'globex']) tenant, generate_series(1, 10) n`),
  );
});
afterAll(() => house.close());

beforeEach(async () => {
  client = new pg.Client(house.urls.app);
  await client.connect();
  await prepareConnection(client);
  return () => client.end();
});

const ask = (tenantId: string, text: string, values: unknown[] = [], name?: string) =>
  queryAsTenant(
    client,
    { tenantId, statementMs: 3_000 },
    name === undefined ? { text } : { text, name },
    values,
  );
const context = "select current_setting('app.tenant_id', true) as tenant";
const names = 'select distinct name from toys.item';
const count = 'select count(*)::int as count from toys.item';

async function expectNoContext(): Promise<void> {
  expect((await client.query(context)).rows).toEqual([{ tenant: '' }]);
  expect((await client.query(count)).rows).toEqual([{ count: 0 }]);
}

describe('the tenant of a statement', () => {
  it('is in force while it runs, whatever its where says', async () => {
    expect((await ask(acme, context)).rows).toEqual([{ tenant: acme }]);
    expect((await ask(acme, names)).rows).toEqual([{ name: 'of acme' }]);
    expect((await ask(globex, names)).rows).toEqual([{ name: 'of globex' }]);
    expect((await ask(acme, `${count} where tenant_id = $1`, [globex])).rows).toEqual([
      { count: 0 },
    ]);
  });

  it('ends with the statement', async () => {
    await ask(acme, count);

    await expectNoContext();
  });

  it.each([
    ['a syntax error', 'selekt 1', []],
    ['a missing table', 'select * from toys.nothing', []],
    ['a malformed value', `${count} where id = $1`, ['no uuid']],
    ['a division by zero', `select 1 / (count(*) - count(*)) from toys.item`, []],
    ['a missing value', `${count} where rank = $1`, []],
  ])('ends with the statement after %s, and the connection goes on', async (_, text, values) => {
    await expect(ask(acme, text, values)).rejects.toThrow();

    await expectNoContext();
    expect((await ask(globex, names)).rows).toEqual([{ name: 'of globex' }]);
  });

  it('ends when the statement is cancelled', async () => {
    const [{ pid } = { pid: 0 }] = (await client.query('select pg_backend_pid() as pid')).rows;
    const sleeping = ask(acme, `select pg_sleep(60), ${pid}`).catch(sqlState);
    await cancelWhenActive(pid);

    expect(await sleeping).toBe('57014');
    await expectNoContext();
  });

  it('gives the rows and nothing of its own', async () => {
    const { rows, rowCount, command, fields } = await ask(acme, `${count} where rank < $1`, [4]);

    expect({ rows, rowCount, command }).toEqual({
      rows: [{ count: 3 }],
      rowCount: 1,
      command: 'SELECT',
    });
    expect(fields.map(({ name }) => name)).toEqual(['count']);
  });
});

describe('a named statement', () => {
  it('is not poisoned by a first time that failed to parse', async () => {
    const text = 'select count(*)::int as count from toys.later';
    await expect(ask(acme, text, [], 'later')).rejects.toThrow(/toys.later/);
    await house.rows(`create table toys.later (); grant select on toys.later to factory_app`);

    expect((await ask(acme, text, [], 'later')).rows).toEqual([{ count: 0 }]);
    expect((await ask(acme, text, [], 'later')).rows).toEqual([{ count: 0 }]);
  });

  it('is not poisoned by a first time that failed to bind', async () => {
    const text = `${count} where id = $1`;
    await expect(ask(acme, text, ['no uuid'], 'bound')).rejects.toThrow(/uuid/);

    const id = '0198c0de-0000-7000-8000-000000000000';
    expect((await ask(acme, text, [id], 'bound')).rows).toEqual([{ count: 0 }]);
  });

  it('is parsed once, and serves one tenant after another', async () => {
    for (const tenantId of [acme, globex, acme]) {
      expect((await ask(tenantId, names, [], 'names')).rows).toEqual([{ name: `of ${tenantId}` }]);
    }
    const { rows } = await client.query(
      "select name, (generic_plans + custom_plans)::int as runs from pg_prepared_statements where name = 'names'",
    );
    expect(rows).toEqual([{ name: 'names', runs: 3 }]);
  });
});

describe('writing as a tenant', () => {
  const insert = (tenantId: string, id = crypto.randomUUID()) =>
    sql`insert into toys.item values (${tenantId}, ${id}, 0, 'planted', now())`;
  const planted = () => house.rows("select tenant_id from toys.item where name = 'planted'");

  it('is refused by the database into another tenant, by a statement and in a transaction', async () => {
    const states = await Promise.all([
      house.database.reader(acme).db.execute(insert(globex)).catch(sqlState),
      house.database.withTenant(acme, ({ db }) => db.execute(insert(globex))).catch(sqlState),
      client
        .query("insert into toys.item values ('acme', gen_random_uuid(), 0, 'planted', now())")
        .catch(sqlState),
    ]);

    expect(states).toEqual(['42501', '42501', '42501']);
    expect(await planted()).toEqual([]);
  });

  it('cannot move a row to another tenant, and does not see what it may not change', async () => {
    const { db } = house.database.reader(acme);

    await expect(db.execute(sql`update toys.item set tenant_id = 'globex'`)).rejects.toMatchObject({
      cause: { code: '42501' },
    });
    const { rowCount } = await db.execute(sql`delete from toys.item where tenant_id = 'globex'`);
    expect(rowCount).toBe(0);
  });
});

describe('a tenant that is no slug', () => {
  it.each([
    '',
    'a',
    'Acme',
    '1acme',
    'acme_1',
    ' acme',
    'acme\n',
    'acme\u0000',
    "acme'; select 1; --",
    "x' or '1'='1",
    'ácme',
    '__proto__',
    `a${'b'.repeat(31)}`,
  ])('is refused before any statement: %j', async (tenantId) => {
    const told: string[] = [];
    // Nobody listens there: a connection would fail in another way.
    const url = 'postgres://nobody@127.0.0.1:1/none';
    const database = openDatabase({ name: 'none', url, onStatement: (text) => told.push(text) });

    expect(() => database.reader(tenantId)).toThrow('A tenant id must be a slug.');
    await expect(database.withTenant(tenantId, async () => 1)).rejects.toThrow(
      'A tenant id must be a slug.',
    );
    expect(told).toEqual([]);
    await database.stop();
  });
});

describe('the round trips', () => {
  let line: CountedLine;
  beforeEach(async () => {
    line = await openCountedLine(house.urls.app);
    return () => line.close();
  });

  it('of a read are one, the first time and every time', async () => {
    const database = openDatabase({ name: 'toys', url: line.url, maxConnections: 1 });
    // Brings up the connection.
    await database.isReachable();

    for (const rank of [1, 2, 3]) {
      const before = line.roundTrips();
      const { rows } = await database
        .reader(acme)
        .db.execute(sql`${sql.raw(names)} where rank = ${rank}`);
      expect(rows).toEqual([{ name: 'of acme' }]);
      expect(line.roundTrips() - before).toBe(1);
    }
    await database.stop();
  });

  it('of a transaction are one for its beginning, one a statement, one for its end', async () => {
    const database = openDatabase({ name: 'toys', url: line.url, maxConnections: 1 });
    await database.isReachable();

    const before = line.roundTrips();
    await database.withTenant(acme, async ({ db }) => {
      await db.execute(sql.raw(names));
      await db.execute(sql.raw(count));
    });

    expect(line.roundTrips() - before).toBe(4);
    await database.stop();
  });
});

/** Cancels what the backend does, as soon as it does something. */
async function cancelWhenActive(pid: number): Promise<void> {
  await withClient(house.superuserUrl, async (superuser) => {
    for (;;) {
      const { rowCount } = await superuser.query(
        "select pg_cancel_backend(pid) from pg_stat_activity where pid = $1 and state = 'active' and query like '%pg_sleep%'",
        [pid],
      );
      if (rowCount === 1) return;
    }
  });
}

interface CountedLine {
  readonly url: string;
  /** How often the client has spoken after the server had. */
  roundTrips(): number;
  close(): Promise<void>;
}

/** A line to PostgreSQL that counts how often the direction turns: what waiting for an answer costs. */
async function openCountedLine(target: string): Promise<CountedLine> {
  const { hostname, port } = new URL(target);
  let turns = 0;
  let isServersTurn = false;
  const server: Server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.on('data', (data) => {
      if (!isServersTurn) turns += 1;
      isServersTurn = true;
      far.write(data);
    });
    far.on('data', (data) => {
      isServersTurn = false;
      near.write(data);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('close', () => other.destroy()).on('error', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    roundTrips: () => turns,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
