import type { IncomingHttpHeaders } from 'node:http';
import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';

/** Does the work below the caller's span, where its `traceparent` names one and this process traces. */
export function inCallersTrace<Result>(headers: IncomingHttpHeaders, work: () => Result): Result {
  return context.with(propagation.extract(ROOT_CONTEXT, headers), work);
}
