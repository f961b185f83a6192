import { type Context, context, TraceFlags, trace } from '@opentelemetry/api';
import { forTenant, inSpan, SpanKind } from './span.ts';

/** Where in a trace an event is dealt with; the next who deals with it goes on below. */
export interface EventPlace {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

/** Does what one event asks for; the work is told its place, or nothing where nobody traces. */
export type ForEvent = <Result>(
  work: (place: EventPlace | undefined) => Promise<Result>,
) => Promise<Result>;

export const untraced: ForEvent = (work) => work(undefined);

/**
 * Gives each event of the subscription that is begun now a trace of its own, linked to the subscription's: that one
 * would never end. Where the subscription is not traced, neither are its events.
 */
export function eventTraces(name: string, tenantId: string | null): ForEvent {
  const subscribed = trace.getActiveSpan()?.spanContext();
  if (!subscribed || !isSampled(subscribed)) return untraced;
  const options = { kind: SpanKind.CONSUMER, links: [{ context: subscribed }], root: true };

  return (work) =>
    inSpan(name, options, (span) => {
      const { traceId, spanId, ...flags } = span.spanContext();
      const place = { traceId, spanId, isSampled: isSampled(flags) };
      return forTenant(tenantId, () => work(place));
    });
}

export function isSampled({ traceFlags }: { readonly traceFlags: number }): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** A context that stands there. */
export function contextAt({ traceId, spanId, isSampled }: EventPlace): Context {
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(context.active(), { traceId, spanId, traceFlags, isRemote: true });
}
