import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/client.ts';
import { withClient } from '../../db/roles.ts';
import { appendEvents } from '../../subgraphs/kernel/events/outbox.ts';
import { type Sequencer, startSequencer } from '../../subgraphs/kernel/events/sequencer.ts';
import {
  acme,
  brokenLinks,
  changeAccount,
  commitChange,
  fact,
  globex,
  moveAll,
  type TestLog,
  wholeLog,
} from './harness.ts';
import { openTestLog } from './stores.ts';

let log: TestLog;
let said: string[];
const sequencers: Sequencer[] = [];

beforeEach(async () => {
  log = await openTestLog();
  said = [];
});
afterEach(async () => {
  await Promise.all(sequencers.splice(0).map((sequencer) => sequencer.stop()));
  await log.close();
});

function sequence(publish: (positions: number[]) => void = () => {}): Sequencer {
  const sequencer = startSequencer({
    url: log.urls.sequencer,
    publish: (events) => publish(events.map(({ position }) => position)),
    log: pino({ level: 'warn' }, { write: (line: string) => void said.push(line) }),
    pollMs: 10,
  });
  sequencers.push(sequencer);
  return sequencer;
}

/** As a process without the leader's lock would: moves and moves. */
async function moveUntil(isDone: () => boolean): Promise<void> {
  await withClient(log.urls.sequencer, async (client) => {
    while (!isDone()) await client.query('select * from kernel.sequence_outbox(7)');
  });
}

