import { sql } from 'drizzle-orm';
import { parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sqlState, type TenantDb, type TenantTx } from '../../db/client.ts';
import { OutOfTime } from '../../db/waiting.ts';
import type { Context } from '../../subgraphs/kernel/context.ts';
import { createSubgraph } from '../../subgraphs/kernel/subgraph.ts';
import { acme, openToyHouse, silent, type ToyHouse } from './toy-house.ts';
import { scopeOf } from './toy-subgraph.ts';

// What is read or done for somebody who does not wait for ever.

const id = '0198c0de-0000-7000-8000-000000000001';
let house: ToyHouse;
beforeAll(async () => {
  house = await openToyHouse();
});
afterAll(() => house.close());

beforeEach(async () => {
  await house.rows('delete from toys.item');
  await house.rows(`insert into toys.item values ('acme', '${id}', 0, 'item', now())`);
  house.statements.splice(0);
});

const passed = { deadlineAt: Date.now() - 1 };
/** Soon enough to end what would otherwise be done in a second. */
const soon = () => ({ deadlineAt: Date.now() + 200 });
const sleep = ({ db }: TenantDb) => db.execute(sql`select pg_sleep(1)`);
const increase = ({ db }: TenantTx) =>
  db.execute(sql`update toys.item set rank = rank + 1 where tenant_id = ${acme}`);
const limit = async ({ db }: TenantDb) =>
  (await db.execute(sql`select current_setting('statement_timeout') as limit`)).rows;
const rank = async () => (await house.rows('select rank from toys.item'))[0]?.['rank'];

describe('a statement', () => {
  it('is not run when nobody waits for it any more', async () => {
    const gone = { deadlineAt: null, signal: AbortSignal.abort() };

    await expect(limit(house.database.reader(acme, passed))).rejects.toMatchObject({
      cause: expect.any(OutOfTime),
    });
    await expect(limit(house.database.reader(acme, gone))).rejects.toMatchObject({
      cause: expect.any(OutOfTime),
    });
    expect(house.statements).toEqual([]);
  });

  it('is ended by the database when its time is up, and no other with it', async () => {
    expect(await sleep(house.database.reader(acme, soon())).catch(sqlState)).toBe('57014');

    expect(await limit(house.database.reader(acme))).toEqual([{ limit: '3s' }]);
    await sleep(house.database.reader(acme));
  });

  it('is never given more time than any may take', async () => {
    const nextYear = { deadlineAt: Date.now() + 365 * 86_400_000 };

    expect(await limit(house.database.reader(acme, nextYear))).toEqual([{ limit: '3s' }]);
  });
});

describe('a transaction', () => {
  it('is not begun when nobody waits for it any more', async () => {
    await expect(house.database.withTenant(acme, increase, passed)).rejects.toThrow(OutOfTime);

    expect(house.statements).toEqual([]);
  });

  it('is undone when the time of one of its statements is up', async () => {
    const work = async (tx: TenantTx) => {
      await increase(tx);
      await sleep(tx);
    };

    expect(await house.database.withTenant(acme, work, soon()).catch(sqlState)).toBe('57014');
    expect(await rank()).toBe(0);
    await house.database.withTenant(acme, work);
    expect(await rank()).toBe(1);
  });

  it('is undone when nobody waits for its next statement', async () => {
    const leaving = new AbortController();
    const work = async (tx: TenantTx) => {
      await increase(tx);
      leaving.abort();
      await increase(tx);
    };

    await expect(
      house.database.withTenant(acme, work, { deadlineAt: null, signal: leaving.signal }),
    ).rejects.toMatchObject({ cause: expect.any(OutOfTime) });
    expect([house.statements.length, await rank()]).toEqual([1, 0]);
  });
});

describe('a request to a subgraph', () => {
  const resolvers = {
    Query: {
      greeting: () => 'hello',
      sleep: async (_: unknown, __: unknown, context: Context) => {
        await context.read(sleep);
        return 'awake';
      },
    },
  };
  const document = parse('type Query { greeting: String sleep: String }');
  const ask = (query: string, deadlineAt: number | null) =>
    createSubgraph(
      { name: 'toys', resolvers: [resolvers] },
      document,
      house.services,
      silent,
    ).execute({ query }, { ...scopeOf(acme), deadlineAt });
  const unavailable = [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }];

  it('is not begun after its deadline, whether or not it reads', async () => {
    expect(await ask('{ greeting }', passed.deadlineAt)).toMatchObject({ errors: unavailable });
    const { data } = await ask('{ sleep }', passed.deadlineAt);

    expect([data, house.statements]).toEqual([undefined, []]);
  });

  it('is broken off at its deadline, which is no bug', async () => {
    expect(await ask('{ sleep }', soon().deadlineAt)).toMatchObject({ errors: unavailable });

    expect(await ask('{ sleep }', null)).toEqual({ data: { sleep: 'awake' } });
  });
});
