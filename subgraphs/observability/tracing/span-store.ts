import type { TenantDb, TenantTx } from '../../../db/client.ts';
import type { Context } from '../../kernel/context.ts';
import type { Connection, PageArguments } from '../../kernel/page.ts';
import type { Span } from './span/domain.ts';
import type { SpanPlace, TraceRecord } from './trace-record/domain.ts';

export interface SpanOfTrace {
  readonly traceId: string;
  readonly span: Span;
}

/**
 * Where spans are kept. PostgreSQL is the default; a store for telemetry alone may stand here instead. Whatever
 * it is, a span that was appended is among the next `places` of its trace.
 */
export interface SpanStore {
  /** Where each span of these traces hangs, by trace id, in any order; at most 10,000 of a trace. */
  places(
    db: TenantDb,
    traces: readonly TraceRecord[],
  ): Promise<ReadonlyMap<string, readonly SpanPlace[]>>;
  /** Adds spans that are not there yet. In PostgreSQL they commit together with their traces. */
  append(tx: TenantTx, added: readonly SpanOfTrace[]): Promise<void>;
  /** The spans of a trace, the earliest started first, and of those the one that ended last. */
  page(context: Context, traceId: string, page: PageArguments): Promise<Connection<Span>>;
}
