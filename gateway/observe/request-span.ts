import type { IncomingHttpHeaders } from 'node:http';
import {
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
} from '@opentelemetry/api';
import { readTraceparent } from '../../subgraphs/kernel/scope/scope-headers.ts';
import { inSpan, SpanKind } from '../../subgraphs/kernel/tracing/span.ts';
import { newTraceId } from '../trace-id.ts';

/** A request being served: the trace it belongs to, whether somebody records it or not, and its span. */
export interface RequestSpan {
  /** 32 hex digits: the caller's where it named one. */
  readonly traceId: string;
  readonly span: Span;
}

/** Serves a request in a span below its caller's, by the `traceparent` that came with it. */
export function inRequestSpan<Result>(
  name: string,
  headers: IncomingHttpHeaders,
  work: (request: RequestSpan) => Promise<Result>,
): Promise<Result> {
  const caller = propagation.extract(ROOT_CONTEXT, headers);
  return context.with(caller, () =>
    inSpan(name, { kind: SpanKind.SERVER }, (span) =>
      work({ traceId: traceIdOf(span, headers), span }),
    ),
  );
}

function traceIdOf(span: Span, headers: IncomingHttpHeaders): string {
  const recorded = span.spanContext();
  if (isSpanContextValid(recorded)) return recorded.traceId;
  return readTraceparent(headers['traceparent'])?.traceId ?? newTraceId();
}
