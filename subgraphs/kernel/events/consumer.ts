import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Database, TenantTx } from '../../../db/client.ts';
import type { Logger } from '../log.ts';
import {
  advanceCheckpoint,
  confirmCheckpoint,
  loadCheckpoint,
  lostRace,
  skipTo,
} from './checkpoint.ts';
import { isInfrastructureError } from './infrastructure.ts';
import {
  cursorOf,
  type LogCursor,
  type LogEvent,
  type LogPage,
  logRefusalOf,
  messageOf,
} from './log.ts';
import {
  aggregateKey,
  dueEvents,
  type Failure,
  type ParkedEvent,
  park,
  parkAgain,
  parkedAggregates,
  unpark,
} from './parking.ts';
import type { EventSource } from './source.ts';

// A consumer: it follows a log after its own checkpoint and has its effects in its own database. Effects and
// checkpoint commit together, so each event has its effect exactly once, whatever dies.
//
// A log holds the events of all tenants, an effect works under the row-level security of one. So the events are
// taken in runs of the same tenant, each run one transaction. The price: tenants that take turns make short runs,
// at worst one transaction an event. What it buys: one checkpoint, one order, and no transaction of two tenants.

/** What an event causes. Nothing that outlives a rollback may happen here: it may run again. */
export type Effect = (tx: TenantTx, events: readonly LogEvent[]) => Promise<void>;

export interface ConsumerOptions {
  /** Names the checkpoint; once in use, it stays. */
  readonly name: string;
  readonly source: EventSource;
  /** Where the effects and the checkpoint are. */
  readonly database: Database;
  /** The same database's app connections without a tenant. */
  readonly app: pg.Pool;
  /** Given events of one tenant, oldest first. A throw undoes them all; they are then tried one by one. */
  readonly effect: Effect;
  /** Called after each commit: effects may have appended events. */
  readonly onCommit?: () => void;
  readonly clock: () => Date;
  readonly log: Logger;
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
  const { name, source, database, app, log, pageSize = 200 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const loops: Promise<void>[] = [];
  // Smaller after a failure: the page may have been more than one transaction can take.
  let limit = pageSize;

  async function commit(tenantId: string, work: (tx: TenantTx) => Promise<void>): Promise<void> {
    await database.withTenant(tenantId, work);
    options.onCommit?.();
  }

  /** The events of one tenant and the checkpoint behind them, in one transaction. */
  async function takeRun(from: LogCursor, run: readonly LogEvent[]): Promise<LogCursor> {
    const to = end(run, from);
    await commit(tenantOf(run), async (tx) => {
      await advanceCheckpoint(tx, name, from, to);
      const held = await parkedAggregates(tx, name);
      const [free, behind] = partition(run, (event) => !held.has(aggregateKey(event)));
      for (const event of behind) await park(tx, name, event, failed(0, 'It waits its turn.'));
      if (free.length > 0) await options.effect(tx, free);
    });
    return to;
  }

  async function takeOrPark(from: LogCursor, run: readonly LogEvent[]): Promise<LogCursor> {
    try {
      return await takeRun(from, run);
    } catch (error) {
      if (!isOwnFailure(error)) throw error;
      if (run.length === 1) return await parkFirst(from, run, error);
    }
    // One of them fails: each for itself, so that only that one waits.
    let at = from;
    for (const event of run) at = await takeOrPark(at, [event]);
    return at;
  }

  async function parkFirst(
    from: LogCursor,
    run: readonly LogEvent[],
    error: unknown,
  ): Promise<LogCursor> {
    const to = end(run, from);
    await commit(tenantOf(run), async (tx) => {
      await advanceCheckpoint(tx, name, from, to);
      for (const event of run) await park(tx, name, event, failed(1, messageOf(error)));
    });
    log.error({ consumer: name, position: to.position, error: messageOf(error) }, 'Event parked.');
    return to;
  }

  async function takePage(from: LogCursor, page: LogPage): Promise<LogCursor> {
    let at = from;
    for (const run of runsOf(page.events)) at = await takeOrPark(at, run);
    if (page.scannedTo.position > at.position) await skipTo(app, name, at, page.scannedTo);
    else if (page.events.length === 0) await confirmCheckpoint(app, name, at);
    return page.scannedTo;
  }

  async function retry({ event, tries }: ParkedEvent): Promise<void> {
    try {
      await commit(event.tenantId, async (tx) => {
        if (await unpark(tx, name, event)) await options.effect(tx, [event]);
      });
    } catch (error) {
      if (!isOwnFailure(error)) throw error;
      const failure = failed(tries + 1, messageOf(error));
      await commit(event.tenantId, (tx) => parkAgain(tx, name, event, failure));
      log.error(
        { consumer: name, position: event.position, tries: tries + 1 },
        'Event failed again.',
      );
    }
  }

  async function retryTenant(tenantId: string): Promise<number> {
    let tried = 0;
    for (;;) {
      const due = await dueEvents(database.reader(tenantId), name, options.clock());
      if (due.length === 0 || signal.aborted) return tried;
      // One that succeeds uncovers the next of its aggregate: look again.
      for (const event of due) await retry(event);
      tried += due.length;
    }
  }

  async function retryParked(): Promise<number> {
    const { rows } = await app.query<{ id: string }>('select kernel.parked_tenants($1) as id', [
      name,
    ]);
    let tried = 0;
    for (const { id } of rows) tried += await retryTenant(id);
    return tried;
  }

  async function follow(): Promise<void> {
    let at = await loadCheckpoint(app, name);
    const readOn = (after: LogCursor) => {
      const page = source.read(after, { limit, waitMs: longestWaitMs, signal });
      // Read ahead: it is looked at later, and its failure too.
      page.catch(() => {});
      return page;
    };
    for (let next = readOn(at); !signal.aborted; ) {
      const page = await next;
      next = readOn(page.scannedTo);
      at = await takePage(at, page);
      limit = Math.min(pageSize, limit * 2);
    }
  }

  /** Begins again after every failure; a consumer that cannot go on says so and waits longer. */
  async function keep(work: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      const restMs = await work().then(
        () => 0,
        (error: unknown) => report(error),
      );
      await delay(restMs, undefined, { signal }).catch(() => {});
    }
  }

