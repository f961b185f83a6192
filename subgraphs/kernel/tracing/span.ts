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
import type { Scope } from '../scope/scope.ts';
import { traceOf, traceWithin } from './scope-trace.ts';
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
  return tracer().startActiveSpan(name, options, (span) => ending(span, work(span)));
}

/** The same below the span of a context that is handed on by hand; the work gets the one to hand on. */
export function inSpanWithin<Result>(
  parent: Context,
  name: string,
  options: SpanOptions,
  work: (within: Context) => Promise<Result>,
): Promise<Result> {
  const span = tracer().startSpan(name, options, parent);
  return ending(span, work(trace.setSpan(parent, span)));
}

function ending<Result>(span: Span, work: Promise<Result>): Promise<Result> {
  if (!span.isRecording()) return work;
  return work.then(
    (result) => {
      span.end();
      return result;
    },
    (error: unknown) => {
      fail(span, error);
      span.end();
      throw error;
    },
  );
}

/**
 * Does the work for a scope inside a span of its own trace: below the span at which its work stands where that is one
 * of it, else as its first. All that is done for the scope stands below it from then on, and belongs to its tenant.
 */
export function inSpanOf<Result>(
  scope: Scope,
  name: string,
  options: SpanOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const { traceId, tenantId } = scope;
  const parent = ofTenant(traceOf(scope), tenantId);
  const isBelow = trace.getSpanContext(parent)?.traceId === traceId;
  const begin = () =>
    inSpanWithin(parent, name, isBelow ? options : { ...options, root: true }, (within) => {
      traceWithin(scope, within);
      return work();
    });
  return isBelow ? begin() : asTrace(traceId, begin);
}

/** The span at which a context stands, for whoever goes on elsewhere; undefined where nobody traces. */
export function spanOf(
  within: Context,
): { readonly spanId: string; readonly isSampled: boolean } | undefined {
  const found = trace.getSpanContext(within);
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
  return context.with(ofTenant(context.active(), tenantId), work);
}

function ofTenant(within: Context, tenantId: string | null): Context {
  return tenantId === null ? within : within.setValue(tenantKey, tenantId);
}

/** Whose spans are begun in this context; undefined when nobody has said. */
export function tenantOf(within: Context): string | undefined {
  const tenantId = within.getValue(tenantKey);
  return typeof tenantId === 'string' ? tenantId : undefined;
}

export { SpanKind };
