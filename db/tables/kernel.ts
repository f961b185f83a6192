import { bigint, customType, integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment, tenantId } from './columns.ts';

// What every database has, as the app sees it. Written by hand in migrations/kernel, and mirrored here:
// a column the app may not touch (outbox.outbox_id) is not declared.
const kernel = pgSchema('kernel');
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
/** A position or a sequence: 64 bits in the database, far below 2^53 in practice. */
const counter = () => bigint({ mode: 'number' });

/** Events on their way into the log. The app may insert and cannot read back. */
export const outbox = kernel.table('outbox', {
  tenantId: tenantId(),
  eventId: uuid().notNull(),
  eventType: text().notNull(),
  aggregateType: text().notNull(),
  aggregateId: text().notNull(),
  aggregateVersion: counter().notNull(),
  envelope: text().notNull(),
});

/** The log, append-only. The app sees the events of its tenant. */
export const eventLog = kernel.table('event_log', {
  position: counter().primaryKey(),
  tenantId: tenantId(),
  tenantSequence: counter().notNull(),
  eventId: uuid().notNull(),
  eventType: text().notNull(),
  aggregateType: text().notNull(),
  aggregateId: text().notNull(),
  aggregateVersion: counter().notNull(),
  recordedAt: moment().notNull(),
  envelope: text().notNull(),
  hash: bytes().notNull(),
});

/** Where a tenant's own sequence and hash chain stand. */
export const tenantHead = kernel.table('tenant_head', {
  tenantId: text().primaryKey(),
  sequence: counter().notNull(),
  hash: bytes().notNull(),
});

/** How far a consumer has come in the log that it reads; `eventId` is null at position 0. */
export const checkpoint = kernel.table('checkpoint', {
  consumer: text().primaryKey(),
  position: counter().notNull(),
  eventId: uuid(),
});

/** Events whose effect failed, with the later events of their aggregates. */
export const parked = kernel.table(
  'parked',
  {
    tenantId: tenantId(),
    consumer: text().notNull(),
    aggregateType: text().notNull(),
    aggregateId: text().notNull(),
    position: counter().notNull(),
    tenantSequence: counter().notNull(),
    envelope: text().notNull(),
    tries: integer().notNull(),
    error: text().notNull(),
    retryAt: moment().notNull(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.tenantId,
        table.consumer,
        table.aggregateType,
        table.aggregateId,
        table.position,
      ],
    }),
  ],
);

/** What a mutation answered under an idempotency key; `answer` is null only while it is at work. */
export const idempotency = kernel.table(
  'idempotency',
  {
    tenantId: tenantId(),
    actorId: uuid().notNull(),
    mutation: text().notNull(),
    key: text().notNull(),
    inputHash: bytes().notNull(),
    answer: text(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.actorId, table.mutation, table.key] })],
);
