import { eq, gte, lt, sql } from 'drizzle-orm';
import type { TenantDb, TenantTx } from '../../../../db/client.ts';
import { traceRecords as table } from '../../../../db/tables/observability/tracing.ts';
import { type Connection, keysetPage, type PageArguments } from '../../../kernel/page.ts';
import { tenantRepository } from '../../../kernel/repository.ts';
import { isTraceId, type TraceStatus } from '../span/domain.ts';
import type { TraceRecord } from './domain.ts';

/** By trace id, which is a trace's identity in its tenant. */
export const traceRecords = {
  ...tenantRepository<TraceRecord>('TraceRecord', table),
  isId: isTraceId,
};

/**
 * Holds traces until the transaction ends, whether they are there yet or not: parts of one trace that come at the
 * same moment are taken one after the other.
 *
 * @returns those that are there, by id.
 */
export async function holdTraces(
  tx: TenantTx,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, TraceRecord>> {
  const names = sql.param(traceIds.map((traceId) => `${tx.tenantId}/${traceId}`));
  // In one order, so that no two transactions wait for each other.
  await tx.db.execute(sql`
    select pg_advisory_xact_lock(key) from (
      select hashtextextended(name, 0) as key from unnest(${names}::text[]) as name order by key
    ) as keys`);
  // A statement of its own: it sees what was committed while the locks were waited for.
  const known = await traceRecords.find(tx, traceIds);
  return new Map(known.map((record) => [record.id, record]));
}

/** What is absent does not narrow. */
export interface TraceListing extends PageArguments {
  readonly filter?:
    | {
        readonly projectId?: string | null | undefined;
        readonly status?: TraceStatus | null | undefined;
        readonly startedFrom?: Date | null | undefined;
        readonly startedTo?: Date | null | undefined;
        readonly minDurationMs?: number | null | undefined;
        readonly rootSpanName?: string | null | undefined;
        readonly partial?: boolean | null | undefined;
      }
    | null
    | undefined;
}

/** The tenant's traces, the latest started first. */
export function listTraces(
  db: TenantDb,
  { filter, ...page }: TraceListing,
): Promise<Connection<TraceRecord>> {
  const { projectId, status, startedFrom, startedTo, rootSpanName } = filter ?? {};
  const { minDurationMs = null, partial = null } = filter ?? {};
  const where = [
    projectId ? eq(table.projectId, projectId) : undefined,
    status ? eq(table.status, status) : undefined,
    startedFrom ? gte(table.startedAt, startedFrom) : undefined,
    startedTo ? lt(table.startedAt, startedTo) : undefined,
    rootSpanName ? eq(table.rootSpanName, rootSpanName) : undefined,
    minDurationMs === null ? undefined : gte(table.durationMs, minDurationMs),
    partial === null ? undefined : eq(table.partial, partial),
  ];
  const order = [{ column: table.startedAt, direction: 'DESC' }] as const;
  return keysetPage(db, { list: 'traces', table, where, order, page });
}
