import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Ephemeral } from '../../../subgraphs/kernel/ephemeral/port.ts';
import { redisEphemeral } from '../../../subgraphs/kernel/ephemeral/redis.ts';
import { wakeChannel } from '../../../subgraphs/kernel/events/channel.ts';
import { createConsumer } from '../../../subgraphs/kernel/events/consumer.ts';
import { createFeed } from '../../../subgraphs/kernel/events/feed.ts';
import { httpSource } from '../../../subgraphs/kernel/events/feed-client.ts';
import type { EventSource } from '../../../subgraphs/kernel/events/source.ts';
import { createSpine } from '../../../subgraphs/kernel/events/spine.ts';
import type { Effect } from '../../../subgraphs/kernel/events/steps.ts';
import { changeAccount, connect, silent } from '../harness.ts';
import { project } from '../projection.ts';
import { consumerName, type Part, type Setting, sourceName, tenants } from './setting.ts';

// What the processes of a fault run do until they are killed. They are written as the real ones are: none of
// them knows that it will be.

export const parts: Record<Part, (setting: Setting, index: number) => Promise<unknown>> = {
  hub,
  writer,
  consumer,
  'careless-consumer': carelessConsumer,
};

/** A subgraph's process: sequencer, tail and feed. */
async function hub(setting: Setting, index: number): Promise<void> {
  const { database, app, reader } = connect(setting.source, sourceName);
  const spine = createSpine({
    database,
    app,
    reader,
    sequencerUrl: setting.source.sequencer,
    ephemeral: await openRedis(setting),
    log: silent,
  });
  while (!(await succeeds(() => spine.start()))) await delay(100);
  const feed = createFeed({
    reader,
    tail: spine.tail,
    log: silent,
    authorize: ({ headers }) => (headers['x-caller'] === consumerName ? consumerName : null),
  });
  createServer((request, response) => void feed(request, response)).listen(
    setting.feedPorts[index],
    '127.0.0.1',
  );
}

/** Eight clients that change accounts, now and then hesitate or think better of it, and keep a ledger. */
async function writer(setting: Setting): Promise<void> {
  const { database } = connect(setting.source, sourceName);
  const redis = await openRedis(setting);
  const client = async () => {
    for (;;) {
      await succeeds(async () => {
        const ids = await changeSome();
        appendFileSync(setting.ledger, ids.map((id) => `${id}\n`).join(''));
        redis.publish(wakeChannel(sourceName), '');
      });
      await delay(Math.random() * 20);
    }
  };
  const changeSome = () =>
    database.withTenant(pick(tenants), async (tx) => {
      const account = Math.floor(Math.random() * 6);
      const names = Math.random() < 0.2 ? [account, account + 10] : [account];
      const ids: string[] = [];
      for (const name of names) {
        ids.push((await changeAccount(tx, `account-${name}`)).eventId);
        if (Math.random() < 0.1) await delay(Math.random() * 40);
      }
      if (Math.random() < 0.03) throw new Error('The client thought better of it.');
      return ids;
    });
  await Promise.all(Array.from({ length: 8 }, client));
}

async function consumer(setting: Setting): Promise<void> {
  const { database, app } = connect(setting.target, 'target');
  createConsumer({
    name: consumerName,
    source: eitherFeed(setting),
    database,
    app,
    effect: project,
    clock: () => new Date(),
    log: silent,
  }).start();
}

/** The negative control: effects first, the checkpoint in a transaction of its own. */
async function carelessConsumer(setting: Setting): Promise<void> {
  const { database, app } = connect(setting.target, 'target');
  const source = eitherFeed(setting);
  const consume: Effect = project;
  const step = async () => {
    const { rows } = await app.query(
      `select position::int, event_id as "eventId" from kernel.checkpoint where consumer = $1`,
      [consumerName],
    );
    const after = rows[0] ?? { position: 0, eventId: null };
    const { events, scannedTo } = await source.read(after, { limit: 20, waitMs: 500 });
    for (const event of events) {
      await database.withTenant(event.tenantId, (tx) => consume(tx, [event]));
    }
    // The moment that the real one does not have.
    await delay(5);
    await app.query(
      `insert into kernel.checkpoint values ($1, $2, $3)
       on conflict (consumer) do update set position = excluded.position, event_id = excluded.event_id`,
      [consumerName, scannedTo.position, scannedTo.eventId],
    );
  };
  for (;;) if (!(await succeeds(step))) await delay(50);
}

/** Asks the other feed when one does not answer. */
function eitherFeed({ feedPorts }: Setting): EventSource {
  const sources = feedPorts.map((port) =>
    httpSource({
      url: `http://127.0.0.1:${port}/events`,
      sign: () => ({ 'x-caller': consumerName }),
    }),
  );
  let turn = 0;
  return {
    async read(after, options) {
      try {
        const source = sources[turn % sources.length];
        if (!source) throw new Error('There is no feed.');
        return await source.read(after, options);
      } catch (error) {
        turn += 1;
        throw error;
      }
    },
  };
}

/** Redis may be away just now; a process that is started then waits for it. */
async function openRedis({ redisUrl }: Setting): Promise<Ephemeral> {
  for (;;) {
    try {
      return await redisEphemeral({ url: redisUrl, onError: () => {} });
    } catch {
      await delay(100);
    }
  }
}

async function succeeds(work: () => Promise<unknown>): Promise<boolean> {
  return work().then(
    () => true,
    () => false,
  );
}

function pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}