  function report(error: unknown): number {
    if (signal.aborted || error === lostRace) return 10;
    const refusal = logRefusalOf(error);
    const fields = { consumer: name, error: messageOf(error) };
    if (refusal) log.error({ ...fields, refusal }, 'The consumer cannot go on.');
    else log.warn(fields, 'The consumer begins again.');
    limit = Math.max(1, Math.floor(limit / 4));
    return refusal ? 10_000 : 200;
  }

  function failed(tries: number, error: string): Failure {
    return { tries, error, at: options.clock() };
  }

  return {
    retryParked,

    start() {
      loops.push(
        keep(follow),
        keep(async () => {
          await delay((await retryParked()) > 0 ? 200 : 1_000, undefined, { signal });
        }),
      );
    },

    async catchUp() {
      for (let at = await loadCheckpoint(app, name); ; ) {
        const page = await source.read(at, { limit: pageSize, waitMs: 0, signal });
        at = await takePage(at, page);
        if (page.isLast) return at;
      }
    },

    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/** Whether the event, not the world around it, is at fault: only that is worth parking. */
function isOwnFailure(error: unknown): boolean {
  return error !== lostRace && !isInfrastructureError(error);
}

/** Cuts events into runs of the same tenant, without changing their order. */
function runsOf(events: readonly LogEvent[]): LogEvent[][] {
  const runs: LogEvent[][] = [];
  for (const event of events) {
    const last = runs.at(-1);
    if (last?.[0]?.tenantId === event.tenantId) last.push(event);
    else runs.push([event]);
  }
  return runs;
}

function tenantOf(run: readonly LogEvent[]): string {
  const [first] = run;
  if (!first) throw new Error('A run holds at least one event.');
  return first.tenantId;
}

function end(run: readonly LogEvent[], from: LogCursor): LogCursor {
  const last = run.at(-1);
  return last ? cursorOf(last) : from;
}

function partition<Item>(
  items: readonly Item[],
  test: (item: Item) => boolean,
): [yes: Item[], no: Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
