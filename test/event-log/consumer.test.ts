import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TenantTx } from '../../db/client.ts';
import { withClient } from '../../db/roles.ts';
import { createConsumer } from '../../subgraphs/kernel/events/consumer.ts';
import { type LogEvent, readLogEnd } from '../../subgraphs/kernel/events/log.ts';
import { redrive } from '../../subgraphs/kernel/events/parking.ts';
import { resetProjection } from '../../subgraphs/kernel/events/rebuild.ts';
import { localSource } from '../../subgraphs/kernel/events/source.ts';
import type { Effect } from '../../subgraphs/kernel/events/steps.ts';
import { createTail, type Tail } from '../../subgraphs/kernel/events/tail.ts';
import {
  acme,
  changeAccount,
  commitChange,
  globex,
  moveAll,
  noon,
  silent,
  type TestLog,
} from './harness.ts';
import { createProjection, project, projected } from './projection.ts';
import { openTestLog } from './stores.ts';

const name = 'projection';
let log: TestLog;
let tail: Tail;
let now = noon;
const consumers: { stop(): Promise<void> }[] = [];

function consume(effect: Effect = project, types?: readonly string[]) {
  const consumer = createConsumer({
    name,
    source: localSource({ reader: log.reader, tail }, types),
    database: log.database,
    app: log.app,
    effect,
    clock: () => now,
    log: silent,
    pageSize: 50,
  });
  consumers.push(consumer);
  return consumer;
}

const pass = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

async function changes(tenantId: string, count: number, aggregateId = 'a'): Promise<void> {
  await log.database.withTenant(tenantId, async (tx) => {
    for (let made = 0; made < count; made += 1) await changeAccount(tx, aggregateId);
  });
}

/** An effect that fails at the given version of the account `bad`, until it is repaired. */
function failingAt(version: number) {
  const state = { isBroken: true };
  const effect: Effect = async (tx, events) => {
    for (const { event } of events) {
      if (state.isBroken && event.aggregateId === 'bad' && event.aggregateVersion === version) {
        throw new Error('This event cannot be applied.');
      }
    }
    await project(tx, events);
  };
  return { state, effect };
}

beforeEach(async () => {
  now = noon;
  log = await openTestLog();
  await createProjection(log.urls);
  tail = createTail({ reader: log.reader, log: silent, pollMs: 20 });
  await tail.start();
});
afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  await tail.stop();
  await log.close();
});

