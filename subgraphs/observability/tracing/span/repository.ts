import { and, between, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { TenantDb } from '../../../../db/client.ts';
import { spans as table } from '../../../../db/tables/observability/tracing.ts';
import { pagesByParent } from '../../../kernel/pages-by-parent.ts';
import { inTenant } from '../../../kernel/repository.ts';
import type { SpanStore } from '../span-store.ts';
import type { SpanPlace, TraceRecord } from '../trace-record/domain.ts';
import { toDate } from './domain.ts';

/** Rows of one statement; some seconds of work is what a statement may take. */
const rowsAtOnce = 2_000;

/** Spans in PostgreSQL, partitioned by the day on which they started. */
export const spans: SpanStore = {
  async places(db, traces) {
    const places = new Map<string, SpanPlace[]>(traces.map(({ id }) => [id, []]));
    if (traces.length === 0) return places;
    const rows = await db.db
      .select({
        traceId: table.traceId,
        spanId: table.spanId,
        parentSpanId: table.parentSpanId,
      })
      .from(table)
      .where(inTenant(db, table, and(ofTraces(traces), onDaysOf(traces))));
    for (const { traceId, ...place } of rows) places.get(traceId)?.push(place);
    return places;
  },

  async append({ db, tenantId }, added) {
    const rows = added.map(({ traceId, span }) => ({
      ...span,
      tenantId,
      traceId,
      startedOn: dayOf(span.startedAt),
    }));
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      await db.insert(table).select(recordset(rows.slice(from, from + rowsAtOnce)));
    }
  },

  page: pagesByParent({
    list: 'spans',
    table,
    parent: table.traceId,
    order: [
      { column: table.startUnixNano, direction: 'ASC' },
      // Clocks are coarse: of spans that start together, the one that contains the others comes first.
      { column: table.endUnixNano, direction: 'DESC' },
      { column: table.spanId, direction: 'ASC' },
    ],
  }),
};

/** Makes the partitions of the days ahead that are not there yet, and says how many it made. */
export async function keepSpanDays(db: TenantDb, ahead: number): Promise<number> {
  const { rows } = await db.db.execute<{ made: number }>(
    sql`select tracing.keep_span_days(${ahead}) as made`,
  );
  return rows[0]?.made ?? 0;
}

/** The rows as one parameter: five times as quick as a parameter for each value, and one text for any number. */
function recordset(rows: readonly (typeof table.$inferInsert)[]): SQL {
  const columns = Object.entries(getTableColumns(table)).map(
    ([name, column]) => sql`${sql.identifier(name)} ${sql.raw(column.getSQLType())}`,
  );
  const json = JSON.stringify(rows);
  return sql`select * from json_to_recordset(${json}::json) as row (${sql.join(columns, sql`, `)})`;
}

function ofTraces(traces: readonly TraceRecord[]) {
  return sql`${table.traceId} = any(${sql.param(traces.map(({ id }) => id))}::text[])`;
}

/** No span of these traces starts on another day, so other partitions are not touched. */
function onDaysOf(traces: readonly TraceRecord[]) {
  const starts = traces.map(({ startedAt }) => startedAt.getTime());
  const ends = traces.map(({ endUnixNano }) => toDate(endUnixNano).getTime());
  const [first, last] = [new Date(Math.min(...starts)), new Date(Math.max(...ends))];
  return between(table.startedOn, dayOf(first), dayOf(last));
}

/** In UTC: 2026-01-31. */
function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
