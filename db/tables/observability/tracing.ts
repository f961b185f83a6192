import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  customType,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import type {
  Attributes,
  SpanEvent,
  SpanKind,
  TelemetryDimensions,
  TraceStatus,
} from '../../../subgraphs/observability/tracing/span/domain.ts';
import { moment, oneOf, tenantId } from '../columns.ts';

export const tracingSchema = pgSchema('tracing');

/** Nanoseconds since 1970: 64 bits in the database, decimal text in the program. */
const unixNano = customType<{ data: string; driverData: string }>({ dataType: () => 'bigint' });

/** What is known of each trace; its spans are elsewhere. `id` is the W3C trace id, unique in its tenant. */
export const traceRecords = tracingSchema.table(
  'trace_records',
  {
    tenantId: tenantId(),
    id: text().notNull(),
    version: integer().notNull(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    projectId: uuid(),
    moduleId: uuid(),
    rootSpanName: text(),
    startUnixNano: unixNano().notNull(),
    endUnixNano: unixNano().notNull(),
    startedAt: moment().notNull(),
    durationMs: doublePrecision().notNull(),
    status: text().$type<TraceStatus>().notNull(),
    dimensions: jsonb().$type<TelemetryDimensions>().notNull(),
    rootDimensions: jsonb().$type<TelemetryDimensions>(),
    spanCount: integer().notNull(),
    partial: boolean().notNull(),
    recordedAt: moment(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index().on(table.tenantId, table.startedAt, table.id),
    index().on(table.tenantId, table.projectId, table.startedAt, table.id),
    index().on(table.tenantId, table.rootSpanName, table.startedAt, table.id),
    oneOf('trace_records_status', table.status, ['OK', 'ERROR', 'UNSET']),
    check('trace_records_w3c_id', sql`id ~ '^[0-9a-f]{32}$'`),
    check('trace_records_duration', sql`duration_ms >= 0`),
    check('trace_records_span_count', sql`span_count between 1 and 10000`),
  ],
);

/** Partitioned by the day a span started on (UTC), which drizzle cannot say: the migration does. */
export const spans = tracingSchema.table(
  'spans',
  {
    tenantId: tenantId(),
    startedOn: date().notNull(),
    traceId: text().notNull(),
    spanId: text().notNull(),
    parentSpanId: text(),
    name: text().notNull(),
    kind: text().$type<SpanKind>().notNull(),
    serviceName: text(),
    moduleId: uuid(),
    startUnixNano: unixNano().notNull(),
    endUnixNano: unixNano().notNull(),
    startedAt: moment().notNull(),
    durationMs: doublePrecision().notNull(),
    status: text().$type<TraceStatus>().notNull(),
    statusMessage: text(),
    attributes: jsonb().$type<Attributes>().notNull(),
    resourceAttributes: jsonb().$type<Attributes>().notNull(),
    events: jsonb().$type<readonly SpanEvent[]>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.startedOn, table.traceId, table.spanId] }),
    // The spans of a trace in the order of the waterfall.
    index().on(table.tenantId, table.traceId, table.startUnixNano, table.spanId),
    oneOf('spans_status', table.status, ['OK', 'ERROR', 'UNSET']),
    oneOf('spans_kind', table.kind, [
      'UNSPECIFIED',
      'INTERNAL',
      'SERVER',
      'CLIENT',
      'PRODUCER',
      'CONSUMER',
    ]),
    check('spans_duration', sql`end_unix_nano >= start_unix_nano`),
  ],
);
