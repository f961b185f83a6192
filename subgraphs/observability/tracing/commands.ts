import type { TenantTx } from '../../../db/client.ts';
import { may } from '../../kernel/authority.ts';
import type { Context } from '../../kernel/context.ts';
import { DomainError } from '../../kernel/domain.ts';
import { openWork } from '../../kernel/work.ts';
import { isTraceId, type ReceivedSpan } from './span/domain.ts';
import { spans as store } from './span/repository.ts';
import {
  type Assembly,
  assemble,
  type RejectedSpan,
  type TraceRecord,
} from './trace-record/domain.ts';
import { holdTraces, traceRecords } from './trace-record/repository.ts';

/** Traces of one transaction. */
const tracesAtOnce = 100;
/** Each costs a handful of statements; an exporter's batch has some hundreds. */
const mostTraces = 5_000;

/** The spans of one export that belong to one trace. */
type Part = readonly [traceId: string, spans: readonly ReceivedSpan[]];

/**
 * Takes in the spans of one export, some traces to a transaction. Should one fail, what was taken stays; the
 * sender repeats the whole export, and what is there already counts once.
 *
 * @returns the spans that were not taken, and why.
 * @throws DomainError FORBIDDEN when the caller may ingest for no project at all; QUOTA_EXCEEDED beyond 5,000 traces.
 */
export async function ingestSpans(
  context: Context,
  received: readonly ReceivedSpan[],
): Promise<readonly RejectedSpan[]> {
  assertMayIngest(context);
  const parts = [...byTrace(received)];
  if (parts.length > mostTraces) {
    throw new DomainError('QUOTA_EXCEEDED', `An export may have at most ${mostTraces} traces.`);
  }
  const rejected: RejectedSpan[] = received
    .filter(({ traceId }) => !isTraceId(traceId))
    .map(({ spanId }) => ({ spanId, fault: 'MALFORMED_TRACE_ID' }));
  for (let from = 0; from < parts.length; from += tracesAtOnce) {
    const some = parts.slice(from, from + tracesAtOnce);
    const assemblies = await context.services.database.withTenant(context.tenantId, (tx) =>
      extendTraces(context, tx, some),
    );
    rejected.push(...assemblies.flatMap((assembly) => assembly.rejected));
  }
  context.services.spine.poke();
  return rejected;
}

function assertMayIngest({ actor }: Context): void {
  const projects = [null, ...actor.grants.map(({ projectId }) => projectId)];
  if (projects.some((projectId) => may(actor, 'telemetry:ingest', projectId))) return;
  throw new DomainError('FORBIDDEN', 'This needs the permission telemetry:ingest.');
}

function byTrace(received: readonly ReceivedSpan[]): ReadonlyMap<string, readonly ReceivedSpan[]> {
  const parts = new Map<string, ReceivedSpan[]>();
  for (const span of received) {
    if (!isTraceId(span.traceId)) continue;
    const part = parts.get(span.traceId) ?? [];
    part.push(span);
    parts.set(span.traceId, part);
  }
  return parts;
}

async function extendTraces(
  context: Context,
  tx: TenantTx,
  parts: readonly Part[],
): Promise<readonly Assembly[]> {
  const records = await holdTraces(
    tx,
    parts.map(([traceId]) => traceId),
  );
  const places = await store.places(tx, [...records.values()]);
  const assembled = parts.map(([traceId, spans]) => {
    const record = records.get(traceId) ?? null;
    const soFar = { tenantId: tx.tenantId, traceId, record, places: places.get(traceId) ?? [] };
    return {
      traceId,
      record,
      assembly: assemble(soFar, { by: context.actor, spans }, context.now),
    };
  });
  await store.append(
    tx,
    assembled.flatMap(({ traceId, assembly }) =>
      assembly.accepted.map((span) => ({ traceId, span })),
    ),
  );
  for (const { record, assembly } of assembled) await save(context, tx, record, assembly);
  return assembled.map(({ assembly }) => assembly);
}

/** What is published about a trace is followed by that trace, not by the request that brought it. */
async function save(
  { actor, now }: Context,
  tx: TenantTx,
  record: TraceRecord | null,
  { change }: Assembly,
): Promise<void> {
  if (!change) return;
  const traceId = change.state.id;
  const cause = { actor, now, traceId, correlationId: traceId, causationId: null };
  const work = openWork(tx, cause);
  if (record) await work.change(traceRecords, traceId, () => change);
  else await work.create(traceRecords, change);
}
