import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, sqlState, type TenantTx } from '../../db/client.ts';
import { withClient } from '../../db/roles.ts';
import { acme, openToyHouse, type ToyHouse } from './toy-house.ts';

const first = '0198c0de-0000-7000-8000-000000000001';
const second = '0198c0de-0000-7000-8000-000000000002';
let house: ToyHouse;

beforeAll(async () => {
  house = await openToyHouse();
});
afterAll(() => house.close());

beforeEach(() =>
  withClient(house.superuserUrl, async (superuser) => {
    await superuser.query('delete from toys.item');
    await superuser.query(
      `insert into toys.item select 'acme', id::uuid, 0, 'item', now() from unnest($1::text[]) id`,
      [[first, second]],
    );
  }),
);

const increase = ({ db }: TenantTx, id: string) =>
  db.execute(sql`update toys.item set rank = rank + 1 where tenant_id = ${acme} and id = ${id}`);
const fail = (state: string) =>
  sql.raw(`do $$ begin raise exception 'as asked' using errcode = '${state}'; end $$`);
const backendOf = async ({ db }: TenantTx) =>
  Number((await db.execute(sql`select pg_backend_pid() as pid`)).rows[0]?.['pid']);
const terminate = (pid: number) => house.rows(`select pg_terminate_backend(${pid}, 5000)`);

async function ranks(): Promise<unknown[]> {
  return (await house.rows('select rank from toys.item order by id')).map(({ rank }) => rank);
}

/** Resolves for everybody once `count` have come. */
function barrier(count: number): () => Promise<void> {
  let missing = count;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    missing -= 1;
    if (missing === 0) open();
    return opened;
  };
}

describe('a transaction', () => {
  it('commits all that was done in it, and gives the result', async () => {
    const result = await house.database.withTenant(acme, async (tx) => {
      await increase(tx, first);
      await increase(tx, second);
      return 'done';
    });

    expect(result).toBe('done');
    expect(await ranks()).toEqual([1, 1]);
  });

  it.each([
    ['its work throws', () => Promise.reject(new Error('changed my mind'))],
    ['a statement fails', (tx: TenantTx) => tx.db.execute(fail('23514'))],
  ])('leaves nothing when %s', async (_, end) => {
    const done = house.database.withTenant(acme, async (tx) => {
      await increase(tx, first);
      await end(tx);
    });

    await expect(done).rejects.toThrow();
    expect(await ranks()).toEqual([0, 0]);
  });

  it('never claims success when its work went on over a failed statement', async () => {
    const done = house.database.withTenant(acme, async (tx) => {
      await increase(tx, first);
      await tx.db.execute(fail('23514')).catch(() => {});
      return 'done';
    });

    await expect(done).rejects.toThrow('The transaction had failed before its end');
    expect(await ranks()).toEqual([0, 0]);
  });

  it('ends what it waits for: statements after 3 s, locks after 2 s, itself after 10 s', async () => {
    const { rows } = await house.database.withTenant(acme, ({ db }) =>
      db.execute(sql`
        select name, setting from pg_settings
        where name in ('statement_timeout', 'lock_timeout', 'transaction_timeout') order by name`),
    );

    expect(rows).toEqual([
      { name: 'lock_timeout', setting: '2000' },
      { name: 'statement_timeout', setting: '3000' },
      { name: 'transaction_timeout', setting: '10000' },
    ]);
  });
});

describe('a deadlock', () => {
  it('is tried again and seen by nobody', async () => {
    const bothHold = barrier(2);
    let attempts = 0;
    const cross = (one: string, other: string) => {
      let isFirstTime = true;
      return house.database.withTenant(acme, async (tx) => {
        attempts += 1;
        await increase(tx, one);
        if (isFirstTime) await bothHold();
        isFirstTime = false;
        await increase(tx, other);
      });
    };

    await Promise.all([cross(first, second), cross(second, first)]);

    expect(attempts).toBe(3);
    expect(await ranks()).toEqual([2, 2]);
  });

  it.each(['40001', '40P01'])('is given up after four times (%s)', async (state) => {
    let attempts = 0;
    const done = house.database.withTenant(acme, async (tx) => {
      attempts += 1;
      await increase(tx, first);
      await tx.db.execute(fail(state));
    });

    expect(await done.catch(sqlState)).toBe(state);
    expect(attempts).toBe(4);
    expect(await ranks()).toEqual([0, 0]);
  });

  it('is the only thing that is tried again', async () => {
    let attempts = 0;
    const done = house.database.withTenant(acme, async (tx) => {
      attempts += 1;
      await tx.db.execute(fail('23505'));
    });

    expect(await done.catch(sqlState)).toBe('23505');
    expect(attempts).toBe(1);
  });
});

describe('a connection that is lost', () => {
  it('in the middle of a transaction leaves nothing half done', async () => {
    const done = house.database.withTenant(acme, async (tx) => {
      await increase(tx, first);
      await terminate(await backendOf(tx));
      await increase(tx, second);
    });

    await expect(done).rejects.toThrow();
    expect(await ranks()).toEqual([0, 0]);
  });

  it('while the work does something else is noticed at its end', async () => {
    const done = house.database.withTenant(acme, async (tx) => {
      await increase(tx, first);
      await terminate(await backendOf(tx));
      // Whatever the work may wait for: the connection's end arrives meanwhile.
      await house.rows('select 1');
    });

    await expect(done).rejects.toThrow();
    expect(await ranks()).toEqual([0, 0]);
  });

  it('during a read fails that read', async () => {
    const database = openDatabase({ name: 'toys', url: house.urls.app, maxConnections: 1 });
    const { db } = database.reader(acme);
    const sleeping = db.execute(sql`select pg_sleep(60)`);
    const lost = expect(sleeping).rejects.toThrow();
    await terminateWhenActive('%pg_sleep(60)%');

    await lost;
    expect((await db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
    await database.stop();
  });

  it('in an idle pool is replaced by a new one', async () => {
    const database = openDatabase({ name: 'toys', url: house.urls.app, maxConnections: 3 });
    const together = barrier(3);
    const hold = () =>
      database.withTenant(acme, async (tx) => {
        const pid = await backendOf(tx);
        await together();
        return pid;
      });
    const pids = await Promise.all([hold(), hold(), hold()]);

    for (const pid of pids) await terminate(pid);

    const again = await Promise.all(
      pids.map(() => database.withTenant(acme, (tx) => increase(tx, first))),
    );
    expect(again).toHaveLength(3);
    expect(await ranks()).toEqual([3, 0]);
    await database.stop();
  });
});

describe('whether a database is reachable', () => {
  it('is true while it answers', async () => {
    expect(await house.database.isReachable()).toBe(true);
  });

  it('is false where nobody listens', async () => {
    const url = 'postgres://nobody@127.0.0.1:1/none';
    const database = openDatabase({ name: 'none', url });

    expect(await database.isReachable()).toBe(false);
    await database.stop();
  });
});

async function terminateWhenActive(query: string): Promise<void> {
  await withClient(house.superuserUrl, async (superuser) => {
    for (;;) {
      const { rowCount } = await superuser.query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity
         where state = 'active' and query like $1 and pid <> pg_backend_pid()`,
        [query],
      );
      if (rowCount !== 0) return;
    }
  });
}
