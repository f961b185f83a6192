import { TraceFlags, trace } from '@opentelemetry/api';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { traceOf } from '../../subgraphs/kernel/tracing/scope-trace.ts';
import { inSpanOf, SpanKind } from '../../subgraphs/kernel/tracing/span.ts';
import { newTraceId } from '../trace-id.ts';

/** Does what one event asks for, by a scope of the event's own. */
export type ForEvent = <Result>(
  scope: Scope,
  work: (scope: Scope) => Promise<Result>,
) => Promise<Result>;

/**
 * Gives each event of the subscription that is begun now a trace of its own, linked to the subscription's: that one
 * would never end. Where the subscription is not traced, neither are its events.
 */
export function eventTraces(subgraph: string, subscriber: Scope): ForEvent {
  const subscribed = trace.getSpanContext(traceOf(subscriber));
  if (!subscribed || (subscribed.traceFlags & TraceFlags.SAMPLED) === 0) {
    return (scope, work) => work(scope);
  }
  const attributes = { 'factory.subgraph': subgraph };
  const options = { kind: SpanKind.CONSUMER, attributes, links: [{ context: subscribed }] };
  return (scope, work) => {
    const own = { ...scope, traceId: newTraceId() };
    return inSpanOf(own, `event ${subgraph}`, options, () => work(own));
  };
}