describe('a consumer', () => {
  it('has the effect of every event once, tenant by tenant, in order', async () => {
    for (const tenantId of [acme, globex, acme, globex]) await changes(tenantId, 70);
    await moveAll(log);

    const end = await consume().catchUp();

    expect(end.position).toBe(280);
    expect(await projected(log)).toEqual([
      { tenantId: acme, id: 'a', effects: 140, lastVersion: 140, disorder: 0 },
      { tenantId: globex, id: 'a', effects: 140, lastVersion: 140, disorder: 0 },
    ]);
  });

  it('works in the context of the tenant whose events it applies', async () => {
    await changes(acme, 1);
    await changes(globex, 1);
    await moveAll(log);
    const contexts: string[] = [];
    const observe = async (tx: TenantTx, events: readonly LogEvent[]) => {
      const { rows } = await tx.db.execute<{ id: string }>('select kernel.current_tenant() as id');
      contexts.push(`${rows[0]?.id} ${events[0]?.tenantId}`);
    };

    await consume(observe).catchUp();

    expect(contexts).toEqual(['acme acme', 'globex globex']);
  });

  it('goes on after the last event it took', async () => {
    await changes(acme, 3);
    await moveAll(log);
    await consume().catchUp();
    await changes(acme, 2);
    await moveAll(log);
    await consume().catchUp();

    expect(await projected(log)).toMatchObject([{ effects: 5, disorder: 0 }]);
  });

  it('has no effect without its checkpoint, and no checkpoint without its effect', async () => {
    await changes(acme, 3);
    await moveAll(log);
    const lost = new Error('Connection terminated unexpectedly');
    const dying: Effect = async (tx, events) => {
      await project(tx, events);
      throw lost;
    };

    await expect(consume(dying).catchUp()).rejects.toBe(lost);
    expect(await projected(log)).toEqual([]);
    await consume().catchUp();

    expect(await projected(log)).toMatchObject([{ effects: 3, disorder: 0 }]);
  });

  it('has each effect once, however many instances compete', async () => {
    for (let round = 0; round < 20; round += 1) await changes(round % 2 ? acme : globex, 20);
    await moveAll(log);
    const end = await readLogEnd(log.reader);

    for (const consumer of [consume(), consume(), consume(), consume()]) consumer.start();
    await expect.poll(position, { timeout: 20_000 }).toBe(end.position);

    expect(await projected(log)).toMatchObject([
      { tenantId: acme, effects: 200, disorder: 0 },
      { tenantId: globex, effects: 200, disorder: 0 },
    ]);
  });

  it('moves its checkpoint over events that it does not want', async () => {
    await commitChange(log, acme, { eventType: 'Wanted' });
    await commitChange(log, acme, { eventType: 'Other' });
    await moveAll(log);
    const seen: string[] = [];

    const end = await consume(
      async (_, events) => {
        seen.push(...events.map(({ event }) => event.eventType));
      },
      ['Wanted'],
    ).catchUp();

    expect(seen).toEqual(['Wanted']);
    expect([end.position, await position()]).toEqual([2, 2]);
  });

  it('appends the events that its effects cause in the same transaction', async () => {
    await changes(acme, 1);
    await moveAll(log);

    await consume(async (tx) => {
      await changeAccount(tx, 'caused');
    }).catchUp();

    expect(await moveAll(log)).toBe(1);
  });
});

describe('an event whose effect fails', () => {
  it('is parked with the later events of its aggregate, and nobody else waits', async () => {
    await changes(acme, 5, 'good');
    await changes(acme, 5, 'bad');
    await changes(acme, 5, 'good');
    await changes(globex, 5, 'bad');
    await moveAll(log);

    await consume(failingAt(2).effect).catchUp();

    // Globex's aggregate of the same name fails for itself.
    expect(await projected(log)).toMatchObject([
      { tenantId: acme, id: 'bad', effects: 1, disorder: 0 },
      { tenantId: acme, id: 'good', effects: 10, disorder: 0 },
      { tenantId: globex, id: 'bad', effects: 1, disorder: 0 },
    ]);
    expect(await position()).toBe(20);
    expect(await parkedRows()).toMatchObject([
      ...[1, 0, 0, 0].map((tries) => ({ tenantId: acme, tries })),
      ...[1, 0, 0, 0].map((tries) => ({ tenantId: globex, tries })),
    ]);
  });

  it('holds back events of its aggregate that come later', async () => {
    const { effect } = failingAt(1);
    await changes(acme, 1, 'bad');
    await moveAll(log);
    await consume(effect).catchUp();
    await changes(acme, 1, 'bad');
    await moveAll(log);
    await consume(effect).catchUp();

    expect(await projected(log)).toEqual([]);
    expect(await parkedRows()).toHaveLength(2);
  });

  it('is tried five times in all, after 0.2, 0.8, 3.2 and 12.8 seconds', async () => {
    await changes(acme, 1, 'bad');
    await moveAll(log);
    const consumer = consume(failingAt(1).effect);
    await consumer.catchUp();
    const tried: number[] = [];
    for (const ms of [199, 1, 799, 1, 3_199, 1, 12_799, 1, 3_600_000]) {
      pass(ms);
      tried.push(await consumer.retryParked());
    }

    expect(tried).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0]);
    expect(await parkedRows()).toMatchObject([
      { tries: 5, error: 'This event cannot be applied.' },
    ]);
  });

  it('is applied in order with all that waits behind it, once it can be', async () => {
    const { state, effect } = failingAt(2);
    await changes(acme, 5, 'bad');
    await moveAll(log);
    const consumer = consume(effect);
    await consumer.catchUp();
    state.isBroken = false;
    pass(200);

    await consumer.retryParked();

    expect(await projected(log)).toMatchObject([{ effects: 5, lastVersion: 5, disorder: 0 }]);
    expect(await parkedRows()).toEqual([]);
  });

  it('is tried again when an operator says so, after it was given up', async () => {
    const { state, effect } = failingAt(1);
    await changes(acme, 3, 'bad');
    await moveAll(log);
    const consumer = consume(effect);
    await consumer.catchUp();
    for (let tries = 1; tries < 5; tries += 1) {
      pass(3_600_000);
      await consumer.retryParked();
    }
    state.isBroken = false;
    pass(3_600_000);
    expect(await consumer.retryParked()).toBe(0);

    const driven = await log.database.withTenant(acme, (tx) => redrive(tx, name, now));
    await consumer.retryParked();

    expect(driven).toBe(1);
    expect(await projected(log)).toMatchObject([{ effects: 3, disorder: 0 }]);
  });

  it('is parked alone when its page holds events that succeed', async () => {
    await changes(acme, 1, 'good');
    await changes(acme, 1, 'bad');
    await moveAll(log);

    await consume(failingAt(1).effect).catchUp();

    expect(await parkedRows()).toMatchObject([{ tries: 1 }]);
    expect(await projected(log)).toMatchObject([{ id: 'good', effects: 1 }]);
  });

  it.each([
    ['a lost connection', Object.assign(new Error('lost'), { code: 'ECONNRESET' })],
    ['a restart of PostgreSQL', Object.assign(new Error('shutting down'), { code: '57P01' })],
    ['a deadlock', Object.assign(new Error('deadlock'), { code: '40P01' })],
    [
      'an error wrapped around one',
      new Error('query', { cause: new Error('Connection terminated') }),
    ],
  ])('is not parked for %s: that is not its fault', async (_, error) => {
    await changes(acme, 1);
    await moveAll(log);

    const failing = consume(async () => {
      throw error;
    });

    await expect(failing.catchUp()).rejects.toBe(error);
    expect(await parkedRows()).toEqual([]);
    expect(await position()).toBe(0);
  });
});

