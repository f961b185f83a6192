import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { traceWithin } from '../../subgraphs/kernel/tracing/scope-trace.ts';

/** Lets the work for a scope stand below its caller's span, where a `traceparent` names one and this process traces. */
export function standBelowCaller(
  scope: Scope,
  headers: Readonly<Record<string, unknown>> | undefined,
): void {
  if (headers?.['traceparent'] === undefined) return;
  traceWithin(scope, propagation.extract(ROOT_CONTEXT, headers));
}
