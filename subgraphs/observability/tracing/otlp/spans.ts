import type { Attributes, ReceivedSpan, SpanEvent, SpanKind, TraceStatus } from '../span/domain.ts';
import { attributesIn, objectIn, objectsIn, textIn } from './attributes.ts';
import { dimensionsOf } from './dimensions.ts';

/** By their numbers in the protocol. */
const kinds: readonly SpanKind[] = [
  'UNSPECIFIED',
  'INTERNAL',
  'SERVER',
  'CLIENT',
  'PRODUCER',
  'CONSUMER',
];
const statuses: readonly TraceStatus[] = ['UNSET', 'OK', 'ERROR'];
const longestName = 1_024;

/**
 * The spans of an ExportTraceServiceRequest in its JSON mapping. Their ids and times are as they came: what is
 * wrong with one span is for the trace to say, and no reason to refuse the others.
 *
 * @throws DomainError INVALID_INPUT when something has another type than the protocol gives it.
 */
export function spansIn(request: unknown): readonly ReceivedSpan[] {
  return objectsIn(objectIn(request)['resourceSpans']).flatMap((resourceSpans) => {
    const resource = attributesIn(objectIn(resourceSpans['resource'])['attributes']);
    return objectsIn(resourceSpans['scopeSpans'])
      .flatMap((scopeSpans) => objectsIn(scopeSpans['spans']))
      .map((span) => spanIn(span, resource));
  });
}

function spanIn(span: Readonly<Record<string, unknown>>, resource: Attributes): ReceivedSpan {
  const attributes = attributesIn(span['attributes']);
  const status = objectIn(span['status']);
  return {
    traceId: idIn(span['traceId']),
    spanId: idIn(span['spanId']),
    parentSpanId: parentIn(span['parentSpanId']),
    name: textIn(span['name']).slice(0, longestName).toWellFormed(),
    kind: kinds[Number(span['kind'])] ?? 'UNSPECIFIED',
    serviceName: textOrNull(resource['service.name']),
    startUnixNano: nanosIn(span['startTimeUnixNano']),
    endUnixNano: nanosIn(span['endTimeUnixNano']),
    status: statuses[Number(status['code'])] ?? 'UNSET',
    statusMessage: textIn(status['message']) || null,
    attributes,
    resourceAttributes: resource,
    events: objectsIn(span['events']).map(eventIn),
    dimensions: dimensionsOf(attributes, resource),
  };
}

function eventIn(event: Readonly<Record<string, unknown>>): SpanEvent {
  return {
    timeUnixNano: eventNanosIn(event['timeUnixNano']),
    name: textIn(event['name']),
    attributes: attributesIn(event['attributes']),
  };
}

/** In JSON, hex may be of either case. */
function idIn(value: unknown): string {
  return textIn(value).toLowerCase();
}

/** Absent for the root; some senders write zeros instead. */
function parentIn(value: unknown): string | null {
  const id = idIn(value);
  return /^0*$/.test(id) ? null : id;
}

/** A 64-bit number: decimal text, or a number from senders who do not mind the last digits. */
function nanosIn(value: unknown): string {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
    ? String(BigInt(value))
    : textIn(value) || '0';
}

/** A span is not refused for the clock of an event: one that makes no sense is 1970. */
function eventNanosIn(value: unknown): string {
  const nanos = nanosIn(value);
  return /^\d{1,18}$|^[1-8]\d{18}$/.test(nanos) ? nanos : '0';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
