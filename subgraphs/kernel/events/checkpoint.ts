import { and, eq } from 'drizzle-orm';
import type pg from 'pg';
import type { TenantTx } from '../../../db/client.ts';
import { checkpoint } from '../../../db/tables/kernel.ts';
import { type LogCursor, logStart } from './log.ts';

/** Thrown inside a transaction to undo it: another instance of the consumer was there first. */
export const lostRace = new Error('Another instance advanced this consumer.');

/** How far the consumer has come; a new one begins at the start of the log. */
export async function loadCheckpoint(app: pg.Pool, consumer: string): Promise<LogCursor> {
  await app.query(
    'insert into kernel.checkpoint (consumer, position) values ($1, 0) on conflict do nothing',
    [consumer],
  );
  const { rows } = await app.query<{ position: string; eventId: string | null }>(
    'select position, event_id as "eventId" from kernel.checkpoint where consumer = $1',
    [consumer],
  );
  const [found] = rows;
  return found ? { position: Number(found.position), eventId: found.eventId } : logStart;
}

/**
 * Moves the checkpoint within the transaction of the effects, by compare-and-set. It comes first: the row's
 * lock then lets one instance work while the others wait, and they find out before they have done anything.
 *
 * @throws lostRace
 */
export async function advanceCheckpoint(
  tx: TenantTx,
  consumer: string,
  from: LogCursor,
  to: LogCursor,
): Promise<void> {
  const { rowCount } = await tx.db
    .update(checkpoint)
    .set({ position: to.position, eventId: to.eventId })
    .where(and(eq(checkpoint.consumer, consumer), eq(checkpoint.position, from.position)));
  if (rowCount !== 1) throw lostRace;
}

/**
 * Makes sure that the checkpoint is still where this instance believes it: it may have been sent back.
 *
 * @throws lostRace
 */
export async function confirmCheckpoint(
  app: pg.Pool,
  consumer: string,
  at: LogCursor,
): Promise<void> {
  const { position } = await loadCheckpoint(app, consumer);
  if (position !== at.position) throw lostRace;
}

/**
 * Moves the checkpoint over events that the consumer does not want.
 *
 * @throws lostRace
 */
export async function skipTo(
  app: pg.Pool,
  consumer: string,
  from: LogCursor,
  to: LogCursor,
): Promise<void> {
  const { rowCount } = await app.query(
    'update kernel.checkpoint set position = $3, event_id = $4 where consumer = $1 and position = $2',
    [consumer, from.position, to.position, to.eventId],
  );
  if (rowCount !== 1) throw lostRace;
}
