import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import { liveCursor, parseLiveCursor } from '../../subgraphs/kernel/events/cursor.ts';
import {
  type LogEvent,
  logStart,
  readLog,
  tenantSequence,
} from '../../subgraphs/kernel/events/log.ts';
import { createSpine, type Spine } from '../../subgraphs/kernel/events/spine.ts';
import {
  acme,
  changeAccount,
  commitChange,
  globex,
  localChannels,
  silent,
  type TestLog,
  take,
} from './harness.ts';
import { openTestLog } from './stores.ts';

let log: TestLog;
let spine: Spine;
const opened: Spine[] = [];

async function openSpine(channels = localChannels(), pollMs = 20): Promise<Spine> {
  const { database, app, reader, urls } = log;
  const made = createSpine({
    database,
    app,
    reader,
    sequencerUrl: urls.sequencer,
    ephemeral: channels,
    log: silent,
    pollMs,
  });
  await made.start();
  opened.push(made);
  return made;
}

async function commit(tenantId: string, aggregateId = 'a'): Promise<void> {
  await commitChange(log, tenantId, { aggregateId });
  spine.poke();
}

const sequences = (events: readonly LogEvent[]) => events.map(({ sequence }) => sequence);
const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index);

beforeEach(async () => {
  log = await openTestLog();
  spine = await openSpine();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((made) => made.stop()));
  await log.close();
});

describe('following a tenant live', () => {
  it('gives what was there before, then what comes, in order and once', async () => {
    for (const _ of upTo(5)) await commit(acme);
    await expect.poll(() => spine.tail.position).toBe(5);
    const events = spine.subscribe(acme, { after: 2 });

    const before = await take({ [Symbol.asyncIterator]: () => ({ next: () => events.next() }) }, 3);
    for (const _ of upTo(3)) await commit(acme);

    expect(sequences([...before, ...(await take(events, 3))])).toEqual([3, 4, 5, 6, 7, 8]);
  });

  it('begins now when it is not told where', async () => {
    await commit(acme);
    await expect.poll(() => spine.tail.position).toBe(1);
    const events = spine.subscribe(acme, { after: null });
    let given: IteratorResult<LogEvent> | undefined;
    const next = events.next().then((result) => {
      given = result;
    });

    while (given === undefined) await commit(acme);

    await next;
    expect(given.value.sequence).toBeGreaterThan(1);
    await events.return?.();
  });

  it('gives nothing of another tenant', async () => {
    const events = spine.subscribe(acme, { after: 0 });
    for (const _ of upTo(20)) {
      await commit(globex);
      await commit(acme);
    }

    const given = await take(events, 20);

    expect(new Set(given.map(({ tenantId }) => tenantId))).toEqual(new Set([acme]));
    expect(sequences(given)).toEqual(upTo(20));
  });

  it('gives what the filter wants, whether it was there before or comes', async () => {
    const wanted = ({ event }: LogEvent) => event.aggregateId === 'wanted';
    for (const name of ['wanted', 'other', 'wanted']) await commit(acme, name);
    await expect.poll(() => spine.tail.position).toBe(3);
    const events = spine.subscribe(acme, { after: 0, filter: wanted });
    const first = await events.next();
    for (const name of ['other', 'wanted']) await commit(acme, name);

    expect(sequences([first.value, ...(await take(events, 2))])).toEqual([1, 3, 5]);
  });

  it('carries events from a process that only stands by', async () => {
    const channels = localChannels();
    const [leader, standby] = [await openSpine(channels), await openSpine(channels)];
    await spine.stop();
    await expect.poll(() => leader.isLeading() || standby.isLeading()).toBe(true);
    const behind = leader.isLeading() ? standby : leader;
    const events = behind.subscribe(acme, { after: 0 });

    await commitChange(log, acme);
    behind.poke();

    expect(sequences(await take(events, 1))).toEqual([1]);
  });

  it('sends one whose filter fails away, and no other', async () => {
    await commit(acme);
    await expect.poll(() => spine.tail.position).toBe(1);
    const careless = spine.subscribe(acme, {
      after: 1,
      filter: () => {
        throw new Error('no such field');
      },
    });
    const careful = spine.subscribe(acme, { after: 1 });
    const [failed, given] = [careless.next(), careful.next()];
    failed.catch(() => {});
    await commit(acme);

    await expect(failed).rejects.toThrow('no such field');
    expect((await given).value.sequence).toBe(2);
  });
});

