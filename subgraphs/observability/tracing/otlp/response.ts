import protobuf from 'protobufjs/minimal.js';
import type { SpanFault } from '../span/domain.ts';
import type { RejectedSpan } from '../trace-record/domain.ts';

/** The encodings of OTLP over HTTP; an answer comes in the one of its request. */
export type OtlpEncoding = 'application/x-protobuf' | 'application/json';

/** Codes of google.rpc.Status. */
const statusCodes = {
  INVALID_ARGUMENT: 3,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
} as const;
export type StatusCode = keyof typeof statusCodes;

const lengthDelimited = 2;
const tagOf = (field: number, wireType: number) => (field << 3) | wireType;
const shownSpans = 5;

/** An ExportTraceServiceResponse: `partial_success` is there only when spans were rejected. */
export function exportResponse(rejected: readonly RejectedSpan[], encoding: OtlpEncoding): Buffer {
  if (rejected.length === 0) return Buffer.from(encoding === 'application/json' ? '{}' : '');
  const errorMessage = explain(rejected);
  if (encoding === 'application/json') {
    const partialSuccess = { rejectedSpans: String(rejected.length), errorMessage };
    return Buffer.from(JSON.stringify({ partialSuccess }));
  }
  const writer = protobuf.Writer.create().uint32(tagOf(1, lengthDelimited)).fork();
  writer.uint32(tagOf(1, 0)).int64(rejected.length);
  writer.uint32(tagOf(2, lengthDelimited)).string(errorMessage);
  return Buffer.from(writer.ldelim().finish());
}

/** A google.rpc.Status, which is what OTLP answers when it takes nothing. */
export function statusResponse(code: StatusCode, message: string, encoding: OtlpEncoding): Buffer {
  const number = statusCodes[code];
  if (encoding === 'application/json')
    return Buffer.from(JSON.stringify({ code: number, message }));
  const writer = protobuf.Writer.create().uint32(tagOf(1, 0)).int32(number);
  return Buffer.from(writer.uint32(tagOf(2, lengthDelimited)).string(message).finish());
}

/** '2 spans were rejected. SECOND_ROOT: 00f067aa0ba902b7. CYCLE: 00f067aa0ba902b8.' */
function explain(rejected: readonly RejectedSpan[]): string {
  const faults = [...new Set(rejected.map(({ fault }) => fault))].map((fault) =>
    explainFault(
      fault,
      rejected.filter((span) => span.fault === fault),
    ),
  );
  const count = rejected.length === 1 ? '1 span was' : `${rejected.length} spans were`;
  return [`${count} rejected.`, ...faults].join(' ');
}

function explainFault(fault: SpanFault, spans: readonly RejectedSpan[]): string {
  // A malformed id may be of any length; of a good one this is all.
  const shown = spans.slice(0, shownSpans).map(({ spanId }) => spanId.slice(0, 16) || '(no id)');
  const more = spans.length > shownSpans ? ` and ${spans.length - shownSpans} more` : '';
  return `${fault}: ${shown.join(', ')}${more}.`;
}
