import { and, asc, eq, gt, lte, sql } from 'drizzle-orm';
import type pg from 'pg';
import type { TenantDb } from '../../../db/client.ts';
import { eventLog, tenantHead } from '../../../db/tables/kernel.ts';
import type { LogRow } from './channel.ts';
import { type Envelope, parseEnvelope } from './envelope.ts';

/** An event at its place in the log of one database. */
export interface LogEvent {
  /** Orders the log without gaps: the next event has the next number. */
  readonly position: number;
  readonly tenantId: string;
  /** Orders the events of the tenant without gaps. */
  readonly sequence: number;
  readonly eventId: string;
  /** The canonical text, as it was written. */
  readonly envelope: string;
  /** The text, read; once a process, however many ask. */
  readonly event: Envelope;
}

/** A place in a log: a position, and the id of the event found there. Null before the first event. */
export interface LogCursor {
  readonly position: number;
  readonly eventId: string | null;
}
export const logStart: LogCursor = { position: 0, eventId: null };

/** Events after a cursor, in order, and how far the log was looked through for them. */
export interface LogPage {
  readonly events: readonly LogEvent[];
  readonly scannedTo: LogCursor;
  /** Whether the log went no further when it was read. */
  readonly isLast: boolean;
}

/**
 * Why a log cannot be read on from a cursor. LOG_DIVERGED: another event stands there, or none yet, so the log
 * was restored to an earlier state and went another way. EVENTS_ARCHIVED: the next events are no longer kept.
 */
export type LogRefusal = 'LOG_DIVERGED' | 'EVENTS_ARCHIVED';

export function logRefusal(code: LogRefusal, message: string): Error {
  return Object.assign(new Error(message), { code });
}

export function logRefusalOf(error: unknown): LogRefusal | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return error.code === 'LOG_DIVERGED' || error.code === 'EVENTS_ARCHIVED' ? error.code : null;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// The canonical text begins with it, so a reader that only counts need not read the rest.
const eventIdStart = '{"eventId":"'.length;
const eventIdLength = 36;

export function logEvent([position, tenantId, sequence, envelope]: LogRow): LogEvent {
  let event: Envelope | undefined;
  return {
    position: Number(position),
    tenantId,
    sequence: Number(sequence),
    eventId: envelope.slice(eventIdStart, eventIdStart + eventIdLength),
    envelope,
    get event() {
      event ??= parseEnvelope(envelope);
      return event;
    },
  };
}

export function toRow({ position, tenantId, sequence, envelope }: LogEvent): LogRow {
  return [String(position), tenantId, String(sequence), envelope];
}

export function cursorOf({ position, eventId }: LogEvent): LogCursor {
  return { position, eventId };
}

const readStatement = `
  select position, tenant_id, tenant_sequence, event_id,
    case when $3::text[] is null or event_type = any ($3) then envelope end
  from kernel.event_log where position >= $1 order by position limit $2`;
type ReadRow = [string, string, string, string, string | null];

export interface ReadOptions {
  /** How many events to look through, whether they are wanted or not. */
  readonly limit: number;
  /** The event types that are wanted; undefined asks for all. */
  readonly types?: readonly string[] | undefined;
}

/**
 * Reads the log of every tenant after `after`, with a login of factory_reader.
 *
 * @throws Error with a code of `LogRefusal` when the log cannot be read on from there.
 */
export async function readLog(
  reader: pg.Pool,
  after: LogCursor,
  { limit, types }: ReadOptions,
): Promise<LogPage> {
  const { rows: found } = await reader.query<ReadRow>({
    name: 'read_log',
    text: readStatement,
    // The event at `after` itself is read too, to see that it is still the same one.
    values: [after.position, limit + 1, types ?? null],
    rowMode: 'array',
  });
  const known = Number(found[0]?.[0]) === after.position ? found[0] : undefined;
  const rows = known ? found.slice(1) : found.slice(0, limit);
  if (known) assertSame(after, known[3]);
  else await assertReachable(reader, after, rows[0]);
  assertGapless(rows);
  const last = rows.at(-1);
  return {
    events: rows.flatMap(([position, tenantId, sequence, , envelope]) =>
      envelope === null ? [] : [logEvent([position, tenantId, sequence, envelope])],
    ),
    scannedTo: last ? { position: Number(last[0]), eventId: last[3] } : after,
    isLast: rows.length < limit,
  };
}