describe('a cursor from a process that is ahead of this one', () => {
  it.each([
    ['while the log is still being read', 0],
    ['when the log has been read', 20],
  ])('gives no event again that comes %s', async (_, roundTrips) => {
    // Were the other to lead, it would not look at the outbox before its long wait is over.
    await expect.poll(() => spine.isLeading()).toBe(true);
    const behind = await openSpine(
      localChannels(() => true),
      600_000,
    );
    for (const _ of upTo(4)) await commit(acme);
    await expect.poll(() => spine.tail.position).toBe(4);
    const { events } = await readLog(log.reader, logStart, { limit: 10 });

    const given = take(behind.subscribe(acme, { after: 2 }), 2);
    // The subscription needs two of them.
    for (const _ of upTo(roundTrips)) await tenantSequence(log.database.reader(acme));
    behind.tail.receive(events);

    expect(sequences(await given)).toEqual([3, 4]);
  });
});

describe('ending a subscription', () => {
  it('ends the wait for the next event at once', async () => {
    const events = spine.subscribe(acme, { after: 0 });
    const next = events.next();

    expect(await events.return?.()).toEqual({ done: true, value: undefined });
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('ends it also while the log cannot be read', async () => {
    await withClient(log.superuserUrl, async (blocker) => {
      await blocker.query('begin; lock table kernel.event_log');
      const events = spine.subscribe(acme, { after: 0 });
      const next = events.next();
      await expect.poll(waitingForLocks).toBeGreaterThan(0);

      await events.return?.();

      expect(await next).toEqual({ done: true, value: undefined });
    });
  });

  async function waitingForLocks(): Promise<number> {
    return withClient(log.superuserUrl, async (client) => {
      const { rows } = await client.query<{ waiting: number }>(`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
          and query like '%tenant_head%'`);
      return rows[0]?.waiting ?? 0;
    });
  }

  it('gives nothing after the signal, whatever was waiting', async () => {
    for (const _ of upTo(3)) await commit(acme);
    const ending = new AbortController();
    const events = spine.subscribe(acme, { after: 0, signal: ending.signal });
    expect((await events.next()).value.sequence).toBe(1);

    ending.abort();

    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('gives nothing at all when the signal came first', async () => {
    await commit(acme);

    const events = spine.subscribe(acme, { after: 0, signal: AbortSignal.abort() });

    expect(await take(events, 1)).toEqual([]);
  });
});

describe('a reader that is slower than the events', () => {
  it('is sent back to the log and misses nothing', async () => {
    const events = spine.subscribe(acme, { after: 0, capacity: 5 });
    await commit(acme);
    const first = await events.next();
    await log.database.withTenant(acme, async (tx) => {
      for (const _ of upTo(200)) await changeAccount(tx, 'a');
    });
    spine.poke();
    await expect.poll(() => spine.tail.position).toBe(201);

    expect(sequences([first.value, ...(await take(events, 200))])).toEqual(upTo(201));
  });
});

describe('a channel that loses messages', () => {
  it('costs nobody an event: gaps show, and the log is read', async () => {
    let sent = 0;
    const lossy = localChannels((message) => {
      sent += message === '' ? 0 : 1;
      return message !== '' && sent % 7 === 0;
    });
    await spine.stop();
    const leader = await openSpine(lossy);
    await expect.poll(() => leader.isLeading()).toBe(true);
    const follower = await openSpine(lossy);
    const events = follower.subscribe(acme, { after: 0 });
    const given = take(events, 100);
    for (const _ of upTo(100)) {
      await commitChange(log, acme);
      leader.poke();
    }

    expect(sequences(await given)).toEqual(upTo(100));
    expect(follower.tail.counts.live).toBeGreaterThan(0);
    expect(follower.tail.counts.read).toBeGreaterThan(0);
    expect(follower.tail.counts.live + follower.tail.counts.read).toBe(100);
  });

  it('may lose the very last message: the next look at the log finds it', async () => {
    await spine.stop();
    const deaf = localChannels(() => true);
    const leader = await openSpine(deaf);
    await expect.poll(() => leader.isLeading()).toBe(true);
    const follower = await openSpine(deaf);
    const events = follower.subscribe(acme, { after: 0 });
    const given = take(events, 1);
    await commitChange(log, acme);
    leader.poke();

    expect(sequences(await given)).toEqual([1]);
    expect(follower.tail.counts).toMatchObject({ live: 0, read: 1 });
  });
});

describe('a live cursor read before its list', () => {
  /** How many accounts the tenant has: the list of this test. */
  async function listed(): Promise<number> {
    const { rows } = await log.database
      .reader(acme)
      .db.execute<{ accounts: number }>('select count(*)::int as accounts from account');
    return rows[0]?.accounts ?? 0;
  }
  const cursorNow = async () => liveCursor(acme, await tenantSequence(log.database.reader(acme)));
  const since = (cursor: string) => spine.subscribe(acme, { after: parseLiveCursor(acme, cursor) });
  const openAccount = async (name: string) => {
    await commitChange(log, acme, { aggregateId: name });
    spine.poke();
  };

  async function tells(events: AsyncIterable<LogEvent>, name: string): Promise<boolean> {
    for await (const { event } of events) if (event.aggregateId === name) return true;
    return false;
  }

  it('misses nothing that is committed around the query and the subscription', async () => {
    let shownLate = 0;
    for (const round of upTo(1_000)) {
      const name = `account-${round}`;
      const opening = openAccount(name);
      const cursor = await cursorNow();
      const isListed = (await listed()) === round;
      const events = since(cursor);
      // The list shows the account, or the subscription tells of it.
      if (!isListed) {
        shownLate += 1;
        expect(await tells(events, name)).toBe(true);
      }
      await events.return?.();
      await opening;
    }
    // Without such rounds nothing would have been tried.
    expect(shownLate).toBeGreaterThan(0);
  }, 60_000);

  it('would miss an event if it were read after the list', async () => {
    const before = await listed();
    await openAccount('between');
    await expect.poll(() => spine.tail.position).toBe(1);
    const events = since(await cursorNow());
    await openAccount('later');

    expect(before).toBe(0);
    expect((await take(events, 1))[0]?.event.aggregateId).toBe('later');
  });
});

describe('resuming from a place the log does not have', () => {
  it('is refused when the place is ahead of the log', async () => {
    await commit(acme);

    await expect(spine.subscribe(acme, { after: 7 }).next()).rejects.toMatchObject({
      extensions: { code: 'RESUME_TOO_OLD' },
    });
  });

  it('is refused when the events since then are no longer kept', async () => {
    for (const _ of upTo(5)) await commit(acme);
    await expect.poll(() => spine.tail.position).toBe(5);
    await withoutTriggers('delete from kernel.event_log where position <= 3');

    await expect(spine.subscribe(acme, { after: 2 }).next()).rejects.toMatchObject({
      extensions: { code: 'RESUME_TOO_OLD' },
    });
    expect(sequences(await take(spine.subscribe(acme, { after: 3 }), 2))).toEqual([4, 5]);
  });

  it('is refused when all of them are gone, and only the head remembers', async () => {
    await commit(acme);
    await expect.poll(() => spine.tail.position).toBe(1);
    await withoutTriggers('delete from kernel.event_log');

    await expect(spine.subscribe(acme, { after: 0 }).next()).rejects.toMatchObject({
      extensions: { code: 'RESUME_TOO_OLD' },
    });
  });

  it('ends a subscription whose log was restored to an earlier state', async () => {
    await commit(acme);
    await expect.poll(() => spine.tail.position).toBe(1);
    const next = spine.subscribe(acme, { after: 1 }).next();
    await Promise.all([
      expect(next).rejects.toMatchObject({ extensions: { code: 'RESUME_TOO_OLD' } }),
      withoutTriggers(`delete from kernel.event_log; delete from kernel.tenant_head;
        update kernel.log_head set position = 0`),
    ]);
  });

  it('never gives events around one that is missing', async () => {
    for (const _ of upTo(3)) await commit(acme);
    await expect.poll(() => spine.tail.position).toBe(3);
    await withoutTriggers('delete from kernel.event_log where position = 2');
    const events = spine.subscribe(acme, { after: 0 });

    expect((await events.next()).value.sequence).toBe(1);
    await expect(events.next()).rejects.toThrow('went from 1 to 3');
  });

  /** What no role may do: changes the log as an archive, a restore or a thief would. */
  async function withoutTriggers(statement: string): Promise<void> {
    await withClient(log.superuserUrl, (client) =>
      client.query(`set session_replication_role = replica; ${statement}`),
    );
  }
});
