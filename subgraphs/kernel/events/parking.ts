import { and, asc, eq, gte, lt, lte } from 'drizzle-orm';
import type { TenantDb, TenantTx } from '../../../db/client.ts';
import { parked } from '../../../db/tables/kernel.ts';
import { type LogEvent, logEvent } from './log.ts';

// Where an event waits whose effect failed. The later events of its aggregate wait behind it, so that their order
// holds; nobody else waits. It is tried five times in all; then it stays until somebody decides.

const mostTries = 5;
const firstDelayMs = 200;

/** An event that waits, and how often it has failed. */
export interface ParkedEvent {
  readonly event: LogEvent;
  readonly tries: number;
}

export interface Failure {
  readonly tries: number;
  readonly error: string;
  readonly at: Date;
}

/** 0.2, 0.8, 3.2 and 12.8 seconds after the first four failures. */
function retryAt({ tries, at }: Failure): Date {
  return tries === 0 ? at : new Date(at.getTime() + firstDelayMs * 4 ** (tries - 1));
}

export async function park(
  tx: TenantTx,
  consumer: string,
  event: LogEvent,
  failure: Failure,
): Promise<void> {
  await tx.db.insert(parked).values({
    tenantId: tx.tenantId,
    consumer,
    aggregateType: event.event.aggregateType,
    aggregateId: event.event.aggregateId,
    position: event.position,
    tenantSequence: event.sequence,
    envelope: event.envelope,
    tries: failure.tries,
    error: failure.error.slice(0, 500),
    retryAt: retryAt(failure),
  });
}

/** Names an aggregate; neither part holds a blank line. */
export function aggregateKey({ event }: LogEvent): string {
  return `${event.aggregateType}\n${event.aggregateId}`;
}

/** Keys of the tenant's aggregates that have something parked. */
export async function parkedAggregates(
  tx: TenantTx,
  consumer: string,
): Promise<ReadonlySet<string>> {
  const rows = await tx.db
    .selectDistinct({ type: parked.aggregateType, id: parked.aggregateId })
    .from(parked)
    .where(ofConsumer(tx, consumer));
  return new Set(rows.map(({ type, id }) => `${type}\n${id}`));
}

/** The oldest parked event of each aggregate, where it is due. */
export async function dueEvents(db: TenantDb, consumer: string, now: Date): Promise<ParkedEvent[]> {
  const oldest = db.db
    .selectDistinctOn([parked.aggregateType, parked.aggregateId])
    .from(parked)
    .where(ofConsumer(db, consumer))
    .orderBy(asc(parked.aggregateType), asc(parked.aggregateId), asc(parked.position))
    .as('oldest');
  const rows = await db.db
    .select()
    .from(oldest)
    .where(and(lte(oldest.retryAt, now), lt(oldest.tries, mostTries)))
    .limit(100);
  return rows.map(({ position, tenantId, tenantSequence, envelope, tries }) => ({
    event: logEvent([String(position), tenantId, String(tenantSequence), envelope]),
    tries,
  }));
}

/** @returns false when another instance has taken it. */
export async function unpark(tx: TenantTx, consumer: string, event: LogEvent): Promise<boolean> {
  const { rowCount } = await tx.db.delete(parked).where(ofEvent(tx, consumer, event));
  return rowCount === 1;
}

/** Notes that it has failed again. */
export async function parkAgain(
  tx: TenantTx,
  consumer: string,
  event: LogEvent,
  failure: Failure,
): Promise<void> {
  await tx.db
    .update(parked)
    .set({ tries: failure.tries, error: failure.error.slice(0, 500), retryAt: retryAt(failure) })
    .where(ofEvent(tx, consumer, event));
}

/**
 * Lets the tenant's events that were given up be tried again: for an operator, once the cause is gone.
 *
 * @returns how many there are.
 */
export async function redrive(tx: TenantTx, consumer: string, now: Date): Promise<number> {
  const { rowCount } = await tx.db
    .update(parked)
    .set({ tries: 0, retryAt: now })
    .where(and(ofConsumer(tx, consumer), gte(parked.tries, mostTries)));
  return rowCount ?? 0;
}

function ofConsumer({ tenantId }: TenantDb, consumer: string) {
  return and(eq(parked.tenantId, tenantId), eq(parked.consumer, consumer));
}

function ofEvent(db: TenantDb, consumer: string, { event, position }: LogEvent) {
  return and(
    ofConsumer(db, consumer),
    eq(parked.aggregateType, event.aggregateType),
    eq(parked.aggregateId, event.aggregateId),
    eq(parked.position, position),
  );
}