/** The end of the log now. */
export async function readLogEnd(reader: pg.Pool): Promise<LogCursor> {
  const { rows } = await reader.query<{ position: string; eventId: string }>(
    'select position, event_id as "eventId" from kernel.event_log order by position desc limit 1',
  );
  const [last] = rows;
  return last ? { position: Number(last.position), eventId: last.eventId } : logStart;
}

function assertSame(after: LogCursor, eventId: string): void {
  if (after.eventId === eventId) return;
  throw logRefusal('LOG_DIVERGED', `The log has another event at position ${after.position}.`);
}

/** The event at `after` is not there: it is the start, or its partition went, or the log is behind it. */
async function assertReachable(
  reader: pg.Pool,
  after: LogCursor,
  next: ReadRow | undefined,
): Promise<void> {
  if (next && Number(next[0]) > after.position + 1) {
    throw logRefusal('EVENTS_ARCHIVED', `The log begins at position ${next[0]}.`);
  }
  if (next || after.position === 0) return;
  const { rows } = await reader.query<{ position: string }>('select position from kernel.log_head');
  if (Number(rows[0]?.position) >= after.position) return;
  throw logRefusal('LOG_DIVERGED', `The log ends before position ${after.position}.`);
}

function assertGapless(rows: readonly ReadRow[]): void {
  rows.forEach(([position], index) => {
    const before = rows[index - 1];
    if (!before || Number(position) === Number(before[0]) + 1) return;
    throw new Error(`The log went from ${before[0]} to ${position}.`);
  });
}

/** The tenant's own events after a sequence, up to and including a position of the log, oldest first. */
export async function readTenantLog(
  { db, tenantId }: TenantDb,
  after: number,
  { upTo, limit }: { readonly upTo: number; readonly limit: number },
): Promise<LogEvent[]> {
  const rows = await db
    .select({
      position: eventLog.position,
      sequence: eventLog.tenantSequence,
      envelope: eventLog.envelope,
    })
    .from(eventLog)
    .where(
      and(
        eq(eventLog.tenantId, tenantId),
        gt(eventLog.tenantSequence, after),
        lte(eventLog.position, upTo),
      ),
    )
    .orderBy(asc(eventLog.tenantSequence))
    .limit(limit);
  return rows.map((row) =>
    logEvent([`${row.position}`, tenantId, `${row.sequence}`, row.envelope]),
  );
}

/**
 * The tenant's sequence now; 0 before its first event. Read before a list, or in the same snapshot, it is that
 * list's live cursor: whatever the list does not show yet comes later in the log. Read after it, it would miss
 * what was committed in between.
 */
export async function tenantSequence({ db, tenantId }: TenantDb): Promise<number> {
  const [head] = await db
    .select({ sequence: tenantHead.sequence })
    .from(tenantHead)
    .where(eq(tenantHead.tenantId, tenantId));
  return head?.sequence ?? 0;
}

/** What a tenant can resume from: its sequence now, and its oldest sequence that is still kept. */
export async function tenantRange({
  db,
  tenantId,
}: TenantDb): Promise<{ readonly head: number; readonly oldest: number | null }> {
  const [range] = await db
    .select({
      head: tenantHead.sequence,
      oldest: sql<string | null>`(select min(${eventLog.tenantSequence}) from ${eventLog}
        where ${eventLog.tenantId} = ${tenantId})`,
    })
    .from(tenantHead)
    .where(eq(tenantHead.tenantId, tenantId));
  return { head: range?.head ?? 0, oldest: range?.oldest ? Number(range.oldest) : null };
}
