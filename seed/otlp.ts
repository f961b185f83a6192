/** A span within its trace; times are milliseconds from the trace's start. */
interface TracedSpan {
  readonly id: number;
  /** The id of the span that called it; null for the root. */
  readonly parent: number | null;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly hasFailed?: boolean;
}

export interface Traced {
  readonly traceId: string;
  readonly tenantId: string;
  readonly projectId: string;
  readonly service: string;
  readonly spans: readonly TracedSpan[];
}

/** Spans of one service as an OTLP/JSON export. */
export function traceExport(traced: Traced, startedAt: Date): object {
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const attributes = [
    text('service.name', traced.service),
    text('service.version', '2.4.0'),
    text('deployment.environment.name', 'prod'),
    text('factory.tenantId', traced.tenantId),
    text('factory.projectId', traced.projectId),
  ];
  const spans = traced.spans.map((span) => exported(span, traced.traceId, startedAt));
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] };
}

function exported(span: TracedSpan, traceId: string, startedAt: Date): object {
  const idOf = (number: number) => String(number).padStart(16, '0');
  const nanos = (ms: number) => String(BigInt(startedAt.getTime() + ms) * 1_000_000n);
  return {
    traceId,
    spanId: idOf(span.id),
    ...(span.parent === null ? {} : { parentSpanId: idOf(span.parent) }),
    name: span.name,
    kind: span.parent === null ? 2 : 1,
    startTimeUnixNano: nanos(span.from),
    endTimeUnixNano: nanos(span.to),
    status: { code: span.hasFailed ? 2 : 1 },
  };
}
