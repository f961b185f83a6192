import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { freePort } from '../../db/embedded/free-port.ts';
import { withClient } from '../../db/roles.ts';
import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import { redisEphemeral } from '../../subgraphs/kernel/ephemeral/redis.ts';
import { eventsChannel } from '../../subgraphs/kernel/events/channel.ts';
import {
  type Channels,
  createSpine,
  followLive,
  type Spine,
} from '../../subgraphs/kernel/events/spine.ts';
import { startRedis } from '../support/redis.ts';
import { acme, commitChange, localChannels, silent, type TestLog, take } from './harness.ts';
import { openTestLog } from './stores.ts';

let log: TestLog;
const spines: Spine[] = [];
const stores: Ephemeral[] = [];

beforeEach(async () => {
  log = await openTestLog();
});
afterEach(async () => {
  await Promise.all(spines.splice(0).map((spine) => spine.stop()));
  await Promise.all(stores.splice(0).map((store) => store.stop()));
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

async function redis(url = inject('redisUrl')): Promise<Ephemeral> {
  const store = await redisEphemeral({ url, onError: () => {} });
  stores.push(store);
  return store;
}

describe('the spine of a database in several processes', () => {
  it('carries what one commits to the others at once, over Redis', async () => {
    const leader = await started(await redis());
    await expect.poll(() => leader.isLeading()).toBe(true);
    const follower = await started(await redis());
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
    const leader = await started(await redis());
    await expect.poll(() => leader.isLeading()).toBe(true);
    const heard: string[] = [];
    const leave = followLive(await redis(), log.database.name, (events) => {
      heard.push(...events.map(({ tenantId, event }) => `${tenantId} ${event.eventType}`));
    });
    await subscribersOf(eventsChannel(log.database.name), 2);
    await commitChange(log, acme);
    leader.poke();

    await expect.poll(() => heard).toEqual(['acme AccountChanged']);
    await leave();
  });

  it('looks at the log when the connection to Redis is back: what was told meanwhile is lost', async () => {
    const port = await freePort();
    const server = await startRedis(port);
    const leader = await started(await redis(server.url));
    await expect.poll(() => leader.isLeading()).toBe(true);
    const follower = await started(await redis(server.url));
    const given = take(follower.subscribe(acme, { after: 0 }), 1);
    await server.stop();
    await commitChange(log, acme);
    leader.poke();
    await expect.poll(() => leader.tail.position).toBe(1);

    const restarted = await startRedis(port);

    expect(await given).toMatchObject([{ sequence: 1 }]);
    expect(follower.tail.counts).toMatchObject({ live: 0, read: 1 });
    await restarted.stop();
  });

  /** Waits until so many are subscribed: Redis tells nobody about those who come later. */
  async function subscribersOf(channel: string, count: number): Promise<void> {
    const client = new Redis(inject('redisUrl'));
    await expect
      .poll(async () => (await client.pubsub('NUMSUB', channel))[1])
      .toBeGreaterThanOrEqual(count);
    client.disconnect();
  }
});

describe('a database that could lose or disorder events', () => {
  it.each([
    ['the app', 'app'],
    ['the sequencer', 'sequencer'],
  ] as const)('is refused at the start when commits of %s are not durable', async (_, login) => {
    const name = new URL(log.urls[login]).username;
    await asSuperuser(
      `alter role ${name} in database ${log.database.name} set synchronous_commit = off`,
    );

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
