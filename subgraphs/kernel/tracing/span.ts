import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  isSpanContextValid,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { asTrace } from './trace-ids.ts';

// Every function here does nothing beyond its work while no tracing is started (start.ts).

/** Asked anew each time: one that is kept stays with the tracing it was first used with. */
const tracer = () => trace.getTracer('factory-supergraph');
const tenantKey = createContextKey('factory.tenant');

/** By this attribute a span says whose it is: our own Observability keeps it for that tenant alone. */
export const tenantAttribute = 'factory.tenant_id';

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  readonly links?: Link[];
  /** Begins a trace of its own. */
  readonly root?: boolean;
}

/** Does the work inside a span, below the span that is active now. What the work throws marks the span. */
export function inSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return tracer().startActiveSpan(name, options, (span) =>
    work(span).then(
      (result) => {
        span.end();
        return result;
      },
      (error: unknown) => {
        fail(span, error);
        span.end();
        throw error;
      },
    ),
  );
}

/**
 * Does the work inside a span of this very trace: below the active span where that is one of it, else as its first.
 *
 * @param traceId - 32 hex digits, as the scope of a request has it.
 */
export function inSpanOf<Result>(
  traceId: string,
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  if (trace.getActiveSpan()?.spanContext().traceId === traceId) return inSpan(name, options, work);
  return asTrace(traceId, () => inSpan(name, { ...options, root: true }, work));
}

/** The span in whose course this is called, for whoever goes on elsewhere; undefined where nobody traces. */
export function activeSpan(): { readonly spanId: string; readonly isSampled: boolean } | undefined {
  const found = trace.getActiveSpan()?.spanContext();
  if (!found || !isSpanContextValid(found)) return undefined;
  return { spanId: found.spanId, isSampled: (found.traceFlags & TraceFlags.SAMPLED) !== 0 };
}

/** Marks a span as failed. Only the error's kind is told: its message may hold a value. */
export function fail(span: Span, error: unknown): void {
  const kind = error instanceof Error ? error.name : 'unknown';
  span.setAttribute('error.type', kind).setStatus({ code: SpanStatusCode.ERROR });
}

/** Does the work so that every span begun in it belongs to this tenant; null belongs to none. */
export function forTenant<Result>(tenantId: string | null, work: () => Result): Result {
  if (tenantId === null) return work();
  trace.getActiveSpan()?.setAttribute(tenantAttribute, tenantId);
  return context.with(context.active().setValue(tenantKey, tenantId), work);
}

/** Whose spans are begun in this context; undefined when nobody has said. */
export function tenantOf(within: Context): string | undefined {
  const tenantId = within.getValue(tenantKey);
  return typeof tenantId === 'string' ? tenantId : undefined;
}

export { SpanKind };
