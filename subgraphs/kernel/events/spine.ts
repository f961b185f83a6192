import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Database } from '../../../db/client.ts';
import type { Logger } from '../log.ts';
import { eventsChannel, readBatch, wakeChannel, writeBatch } from './channel.ts';
import { type LiveOptions, subscribe } from './live.ts';
import { type LogEvent, logEvent, toRow } from './log.ts';
import {
  assertDurable,
  assertSequencerDurable,
  type Sequencer,
  startSequencer,
} from './sequencer.ts';
import { createTail, type Tail } from './tail.ts';

// The event log of one database in one process: its sequencer (leading or standing by), its tail, and the two
// channels that connect it with the other processes of the same database. The channels carry wake-ups and live
// batches only; whatever they lose is read from the log.

/** What is needed of the ephemeral store: publish and subscribe. */
export interface Channels {
  publish(channel: string, message: string): unknown;
  subscribe(channel: string, listener: (message: string) => void): Promise<() => unknown>;
}

export interface SpineOptions {
  readonly database: Database;
  /** The app's connections without a tenant. */
  readonly app: pg.Pool;
  /** Connections of a login that is a member of factory_reader. */
  readonly reader: pg.Pool;
  /** Of a login that is a member of factory_sequencer. */
  readonly sequencerUrl: string;
  readonly ephemeral: Channels;
  readonly log: Logger;
  readonly pollMs?: number;
}

export interface Spine {
  /** @throws Error when the database is set up so that events could be lost or disordered. */
  start(): Promise<void>;
  /** To be called after each commit that appended events; it makes them quick, never sure. */
  poke(): void;
  readonly tail: Tail;
  subscribe(tenantId: string, options: LiveOptions): AsyncIterableIterator<LogEvent>;
  isLeading(): boolean;
  stop(): Promise<void>;
}

export function createSpine(options: SpineOptions): Spine {
  const { database, ephemeral, log } = options;
  const poll = options.pollMs === undefined ? {} : { pollMs: options.pollMs };
  const tail = createTail({ reader: options.reader, log, ...poll });
  const [events, wake] = [eventsChannel(database.name), wakeChannel(database.name)];
  const subscriptions: Subscription[] = [];
  let sequencer: Sequencer | null = null;

  function publish(batch: readonly LogEvent[]): void {
    tail.receive(batch);
    void attempt(() => ephemeral.publish(events, writeBatch(batch.map(toRow))));
  }

  /** Also what this process has published itself; the tail has it already and passes over it. */
  function receive(message: string): void {
    tail.receive(readBatch(message).map(logEvent));
  }

  return {
    tail,
    subscribe: (tenantId, live) => subscribe({ tail, database }, tenantId, live),
    isLeading: () => sequencer?.isLeading() ?? false,

    async start() {
      await assertDurable(options.app);
      await assertSequencerDurable(options.sequencerUrl);
      await tail.start();
      subscriptions.push(
        keepSubscribed(ephemeral, events, receive),
        keepSubscribed(ephemeral, wake, () => sequencer?.poke()),
      );
      sequencer = startSequencer({ url: options.sequencerUrl, publish, log, ...poll });
    },

    poke() {
      if (sequencer?.isLeading()) sequencer.poke();
      else void attempt(() => ephemeral.publish(wake, ''));
    },

    async stop() {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await sequencer?.stop();
      await tail.stop();
    },
  };
}

/**
 * Follows the live batches of a database whose log this process does not read. Some may be lost: whoever needs
 * them all reads the feed.
 *
 * @returns what ends it.
 */
export function followLive(
  ephemeral: Channels,
  database: string,
  listener: (events: readonly LogEvent[]) => void,
): () => Promise<void> {
  const subscription = keepSubscribed(ephemeral, eventsChannel(database), (message) =>
    listener(readBatch(message).map(logEvent)),
  );
  return () => subscription.stop();
}

interface Subscription {
  stop(): Promise<void>;
}

/** The store may be away at the start: tried again until it answers. Afterwards it keeps itself connected. */
function keepSubscribed(
  ephemeral: Channels,
  channel: string,
  listener: (message: string) => void,
): Subscription {
  let timer: NodeJS.Timeout | undefined;
  let leave: (() => unknown) | undefined;
  let isStopped = false;
  const join = async (): Promise<void> => {
    try {
      leave = await ephemeral.subscribe(channel, listener);
      if (isStopped) await attempt(leave);
    } catch {
      if (!isStopped) timer = setTimeout(join, 1_000).unref();
    }
  };
  void join();
  return {
    // Neither a subscription on its way nor its end is waited for long: with the store away, they never come.
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      if (leave) await Promise.race([attempt(leave), delay(500, undefined, { ref: false })]);
    },
  };
}

/** For what may fail without harm: the log has it, and the next look finds it. */
async function attempt(action: () => unknown): Promise<void> {
  try {
    await action();
  } catch {
    // The ephemeral store is away.
  }
}
