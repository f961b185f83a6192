import type pg from 'pg';
import type { Database, TenantTx } from '../../../db/client.ts';
import type { Logger } from '../log.ts';
import { advanceCheckpoint, confirmCheckpoint, lostRace, skipTo } from './checkpoint.ts';
import { isInfrastructureError } from './infrastructure.ts';
import { cursorOf, type LogCursor, type LogEvent, type LogPage, messageOf } from './log.ts';
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

// The steps of a consumer. Effects and checkpoint commit together, so each event has its effect exactly once,
// whatever dies.
//
// A log holds the events of all tenants, an effect works under the row-level security of one. So the events are
// taken in runs of the same tenant, each run one transaction. The price: tenants that take turns make short runs,
// at worst one transaction an event. What it buys: one checkpoint, one order, and no transaction of two tenants.

/** What events cause. Nothing that outlives a rollback may happen here: it may run again. */
export type Effect = (tx: TenantTx, events: readonly LogEvent[]) => Promise<void>;

export interface Steps {
  /** Names the checkpoint; once in use, it stays. */
  readonly name: string;
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
}

/**
 * Has the effects of a page, and moves the checkpoint behind it.
 *
 * @throws lostRace when another instance was there first; what it did stands.
 */
export async function takePage(steps: Steps, from: LogCursor, page: LogPage): Promise<void> {
  let at = from;
  for (const run of runsOf(page.events)) at = await takeOrPark(steps, at, run);
  if (page.scannedTo.position > at.position) {
    await skipTo(steps.app, steps.name, at, page.scannedTo);
  } else if (page.events.length === 0) {
    await confirmCheckpoint(steps.app, steps.name, at);
  }
}

/** Tries the parked events that are due, of every tenant, and returns how many it tried. */
export async function retryParked(steps: Steps): Promise<number> {
  const { rows } = await steps.app.query<{ id: string }>('select kernel.parked_tenants($1) as id', [
    steps.name,
  ]);
  let tried = 0;
  for (const { id } of rows) tried += await retryTenant(steps, id);
  return tried;
}

/** @returns where the checkpoint is now. */
async function takeOrPark(
  steps: Steps,
  from: LogCursor,
  run: readonly LogEvent[],
): Promise<LogCursor> {
  try {
    return await takeRun(steps, from, run);
  } catch (error) {
    if (!isOwnFailure(error)) throw error;
    if (run.length === 1) return await parkRun(steps, from, { run, error: messageOf(error) });
  }
  // One of them fails: each for itself, so that only that one waits.
  let at = from;
  for (const event of run) at = await takeOrPark(steps, at, [event]);
  return at;
}

/** The events of one tenant and the checkpoint behind them, in one transaction. */
async function takeRun(
  steps: Steps,
  from: LogCursor,
  run: readonly LogEvent[],
): Promise<LogCursor> {
  const last = lastOf(run);
  await commit(steps, last.tenantId, async (tx) => {
    await advanceCheckpoint(tx, steps.name, from, cursorOf(last));
    const held = await parkedAggregates(tx, steps.name);
    const behind = run.filter((event) => held.has(aggregateKey(event)));
    const free = run.filter((event) => !held.has(aggregateKey(event)));
    for (const event of behind) await park(tx, steps.name, event, waiting(steps));
    if (free.length > 0) await steps.effect(tx, free);
  });
  return cursorOf(last);
}

async function parkRun(
  steps: Steps,
  from: LogCursor,
  { run, error }: { readonly run: readonly LogEvent[]; readonly error: string },
): Promise<LogCursor> {
  const last = lastOf(run);
  await commit(steps, last.tenantId, async (tx) => {
    await advanceCheckpoint(tx, steps.name, from, cursorOf(last));
    const failure = { tries: 1, error, at: steps.clock() };
    for (const event of run) await park(tx, steps.name, event, failure);
  });
  steps.log.error({ consumer: steps.name, position: last.position, error }, 'An event was parked.');
  return cursorOf(last);
}

async function retryTenant(steps: Steps, tenantId: string): Promise<number> {
  let tried = 0;
  for (;;) {
    const due = await dueEvents(steps.database.reader(tenantId), steps.name, steps.clock());
    if (due.length === 0) return tried;
    // One that succeeds uncovers the next of its aggregate: look again.
    for (const event of due) await retry(steps, event);
    tried += due.length;
  }
}

async function retry(steps: Steps, { event, tries }: ParkedEvent): Promise<void> {
  const { name, log } = steps;
  try {
    await commit(steps, event.tenantId, async (tx) => {
      if (await unpark(tx, name, event)) await steps.effect(tx, [event]);
    });
  } catch (error) {
    if (!isOwnFailure(error)) throw error;
    const failure = { tries: tries + 1, error: messageOf(error), at: steps.clock() };
    await commit(steps, event.tenantId, (tx) => parkAgain(tx, name, event, failure));
    log.error({ consumer: name, position: event.position, tries: tries + 1 }, 'It failed again.');
  }
}

async function commit(
  { database, onCommit }: Steps,
  tenantId: string,
  work: (tx: TenantTx) => Promise<void>,
): Promise<void> {
  await database.withTenant(tenantId, work);
  onCommit?.();
}

/** For one that has not failed itself: its predecessor has. */
function waiting({ clock }: Steps): Failure {
  return { tries: 0, error: 'It waits its turn.', at: clock() };
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

function lastOf(run: readonly LogEvent[]): LogEvent {
  const last = run.at(-1);
  if (!last) throw new Error('A run holds at least one event.');
  return last;
}