describe('rebuilding a projection', () => {
  it('gives what following the log live has given', async () => {
    for (let round = 0; round < 6; round += 1) {
      await changes(round % 2 ? acme : globex, 30, `account-${round % 3}`);
      await moveAll(log);
      await consume().catchUp();
    }
    const live = await projected(log);
    await withClient(log.superuserUrl, (client) =>
      client.query("update test.projection set effects = 7 where id = 'account-0'"),
    );

    await resetProjection({
      ownerUrl: log.urls.owner,
      consumer: name,
      tables: ['test.projection'],
    });
    expect(await projected(log)).toEqual([]);
    await consume().catchUp();

    expect(await projected(log)).toEqual(live);
  });

  it('takes a running consumer along', async () => {
    await changes(acme, 30);
    await moveAll(log);
    consume().start();
    await expect.poll(position).toBe(30);

    await resetProjection({
      ownerUrl: log.urls.owner,
      consumer: name,
      tables: ['test.projection'],
    });

    await expect
      .poll(() => projected(log), { timeout: 20_000 })
      .toMatchObject([{ effects: 30, disorder: 0 }]);
  });

  it('leaves everything as it was when there is no such consumer', async () => {
    await changes(acme, 1);
    await moveAll(log);
    await consume().catchUp();
    const reset = resetProjection({
      ownerUrl: log.urls.owner,
      consumer: 'nobody',
      tables: ['test.projection'],
    });

    await expect(reset).rejects.toThrow('There is no consumer nobody.');
    expect(await projected(log)).toHaveLength(1);
  });
});

async function position(): Promise<number> {
  const { rows } = await log.app.query<{ position: string }>(
    'select position from kernel.checkpoint where consumer = $1',
    [name],
  );
  return Number(rows[0]?.position);
}

async function parkedRows() {
  return withClient(log.superuserUrl, async (client) => {
    const { rows } = await client.query(
      'select tenant_id as "tenantId", tries, error from kernel.parked order by tenant_id, position',
    );
    return rows;
  });
}
