import type { TenantTx } from '../../../db/client.ts';
import { outbox } from '../../../db/tables/kernel.ts';
import { type Envelope, envelopeText } from './envelope.ts';

/**
 * Puts events into the outbox of the running transaction, oldest first, in one statement. They enter the log
 * when, and only when, it commits.
 *
 * Call it after the change has locked its aggregate: the order of insertion is the order of the log, so an
 * event written before the lock could overtake its predecessor.
 *
 * @throws Error when an event belongs to another tenant than the transaction; that is a bug.
 */
export async function appendEvents(tx: TenantTx, envelopes: readonly Envelope[]): Promise<void> {
  if (envelopes.length === 0) return;
  await tx.db.insert(outbox).values(envelopes.map((envelope) => toRow(tx.tenantId, envelope)));
}

function toRow(tenantId: string, envelope: Envelope): typeof outbox.$inferInsert {
  // Row-level security compares the column; nobody but us compares what the envelope says.
  if (envelope.tenantId !== tenantId) throw new Error('An event must belong to its transaction.');
  const { eventId, eventType, aggregateType, aggregateId, aggregateVersion } = envelope;
  return {
    tenantId,
    eventId,
    eventType,
    aggregateType,
    aggregateId,
    aggregateVersion,
    envelope: envelopeText(envelope),
  };
}
