import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../log.ts';
import { type LogEvent, logEvent, messageOf } from './log.ts';

// One leader per database moves the outbox into the log, and then tells who listens.
//
//   standby --try the lock each second--> leader --(poke | one second)--> move a batch --> publish --> again
//
// The record is complete at the commit of the move. Publishing may fail, be late or never happen: listeners
// catch up from the log. The lock only saves work: two sequencers are slow, never wrong.

export interface Sequencer {
  /** Says that something was committed. */
  poke(): void;
  isLeading(): boolean;
  stop(): Promise<void>;
}

export interface SequencerOptions {
  /** Of a login that is a member of factory_sequencer. */
  readonly url: string;
  /** Told each batch after its commit; it must neither wait nor throw. */
  readonly publish: (events: readonly LogEvent[]) => void;
  readonly log: Logger;
  /** How long a leader waits for a poke and a standby for the lock, in milliseconds. */
  readonly pollMs?: number;
  readonly retryMs?: number;
}

/** Advisory locks are per database, so every database's leader may have the same key. */
const leaderLock = 7_260_001;
const batch = 1_000;

export function startSequencer(options: SequencerOptions): Sequencer {
  const { pollMs = 1_000, retryMs = 200 } = options;
  const bell = createBell();
  let isStopped = false;
  let isLeading = false;

  async function lead(client: pg.Client): Promise<void> {
    await client.connect();
    await assertDurable(client);
    while (!isStopped && !(await tryLock(client))) await bell.wait(pollMs);
    isLeading = !isStopped;
    while (!isStopped) {
      const events = await move(client);
      if (events.length > 0) options.publish(events);
      if (events.length < batch) await bell.wait(pollMs);
    }
  }

  async function work(): Promise<void> {
    const client = openConnection(options.url);
    try {
      await lead(client);
    } catch (error) {
      if (!isStopped) options.log.warn({ error: messageOf(error) }, 'The sequencer starts again.');
    } finally {
      isLeading = false;
      await close(client);
    }
  }

  const done = (async () => {
    while (!isStopped) {
      await work();
      if (!isStopped) await delay(retryMs);
    }
  })();

  return {
    poke: bell.ring,
    isLeading: () => isLeading,
    async stop() {
      isStopped = true;
      bell.ring();
      await done;
    },
  };
}

/**
 * What the log's promises rest on: events are published after a durable commit, and an aggregate's events are
 * numbered in the order in which they were written.
 *
 * @throws Error when the database is set up so that they would not hold.
 */
export async function assertDurable(client: pg.ClientBase | pg.Pool): Promise<void> {
  const { rows } = await client.query<{ commit: string; cache: string }>(`
    select current_setting('synchronous_commit') as commit, seqcache as cache from pg_sequence
    where seqrelid = 'kernel.outbox_outbox_id_seq'::regclass`);
  const [found] = rows;
  if (found?.commit !== 'on' && found?.commit !== 'remote_apply') {
    throw new Error(`The event log needs synchronous_commit on; it is ${found?.commit}.`);
  }
  if (found.cache !== '1') {
    throw new Error(`The identity of kernel.outbox must not cache; it caches ${found.cache}.`);
  }
}

/** The same, asked with the sequencer's own login, whose settings may differ. */
export async function assertSequencerDurable(url: string): Promise<void> {
  const client = openConnection(url);
  try {
    await client.connect();
    await assertDurable(client);
  } finally {
    await close(client);
  }
}

function openConnection(url: string): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'sequencer',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    // A leader whose machine is gone says no goodbye; its lock must not outlive it for long.
    options:
      '-c transaction_timeout=30s -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
  });
  // A lost connection shows in the next statement; without a listener it would end the process.
  client.on('error', () => {});
  return client;
}

/** Never the lock that waits: a waiting statement keeps its snapshot, and so holds back vacuum for ever. */
async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ won: boolean }>('select pg_try_advisory_lock($1) as won', [
    leaderLock,
  ]);
  return rows[0]?.won === true;
}

async function move(client: pg.Client): Promise<LogEvent[]> {
  const { rows } = await client.query<[string, string, string, string]>({
    name: 'move',
    text: 'select * from kernel.sequence_outbox($1)',
    values: [batch],
    rowMode: 'array',
  });
  return rows.map(logEvent);
}

/** Ends politely, or not at all: a dead server must not keep us. */
async function close(client: pg.Client): Promise<void> {
  const ended = client.end().catch(() => {});
  await Promise.race([ended, delay(500, undefined, { ref: false })]);
}

/** Lets one worker wait for a sign or a time; a sign given while it works is not lost. */
function createBell(): { ring(): void; wait(ms: number): Promise<void> } {
  let hasRung = false;
  let wake = (): void => {};
  return {
    ring() {
      hasRung = true;
      wake();
    },
    async wait(ms) {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      hasRung = false;
    },
  };
}
