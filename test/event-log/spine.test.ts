import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import { eventsChannel } from '../../subgraphs/kernel/events/channel.ts';
import {
  type Channels,
  createSpine,
  followLive,
  type Spine,
} from '../../subgraphs/kernel/events/spine.ts';
import {
  acme,
  commitChange,
  createChannels,
  localChannels,
  type RedisChannels,
  silent,
  type TestLog,
  take,
} from './harness.ts';
import { openTestLog } from './stores.ts';

let log: TestLog;
const spines: Spine[] = [];
const clients: RedisChannels[] = [];

beforeEach(async () => {
  log = await openTestLog();
});
afterEach(async () => {
  await Promise.all(spines.splice(0).map((spine) => spine.stop()));
  for (const client of clients.splice(0)) client.close();
  await log.close();
});

function spineOn(ephemeral: Channels, pollMs = 600_000): Spine {
  const { database, app, reader, urls } = log;
  const sequencerUrl = urls.sequencer;
  return createSpine({ database, app, reader, sequencerUrl, ephemeral, log: silent, pollMs });
}

async function started(ephemeral: Channels, pollMs?: number): Promise<Spine> {
  const spine = spineOn(ephemeral, pollMs);
  spines.push(spine);
  await spine.start();
  return spine;
}

function redis(url = inject('redisUrl')): RedisChannels {
  const client = createChannels(url);
  clients.push(client);
  return client;
}

describe('the spine of a database in several processes', () => {
  it('carries what one commits to the others at once, over Redis', async () => {
    const leader = await started(redis());
    await expect.poll(() => leader.isLeading()).toBe(true);
    const follower = await started(redis());
    // Neither looks at the log within the time of this test: all that comes, comes over Redis.
    const events = follower.subscribe(acme, { after: 0 });
    const given = take(events, 1);
    await subscribersOf(eventsChannel(log.database.name), 2);
    await commitChange(log, acme);
    follower.poke();

    expect(await given).toMatchObject([{ sequence: 1 }]);
    expect(follower.tail.counts).toEqual({ live: 1, read: 0, gaps: 0 });
    expect(leader.tail.counts).toEqual({ live: 1, read: 0, gaps: 0 });
  });

  it('tells those who have no access to the log, too', async () => {
    const leader = await started(redis());
    await expect.poll(() => leader.isLeading()).toBe(true);
    const heard: string[] = [];
    const leave = followLive(redis(), log.database.name, (events) => {
      heard.push(...events.map(({ tenantId, event }) => `${tenantId} ${event.eventType}`));
    });
    await subscribersOf(eventsChannel(log.database.name), 2);
    await commitChange(log, acme);
    leader.poke();

    await expect.poll(() => heard).toEqual(['acme AccountChanged']);
    await leave();
  });

  it('works without Redis, by looking at the log', async () => {
    const unreachable = redis('redis://127.0.0.1:1');
    const leader = await started(unreachable, 20);
    const follower = await started(unreachable, 20);
    const given = take(follower.subscribe(acme, { after: 0 }), 1);
    await commitChange(log, acme);
    leader.poke();

    expect(await given).toMatchObject([{ sequence: 1 }]);
  });

  /** Waits until so many are subscribed: Redis tells nobody about those who come later. */
  async function subscribersOf(channel: string, count: number): Promise<void> {
    const client = redis().redis;
    await expect
      .poll(async () => (await client.pubsub('NUMSUB', channel))[1])
      .toBeGreaterThanOrEqual(count);
  }
});

describe('a database that could lose or disorder events', () => {
  it.each([
    ['the app', 'app'],
    ['the sequencer', 'sequencer'],
  ] as const)('is refused at the start when commits of %s are not durable', async (_, login) => {
    const name = new URL(log.urls[login]).username;
    await asSuperuser(`alter role ${name} set synchronous_commit = off`);

    await expect(spineOn(localChannels()).start()).rejects.toThrow(
      'The event log needs synchronous_commit on; it is off.',
    );
  });

  it('is refused at the start when the identity of the outbox caches', async () => {
    await asSuperuser('alter sequence kernel.outbox_outbox_id_seq cache 20');

    await expect(spineOn(localChannels()).start()).rejects.toThrow('must not cache');
  });

  async function asSuperuser(statement: string): Promise<void> {
    await withClient(log.superuserUrl, (client) => client.query(statement));
  }
});
