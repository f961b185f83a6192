import type pg from 'pg';
import type { Database } from '../../../db/client.ts';
import type { Ephemeral, Unsubscribe } from '../ephemeral/port.ts';
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

/** What is needed of the ephemeral store. */
export type Channels = Pick<Ephemeral, 'publish' | 'subscribe' | 'onGap'>;

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
  const leave: Unsubscribe[] = [];
  let sequencer: Sequencer | null = null;

  function publish(batch: readonly LogEvent[]): void {
    tail.receive(batch);
    ephemeral.publish(events, writeBatch(batch.map(toRow)));
  }

  /** Also what this process has published itself; the tail has it already and passes over it. */
  function receive(message: string): void {
    tail.receive(readBatch(message).map(logEvent));
  }

  /** Both a batch and a wake-up may have been lost. */
  function lookAround(): void {
    tail.look();
    sequencer?.poke();
  }

  return {
    tail,
    subscribe: (tenantId, live) => subscribe({ tail, database }, tenantId, live),
    isLeading: () => sequencer?.isLeading() ?? false,

    async start() {
      await assertDurable(options.app);
      await assertSequencerDurable(options.sequencerUrl);
      await tail.start();
      leave.push(
        await ephemeral.subscribe(events, receive),
        await ephemeral.subscribe(wake, () => sequencer?.poke()),
        ephemeral.onGap(lookAround),
      );
      sequencer = startSequencer({ url: options.sequencerUrl, publish, log, ...poll });
    },

    poke() {
      if (sequencer?.isLeading()) sequencer.poke();
      else ephemeral.publish(wake, '');
    },

    async stop() {
      for (const unsubscribe of leave.splice(0)) unsubscribe();
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
  const following = ephemeral.subscribe(eventsChannel(database), (message) =>
    listener(readBatch(message).map(logEvent)),
  );
  return async () => (await following)();
}
