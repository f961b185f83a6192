import type pg from 'pg';
import type { Logger } from '../log.ts';
import {
  cursorOf,
  type LogCursor,
  type LogEvent,
  logRefusalOf,
  messageOf,
  readLog,
  readLogEnd,
} from './log.ts';

// The live end of one log in one process.
//
// Batches come as they are published, over a channel that may lose, repeat and reorder them. Positions have no
// gaps, so a batch that begins at `last + 1` is complete; one that begins later shows a loss, and the log is read
// instead. A lost LAST batch shows no gap: a read each second finds it.

/** Somebody who follows one tenant. Called in order, in the middle of the delivery: be quick, never throw. */
export interface TailListener {
  push(event: LogEvent): void;
  /** The log went another way; what was pushed may not be in it. Nothing more will be pushed. */
  fail(error: Error): void;
}

export interface Tail {
  /** Begins at the end of the log as it is now. */
  start(): Promise<void>;
  /** Takes a published batch, in any order and as often as it comes. */
  receive(events: readonly LogEvent[]): void;
  /** Reads on now: something may have been lost. */
  look(): void;
  /** Pushes what happens to a tenant after `since`, a position, until it is closed. */
  listen(tenantId: string, listener: TailListener): { readonly since: number; close(): void };
  /** Calls `listener` whenever the end has moved; returns the way to stop that. */
  onAdvance(listener: () => void): () => void;
  readonly position: number;
  /** How many events came live, how many had to be read, and how many gaps were seen. */
  readonly counts: { readonly live: number; readonly read: number; readonly gaps: number };
  stop(): Promise<void>;
}

export interface TailOptions {
  /** Connections of a login that is a member of factory_reader. */
  readonly reader: pg.Pool;
  readonly log: Logger;
  readonly pollMs?: number;
}

const page = 1_000;

export function createTail({ reader, log, pollMs = 1_000 }: TailOptions): Tail {
  const byTenant = new Map<string, Set<TailListener>>();
  const advanced = new Set<() => void>();
  const counts = { live: 0, read: 0, gaps: 0 };
  let last: LogCursor | null = null;
  let reading: Promise<void> | null = null;
  let isWanted = false;
  let timer: NodeJS.Timeout | undefined;

  function deliver(events: readonly LogEvent[]): number {
    const from = last?.position ?? 0;
    const fresh = events.filter(({ position }) => position > from);
    for (const event of fresh) {
      for (const listener of byTenant.get(event.tenantId) ?? []) listener.push(event);
    }
    const newest = fresh.at(-1);
    if (!newest) return 0;
    last = cursorOf(newest);
    for (const listener of advanced) listener();
    return fresh.length;
  }

  async function readOn(): Promise<void> {
    while (isWanted && last) {
      isWanted = false;
      const { events, isLast } = await readLog(reader, last, { limit: page });
      counts.read += deliver(events);
      isWanted ||= !isLast;
    }
  }

  /** At most one read at a time; a wish during a read is another read after it. */
  function catchUp(): void {
    isWanted = true;
    reading ??= readOn()
      .catch(recover)
      .finally(() => {
        reading = null;
        // Wished for after the last look of the loop.
        if (isWanted) catchUp();
      });
  }

  async function recover(error: unknown): Promise<void> {
    // Unreachable for now: the next look, a second later, finds everything.
    if (!(error instanceof Error) || !logRefusalOf(error)) return;
    log.error({ error: messageOf(error) }, 'The log went another way; live readers are sent off.');
    const listeners = [...byTenant.values()].flatMap((set) => [...set]);
    byTenant.clear();
    for (const listener of listeners) listener.fail(error);
    last = await readLogEnd(reader).catch(() => last);
  }

  return {
    counts,
    look: catchUp,
    get position() {
      return last?.position ?? 0;
    },

    async start() {
      last = await readLogEnd(reader);
      timer = setInterval(catchUp, pollMs).unref();
    },

    receive(events) {
      const [first] = events;
      if (!last || !first) return;
      if (first.position > last.position + 1) {
        counts.gaps += 1;
        catchUp();
      } else {
        counts.live += deliver(events);
      }
    },

    listen(tenantId, listener) {
      if (!last) throw new Error('The tail of the log has not been started.');
      const set = byTenant.get(tenantId) ?? new Set();
      byTenant.set(tenantId, set.add(listener));
      return {
        since: last.position,
        close() {
          set.delete(listener);
          if (set.size === 0 && byTenant.get(tenantId) === set) byTenant.delete(tenantId);
        },
      };
    },

    onAdvance(listener) {
      advanced.add(listener);
      return () => advanced.delete(listener);
    },

    async stop() {
      clearInterval(timer);
      isWanted = false;
      await reading;
    },
  };
}