/** Writers that lock, write, now and then roll back, each in its own connection. */
async function write(writers: number, transactions: number): Promise<number> {
  const written = Array.from({ length: writers }, async (_, writer) => {
    const tenantId = writer % 2 ? acme : globex;
    let events = 0;
    for (let round = 0; round < transactions; round += 1) {
      const isUndone = round % 10 === 9;
      const work = log.database.withTenant(tenantId, async (tx) => {
        await changeAccount(tx, `account-${round % 3}`);
        // The same order in every transaction, or two writers would wait for each other.
        await changeAccount(tx, 'zenith');
        if (isUndone) throw new Error('undone');
      });
      if (isUndone) await expect(work).rejects.toThrow('undone');
      else
        await work.then(() => {
          events += 2;
        });
    }
    return events;
  });
  return (await Promise.all(written)).reduce((sum, events) => sum + events, 0);
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

describe('the mover', () => {
  it('numbers the log and each tenant without gaps, while many write and two move', async () => {
    let isWritten = false;
    const movers = [moveUntil(() => isWritten), moveUntil(() => isWritten)];

    const expected = await write(6, 30);
    isWritten = true;
    await Promise.all(movers);
    await moveAll(log);
    const stored = await wholeLog(log);

    expect(stored.map(({ position }) => position)).toEqual(upTo(expected));
    for (const events of groupBy(stored, ({ tenantId }) => tenantId)) {
      expect(events.map(({ sequence }) => sequence)).toEqual(upTo(events.length));
    }
    expect(new Set(stored.map(({ eventId }) => eventId)).size).toBe(expected);
  });

  it('waits for another one at work, and goes on behind it', async () => {
    await commitChange(log, acme, { aggregateId: 'first' });
    const others = await withClient(log.urls.sequencer, async (other) => {
      await other.query('begin; select * from kernel.sequence_outbox(10)');
      await commitChange(log, acme, { aggregateId: 'second' });
      const moving = moveAll(log);
      await expect.poll(sequencersWaiting).toBe(1);
      await other.query('commit');
      return moving;
    });

    expect(others).toBe(1);
    expect(await wholeLog(log)).toMatchObject([
      { position: 1, sequence: 1, aggregateId: 'first' },
      { position: 2, sequence: 2, aggregateId: 'second' },
    ]);
  });

  async function sequencersWaiting(): Promise<number> {
    return withClient(log.superuserUrl, async (client) => {
      const { rows } = await client.query<{ waiting: number }>(`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`);
      return rows[0]?.waiting ?? 0;
    });
  }

  it('keeps the events of each aggregate in the order of its versions', async () => {
    let isWritten = false;
    const mover = moveUntil(() => isWritten);
    await write(6, 30);
    isWritten = true;
    await mover;
    await moveAll(log);

    for (const events of groupBy(
      await wholeLog(log),
      (event) => `${event.tenantId} ${event.aggregateId}`,
    )) {
      expect(events.map(({ aggregateVersion }) => aggregateVersion)).toEqual(upTo(events.length));
    }
  });

  it('moves what is committed, and nothing of what is rolled back or still open', async () => {
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let isHolding = () => {};
    const holding = new Promise<void>((resolve) => {
      isHolding = resolve;
    });
    const open = log.database.withTenant(acme, async (tx) => {
      await changeAccount(tx, 'slow');
      isHolding();
      await held;
    });
    await holding;
    await commitChange(log, acme, { aggregateId: 'quick' });

    expect(await moveAll(log)).toBe(1);
    finish();
    await open;
    expect(await moveAll(log)).toBe(1);
    expect((await wholeLog(log)).map(({ aggregateId }) => aggregateId)).toEqual(['quick', 'slow']);
  });

  it('is never given an event that says another tenant than its transaction', async () => {
    const work = log.database.withTenant(acme, (tx) => appendEvents(tx, [fact(globex)]));

    await expect(work).rejects.toThrow('An event must belong to its transaction.');
    expect(await moveAll(log)).toBe(0);
  });

  it('makes room before the log is full', async () => {
    await withClient(log.superuserUrl, (client) =>
      client.query('update kernel.log_head set position = 5000001'),
    );
    await commitChange(log, acme);
    await moveAll(log);
    const { rows } = await withClient(log.superuserUrl, (client) =>
      client.query<{ name: string; isClosed: boolean; triggers: number; indexes: number }>(`
        select relname as name, relrowsecurity and relforcerowsecurity as "isClosed",
          (select count(*)::int from pg_trigger where tgrelid = c.oid and tgname = 'append_only') as triggers,
          (select count(*)::int from pg_index where indrelid = c.oid and indisunique) as indexes
        from pg_class c where relname like 'event\\_log\\_%' and relkind = 'r' order by oid`),
    );

    expect((await wholeLog(log)).map(({ position }) => position)).toEqual([5_000_002]);
    expect(rows).toEqual(
      ['event_log_0', 'event_log_5000000', 'event_log_10000000'].map((name) => ({
        name,
        isClosed: true,
        triggers: 1,
        indexes: 3,
      })),
    );
  });

  it('leaves everything in the outbox when it fails', async () => {
    await commitChange(log, acme);
    const taken = 'create table kernel.event_log_10000000 ()';
    await withClient(log.superuserUrl, (client) =>
      client.query(`${taken}; update kernel.log_head set position = 5000001`),
    );

    await expect(moveAll(log)).rejects.toThrow('already exists');
    expect(await wholeLog(log)).toEqual([]);
    await withClient(log.superuserUrl, (client) =>
      client.query('drop table kernel.event_log_10000000'),
    );
    expect(await moveAll(log)).toBe(1);
  });
});

describe("a tenant's chain", () => {
  beforeEach(async () => {
    for (let round = 0; round < 5; round += 1) {
      for (const tenantId of [acme, globex]) await commitChange(log, tenantId);
      await moveAll(log);
    }
  });

  it('is what anybody computes from the envelopes, begun with the hash of the slug', async () => {
    const stored = await wholeLog(log);

    expect(stored).toHaveLength(10);
    expect(brokenLinks(stored)).toEqual([]);
  });

  it.each([
    [
      'an envelope is changed',
      "update kernel.event_log set envelope = envelope || ' ' where position = 3",
    ],
    ['an event is removed', 'delete from kernel.event_log where position = 3'],
    [
      'two events change places',
      `with sequence as (select min(tenant_sequence) as low, max(tenant_sequence) as high
         from kernel.event_log where position in (3, 5))
       update kernel.event_log set envelope = (select o.envelope from kernel.event_log o
         where o.position = case event_log.position when 3 then 5 else 3 end) where position in (3, 5)`,
    ],
    [
      'an event is given to another tenant',
      "update kernel.event_log set tenant_id = 'globex', tenant_sequence = 6 where position = 9",
    ],
    ['a hash is forged', "update kernel.event_log set hash = sha256('forged') where position = 3"],
  ])('is broken when %s', async (_, tampering) => {
    await withClient(log.superuserUrl, (client) =>
      client.query(`set session_replication_role = replica; ${tampering}`),
    );

    expect(brokenLinks(await wholeLog(log)).length).toBeGreaterThan(0);
  });

  it('ends in the head that is kept for the tenant', async () => {
    const { rows } = await withClient(log.superuserUrl, (client) =>
      client.query('select tenant_id, sequence::int, hash from kernel.tenant_head order by 1'),
    );
    const lasts = groupBy(await wholeLog(log), ({ tenantId }) => tenantId).map((events) =>
      events.at(-1),
    );

    expect(rows).toEqual(
      lasts.map((last) => ({ tenant_id: last?.tenantId, sequence: 5, hash: last?.hash })),
    );
  });
});

describe('the order of an aggregate', () => {
  it('rests on an identity that does not cache: the sequencer refuses another', async () => {
    await withClient(log.superuserUrl, (client) =>
      client.query('alter sequence kernel.outbox_outbox_id_seq cache 20'),
    );
    await commitChange(log, acme);
    const sequencer = sequence();

    await expect.poll(() => said.join()).toContain('must not cache; it caches 20');
    expect([sequencer.isLeading(), await moveAll(log)]).toEqual([false, 1]);
  });

  it('would be lost with a cache: two connections draw numbers in advance', async () => {
    await withClient(log.superuserUrl, (client) =>
      client.query('alter sequence kernel.outbox_outbox_id_seq cache 20'),
    );
    const writers = [openWriter(), openWriter()];
    // By turns: each takes its own numbers out of its own twenty.
    for (let round = 0; round < 10; round += 1) await writers[round % 2]?.change();
    await Promise.all(writers.map((writer) => writer.close()));
    await moveAll(log);

    const versions = (await wholeLog(log)).map(({ aggregateVersion }) => aggregateVersion);
    expect(versions).not.toEqual(upTo(10));
    expect(versions.toSorted((one, other) => one - other)).toEqual(upTo(10));
  });

  /** A pool of one: its connection keeps its own numbers. */
  function openWriter() {
    const database = openDatabase({ name: 'writer', url: log.urls.app, maxConnections: 1 });
    return { change: () => commitChange({ database }, acme), close: () => database.stop() };
  }
});

describe('sequencers of one database', () => {
  it('have one leader; another takes over when it goes', async () => {
    const pair = [sequence(), sequence()];
    const leading = () => pair.filter((one) => one.isLeading());
    await expect.poll(() => leading().length).toBe(1);
    const [first] = leading();
    await first?.stop();

    await expect.poll(() => leading().length).toBe(1);
    expect(leading()[0]).not.toBe(first);
  });

  it('publish each batch after its commit, in order', async () => {
    const published: number[] = [];
    const sequencer = sequence((positions) => {
      published.push(...positions);
    });
    for (let round = 0; round < 20; round += 1) {
      await commitChange(log, acme);
      sequencer.poke();
    }

    await expect.poll(() => published).toEqual(upTo(20));
    expect(await wholeLog(log)).toHaveLength(20);
  });

  it('refuse to work where a commit is not durable', async () => {
    await withClient(log.superuserUrl, async (client) => {
      const login = new URL(log.urls.sequencer).username;
      await client.query(
        `alter role ${login} in database ${log.database.name} set synchronous_commit = off`,
      );
    });
    await commitChange(log, acme);
    const sequencer = sequence();

    await expect.poll(() => said.join()).toContain('needs synchronous_commit on; it is off');
    expect([sequencer.isLeading(), await moveAll(log)]).toEqual([false, 1]);
  });

  it('begin again after their connection was taken away', async () => {
    const published: number[] = [];
    const sequencer = sequence((positions) => {
      published.push(...positions);
    });
    await expect.poll(() => sequencer.isLeading()).toBe(true);
    await withClient(log.superuserUrl, (client) =>
      client.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'sequencer' and datname = current_database()`),
    );
    await commitChange(log, acme);

    await expect.poll(() => published, { timeout: 5_000 }).toEqual([1]);
  });
});
