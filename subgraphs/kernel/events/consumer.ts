import { setTimeout as delay } from 'node:timers/promises';
import { loadCheckpoint, lostRace } from './checkpoint.ts';
import { type LogCursor, logRefusalOf, messageOf } from './log.ts';
import type { EventSource } from './source.ts';
import { retryParked, type Steps, takePage } from './steps.ts';

// A consumer follows a log after its own checkpoint and has its effects in its own database. This file is the
// loop around its steps: read ahead, begin again after a failure, try what is parked.

export interface ConsumerOptions extends Steps {
  readonly source: EventSource;
  readonly pageSize?: number;
}

export interface Consumer {
  /** Follows the log until it is stopped. Several instances may: one wins each step. */
  start(): void;
  /** Takes what is in the log now, and returns how far that was. */
  catchUp(): Promise<LogCursor>;
  /** Tries the parked events that are due, and returns how many it tried. */
  retryParked(): Promise<number>;
  stop(): Promise<void>;
}

/** How long a consumer without events goes without a look at its checkpoint. */
const longestWaitMs = 5_000;

export function createConsumer(options: ConsumerOptions): Consumer {
  const { name, source, app, log, pageSize = 200 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const loops: Promise<void>[] = [];
  // Smaller after a failure: the page may have been more than one transaction can take.
  let limit = pageSize;

  async function follow(ended: AbortSignal): Promise<void> {
    let at = await loadCheckpoint(app, name);
    const readOn = (after: LogCursor) => {
      const page = source.read(after, { limit, waitMs: longestWaitMs, signal: ended });
      // Read ahead: it is looked at later, and its failure too.
      page.catch(() => {});
      return page;
    };
    for (let next = readOn(at); !ended.aborted; ) {
      const page = await next;
      next = readOn(page.scannedTo);
      await takePage(options, at, page);
      at = page.scannedTo;
      limit = Math.min(pageSize, limit * 2);
    }
  }

  async function retry(ended: AbortSignal): Promise<void> {
    const tried = await retryParked(options);
    await delay(tried > 0 ? 200 : 1_000, undefined, { signal: ended });
  }

  /** Begins again after every failure; a consumer that cannot go on says so and waits longer. */
  async function keep(work: (ended: AbortSignal) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      const restMs = await whileUnended(signal, work).then(() => 0, report);
      await delay(restMs, undefined, { signal }).catch(() => {});
    }
  }

  function report(error: unknown): number {
    if (signal.aborted || error === lostRace) return 10;
    limit = Math.max(1, Math.floor(limit / 4));
    const refusal = logRefusalOf(error);
    const fields = { consumer: name, error: messageOf(error) };
    if (refusal) log.error({ ...fields, refusal }, 'The consumer cannot go on.');
    else log.warn(fields, 'The consumer begins again.');
    return refusal ? 10_000 : 200;
  }

  return {
    retryParked: () => retryParked(options),

    start() {
      loops.push(keep(follow), keep(retry));
    },

    async catchUp() {
      for (let at = await loadCheckpoint(app, name); ; ) {
        const page = await source.read(at, { limit: pageSize, waitMs: 0, signal });
        await takePage(options, at, page);
        at = page.scannedTo;
        if (page.isLast) return at;
      }
    },

    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/** Gives the work a signal of its own that ends with it, so that nothing it began goes on after it. */
async function whileUnended(
  signal: AbortSignal,
  work: (ended: AbortSignal) => Promise<void>,
): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  try {
    await work(ending.signal);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
