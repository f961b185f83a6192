import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { redisEphemeral } from '../../../subgraphs/kernel/ephemeral/redis.ts';
import { eventsChannel, readBatch } from '../../../subgraphs/kernel/events/channel.ts';
import { subscribe } from '../../../subgraphs/kernel/events/live.ts';
import { logEvent } from '../../../subgraphs/kernel/events/log.ts';
import { createTail } from '../../../subgraphs/kernel/events/tail.ts';
import { connect, silent } from '../harness.ts';
import { type Setting, sourceName, tenants } from './setting.ts';
import type { LiveDelivery } from './verdict.ts';

// Those who watch a fault run from outside: they are not killed, but all around them is.

export interface LiveObserver {
  /** What each tenant's subscriber has been given, in that order. */
  readonly given: ReadonlyMap<string, readonly LiveDelivery[]>;
  /** How often a subscriber went away and came back with its cursor. */
  resumes(): number;
  /** Positions that the channel alone has brought: the control of all that heals it. */
  readonly broadcast: ReadonlySet<number>;
  stop(): Promise<void>;
}

/** A live subscriber for each tenant. One that fails, or tires, resumes after what it has, as a client does. */
export async function observeLive(setting: Setting): Promise<LiveObserver> {
  const { database, reader, close } = connect(setting.source, sourceName);
  const channels = await redisEphemeral({ url: setting.redisUrl, onError: () => {} });
  const tail = createTail({ reader, log: silent });
  await tail.start();
  const broadcast = new Set<number>();
  await channels.subscribe(eventsChannel(sourceName), (message) => {
    const batch = readBatch(message).map(logEvent);
    for (const { position } of batch) broadcast.add(position);
    tail.receive(batch);
  });
  channels.onGap(tail.look);
  const ending = new AbortController();
  const given = new Map<string, LiveDelivery[]>(tenants.map((tenantId) => [tenantId, []]));
  let resumes = 0;

  async function follow(tenantId: string, has: LiveDelivery[]): Promise<void> {
    const { signal } = ending;
    const events = subscribe({ tail, database }, tenantId, {
      after: has.at(-1)?.sequence ?? 0,
      signal,
    });
    for await (const { sequence, event } of events) {
      has.push({ sequence, eventId: event.eventId });
      if (Math.random() < 0.03) break;
    }
  }

  async function keepFollowing(tenantId: string, has: LiveDelivery[]): Promise<void> {
    while (!ending.signal.aborted) {
      await follow(tenantId, has).catch(() => delay(50));
      resumes += 1;
    }
  }

  const followers = [...given].map(([tenantId, has]) => keepFollowing(tenantId, has));
  return {
    given,
    broadcast,
    resumes: () => resumes,
    async stop() {
      ending.abort();
      await Promise.all(followers);
      await channels.stop();
      await tail.stop();
      await close();
    },
  };
}

export interface NaiveReader {
  /** Ids of the events it has seen. */
  readonly seen: ReadonlySet<string>;
  stop(): Promise<void>;
}

/**
 * The control: a reader of what is inserted, in the order of the identity, beyond the last one it has seen. That
 * is what one would write without a log. Numbers are drawn before they are committed, so it misses some.
 */
export async function observeNaively(superuserUrl: string): Promise<NaiveReader> {
  const seen = new Set<string>();
  let last = 0;
  let isStopped = false;
  await once(superuserUrl, (client) =>
    client.query(`
      create table naive (id bigint primary key, event_id uuid);
      create function copy_naively() returns trigger security definer language plpgsql as
        $$ begin insert into test.naive values (new.outbox_id, new.event_id); return null; end $$;
      create trigger naive after insert on kernel.outbox
        for each row execute function copy_naively()`),
  );

  async function read(client: pg.Client): Promise<void> {
    while (!isStopped) {
      const { rows } = await client.query<{ id: string; eventId: string }>(
        'select id, event_id as "eventId" from naive where id > $1 order by id limit 500',
        [last],
      );
      for (const { id, eventId } of rows) {
        last = Number(id);
        seen.add(eventId);
      }
      await delay(5);
    }
  }

  const done = (async () => {
    while (!isStopped) await once(superuserUrl, read).catch(() => delay(50));
  })();
  return {
    seen,
    async stop() {
      isStopped = true;
      await done;
    },
  };
}

async function once(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
