import { trace } from '@opentelemetry/api';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import {
  contextAt,
  type EventPlace,
  isSampled,
} from '../../subgraphs/kernel/tracing/event-traces.ts';
import { traceOf, traceWithin } from '../../subgraphs/kernel/tracing/scope-trace.ts';
import { inSpanOf, SpanKind } from '../../subgraphs/kernel/tracing/span.ts';
import { newTraceId } from '../trace-id.ts';

/**
 * Does what one event asks for, by a scope of the event's own.
 *
 * @param before - where the subgraph has dealt with it; null where it said nothing of that.
 */
export type ForEvent = <Result>(
  scope: Scope,
  before: EventPlace | null,
  work: (scope: Scope) => Promise<Result>,
) => Promise<Result>;

/**
 * Gives the hydration of each event of the subscription that is begun now a span of the event's own trace, linked to
 * the subscription's: that one would never end. Where the subscription is not traced, neither are its events.
 */
export function eventTraces(subgraph: string, subscriber: Scope): ForEvent {
  const subscribed = trace.getSpanContext(traceOf(subscriber));
  if (!subscribed || !isSampled(subscribed)) return (scope, _, work) => work(scope);
  const options = { kind: SpanKind.CONSUMER, links: [{ context: subscribed }] };
  return (scope, before, work) => {
    const own = { ...scope, traceId: before?.traceId ?? newTraceId() };
    if (before) traceWithin(own, contextAt(before));
    return inSpanOf(own, `hydrate ${subgraph}`, options, () => work(own));
  };
}
