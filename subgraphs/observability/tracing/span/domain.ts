export type TraceStatus = 'OK' | 'ERROR' | 'UNSET';
export type SpanKind = 'UNSPECIFIED' | 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
export type TelemetryEnvironment = 'DEV' | 'TEST' | 'STAGING' | 'PROD';

/** The eleven dimensions by which telemetry is told apart (spec/domain.md 2.1), in its order; null for unknown. */
export interface TelemetryDimensions {
  readonly traceId: string | null;
  readonly executionId: string | null;
  readonly tenantId: string | null;
  readonly projectId: string | null;
  readonly moduleId: string | null;
  readonly agentId: string | null;
  readonly skillId: string | null;
  readonly artifactId: string | null;
  readonly workflowId: string | null;
  readonly environment: TelemetryEnvironment | null;
  readonly version: string | null;
}

/** Two moments in nanoseconds since 1970, as decimal text: they are 64-bit numbers, which a double cannot hold. */
export interface TimeRange {
  readonly startUnixNano: string;
  readonly endUnixNano: string;
}

/** JSON; a 64-bit integer beyond 2^53 is text. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };
export interface Attributes {
  readonly [key: string]: AttributeValue;
}

/** A moment within a span, such as an exception. */
export interface SpanEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: Attributes;
}

/** One operation within a trace. */
export interface Span extends TimeRange {
  /** W3C parent id: 16 lower-case hex digits. */
  readonly spanId: string;
  /** Null for the root. */
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  readonly serviceName: string | null;
  readonly moduleId: string | null;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly status: TraceStatus;
  readonly statusMessage: string | null;
  readonly attributes: Attributes;
  readonly resourceAttributes: Attributes;
  readonly events: readonly SpanEvent[];
}

/** A span as it came in, before anybody has looked whether it can be believed. */
export interface ReceivedSpan extends Omit<Span, 'startedAt' | 'durationMs' | 'moduleId'> {
  readonly traceId: string;
  /** What the span and its process say; `tenantId` is null when they leave it to who sent them. */
  readonly dimensions: TelemetryDimensions;
}

/** Why a span is not taken; it is reported to who sent it. */
export type SpanFault =
  | 'MALFORMED_TRACE_ID'
  | 'MALFORMED_SPAN_ID'
  | 'MALFORMED_PARENT_SPAN_ID'
  | 'MALFORMED_TIME'
  | 'NEGATIVE_DURATION'
  | 'FOREIGN_TENANT'
  | 'FOREIGN_TRACE'
  | 'FOREIGN_PROJECT'
  | 'SECOND_ROOT'
  | 'OTHER_PARENT'
  | 'CYCLE'
  | 'TOO_MANY_SPANS';

const traceIdPattern = /^(?!0{32})[0-9a-f]{32}$/;
const spanIdPattern = /^(?!0{16})[0-9a-f]{16}$/;
/** What a signed 64-bit column holds: until the year 2262. */
const latestUnixNano = 2n ** 63n - 1n;
const nanosPerMs = 1_000_000n;

/** Whether it is a W3C trace id: 32 lower-case hex digits, not all zero. */
export function isTraceId(text: string): boolean {
  return traceIdPattern.test(text);
}

/** What is wrong with a span whatever trace it belongs to; null when nothing is. */
export function faultOf(span: ReceivedSpan): SpanFault | null {
  if (!isTraceId(span.traceId)) return 'MALFORMED_TRACE_ID';
  if (!spanIdPattern.test(span.spanId)) return 'MALFORMED_SPAN_ID';
  if (span.parentSpanId !== null && !spanIdPattern.test(span.parentSpanId)) {
    return 'MALFORMED_PARENT_SPAN_ID';
  }
  if (!isMoment(span.startUnixNano) || !isMoment(span.endUnixNano)) return 'MALFORMED_TIME';
  if (BigInt(span.endUnixNano) < BigInt(span.startUnixNano)) return 'NEGATIVE_DURATION';
  return null;
}

/** The span as it is kept. */
export function keep({ traceId: _, dimensions, ...span }: ReceivedSpan): Span {
  const moduleId = dimensions.moduleId;
  return { ...span, moduleId, startedAt: toDate(span.startUnixNano), durationMs: durationMs(span) };
}

/** The moment in whole milliseconds, rounded down. */
export function toDate(unixNano: string): Date {
  return new Date(Number(BigInt(unixNano) / nanosPerMs));
}

/** In milliseconds with fractions, exact to the nanosecond up to a hundred days. */
export function durationMs({ startUnixNano, endUnixNano }: TimeRange): number {
  return Number(BigInt(endUnixNano) - BigInt(startUnixNano)) / 1e6;
}

/** The shortest range that holds both. */
export function covering(one: TimeRange, other: TimeRange): TimeRange {
  const isFirst = BigInt(one.startUnixNano) <= BigInt(other.startUnixNano);
  const isLast = BigInt(one.endUnixNano) >= BigInt(other.endUnixNano);
  return {
    startUnixNano: isFirst ? one.startUnixNano : other.startUnixNano,
    endUnixNano: isLast ? one.endUnixNano : other.endUnixNano,
  };
}

function isMoment(unixNano: string): boolean {
  return /^[1-9]\d{0,19}$/.test(unixNano) && BigInt(unixNano) <= latestUnixNano;
}
