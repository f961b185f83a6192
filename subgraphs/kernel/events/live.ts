import type { Database, TenantDb } from '../../../db/client.ts';
import { refusal } from '../errors.ts';
import { type LogEvent, readTenantLog, tenantRange } from './log.ts';
import type { Tail } from './tail.ts';

// A live subscription of one tenant.
//
//   open a queue at the tail --> read the log up to where the queue began --> the queue
//        ^                                                                      |
//        +---------------- the queue is full: its reader is slow <--------------+
//
// Nothing falls between, because the queue is opened first; nothing comes twice, because the log is read only up
// to where the queue began, and because the queue drops what the client has already: its cursor may come from a
// process that is ahead of this one. Every event of the tenant is looked at, wanted or not, so a gap shows.

export interface LiveOptions {
  /** The sequence after which to begin; null begins now. */
  readonly after: number | null;
  /** Which events are wanted; all when it is not given. It must be quick and may read `event.event`. */
  readonly filter?: (event: LogEvent) => boolean;
  readonly signal?: AbortSignal;
  /** How many wanted events may wait for a slow reader before it is sent back to the log. */
  readonly capacity?: number;
}

export interface LiveSource {
  readonly tail: Tail;
  readonly database: Database;
}

/**
 * Everything that is wanted of a tenant's events after `after`, then what comes: no gap, no duplicate, in order.
 * Ended at once, also in the middle of a wait, by `return()` or the signal; nothing is given after that.
 *
 * @throws GraphQLError RESUME_TOO_OLD from the first `next()` when the events after `after` are no longer kept
 * or the log has none such, and from any later one when the log was restored to an earlier state.
 */
export function subscribe(
  source: LiveSource,
  tenantId: string,
  options: LiveOptions,
): AsyncIterableIterator<LogEvent> {
  const ending = new AbortController();
  const end = () => ending.abort();
  if (options.signal?.aborted) end();
  options.signal?.addEventListener('abort', end, { once: true });
  ending.signal.addEventListener('abort', () => options.signal?.removeEventListener('abort', end));
  return endable(follow(source, tenantId, { ...options, signal: ending.signal }), ending);
}

async function* follow(
  { tail, database }: LiveSource,
  tenantId: string,
  options: LiveOptions & { readonly signal: AbortSignal },
): AsyncGenerator<LogEvent, void, undefined> {
  const { filter = () => true, signal, capacity = 1_000 } = options;
  const db = database.reader(tenantId);
  let seen = options.after;
  while (!signal.aborted) {
    const queue = openQueue(tail, tenantId, { filter, signal, capacity });
    try {
      seen = await startAt(db, seen);
      for await (const event of replay(db, seen, queue.since)) {
        seen = event.sequence;
        if (signal.aborted) return;
        if (filter(event)) yield event;
      }
      queue.continueAfter(seen);
      for (let event = await queue.next(); event; event = await queue.next()) {
        seen = event.sequence;
        yield event;
      }
    } finally {
      queue.close();
    }
  }
}

/** @returns the sequence to begin after. */
async function startAt(db: TenantDb, after: number | null): Promise<number> {
  const { head, oldest } = await tenantRange(db);
  if (after === null) return head;
  if (after > head)
    throw refusal('RESUME_TOO_OLD', 'There is no such event; begin again with a query.');
  if (after < head && (oldest === null || oldest > after + 1)) {
    throw refusal(
      'RESUME_TOO_OLD',
      'The events since then are no longer kept; begin again with a query.',
    );
  }
  return after;
}

async function* replay(db: TenantDb, after: number, upTo: number): AsyncGenerator<LogEvent> {
  const limit = 500;
  let seen = after;
  for (;;) {
    const events = await readTenantLog(db, seen, { upTo, limit });
    for (const event of events) {
      assertNext(event, seen);
      seen = event.sequence;
      yield event;
    }
    if (events.length < limit) return;
  }
}

interface Queue {
  /** The position in the log where it began. */
  readonly since: number;
  /** Says up to which sequence the client has everything. */
  continueAfter(sequence: number): void;
  /** The next wanted event; undefined when it is over, because of the signal or of an overflow. */
  next(): Promise<LogEvent | undefined>;
  close(): void;
}

interface QueueOptions {
  readonly filter: (event: LogEvent) => boolean;
  readonly signal: AbortSignal;
  readonly capacity: number;
}

/** Holds what happens while its reader is busy; it is over as soon as it is full. */
function openQueue(tail: Tail, tenantId: string, options: QueueOptions): Queue {
  const waiting: LogEvent[] = [];
  let first: number | null = null;
  let seen: number | null = null;
  let known: number | null = null;
  let isOver = false;
  let failure: Error | undefined;
  let wake = (): void => {};

  const finish = (error?: Error) => {
    isOver = true;
    failure ??= error;
    waiting.length = 0;
    place.close();
    wake();
  };
  const accept = (event: LogEvent) => {
    if (seen !== null) assertNext(event, seen);
    first ??= event.sequence;
    seen = event.sequence;
    if (known !== null) assertNoGap(known, first);
    if (event.sequence <= (known ?? 0) || !options.filter(event)) return;
    if (waiting.length >= options.capacity) return finish();
    waiting.push(event);
    wake();
  };
  const place = tail.listen(tenantId, {
    push(event) {
      if (isOver) return;
      try {
        accept(event);
      } catch (error) {
        // One subscription's trouble is not the others'.
        finish(error instanceof Error ? error : new Error('The filter failed.'));
      }
    },
    fail: () =>
      finish(refusal('RESUME_TOO_OLD', 'The log was restored; begin again with a query.')),
  });
  const abort = () => finish();
  options.signal.addEventListener('abort', abort, { once: true });

  return {
    since: place.since,

    continueAfter(sequence) {
      known = sequence;
      if (first !== null) assertNoGap(known, first);
      while (waiting[0] && waiting[0].sequence <= sequence) waiting.shift();
    },

    async next() {
      while (waiting.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure) throw failure;
      return waiting.shift();
    },

    close() {
      options.signal.removeEventListener('abort', abort);
      finish();
    },
  };
}

/** An iterator whose end does not wait for what it was waiting for. */
function endable<Item>(
  items: AsyncGenerator<Item, void, undefined>,
  ending: AbortController,
): AsyncIterableIterator<Item> {
  const done = { done: true, value: undefined } as const;
  const over = async (): Promise<IteratorResult<Item>> => {
    ending.abort();
    // Runs its cleaning up; what it still waits for is nobody's concern any more.
    items.return().catch(() => {});
    return done;
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (ending.signal.aborted) return over();
      return new Promise((resolve, reject) => {
        const interrupt = () => resolve(done);
        ending.signal.addEventListener('abort', interrupt, { once: true });
        items
          .next()
          .then(resolve, reject)
          .finally(() => ending.signal.removeEventListener('abort', interrupt));
      });
    },
    return: over,
    throw: over,
  };
}

function assertNext({ sequence }: LogEvent, seen: number): void {
  if (sequence !== seen + 1) throw outOfStep(seen, sequence);
}

function assertNoGap(known: number, first: number): void {
  if (first > known + 1) throw outOfStep(known, first);
}

function outOfStep(from: number, to: number): Error {
  return new Error(`The events of this tenant went from ${from} to ${to}.`);
}
