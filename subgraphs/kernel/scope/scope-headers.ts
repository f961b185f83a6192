import type { IncomingHttpHeaders } from 'node:http';
import type { RequestFacts } from './scope.ts';
import { unauthenticated } from './unauthenticated.ts';

// The headers of a call from the gateway to a subgraph. Only the assertion is signed, and only it
// decides; whoever could change the others could mislabel a request, and no more.

export const scopeHeaders = {
  assertion: 'x-fs-assertion',
  requestId: 'x-fs-request-id',
  correlationId: 'x-fs-correlation-id',
  /** Epoch milliseconds; absent when the caller did not say how long it waits. */
  deadline: 'x-fs-deadline',
  /** W3C Trace Context. */
  trace: 'traceparent',
} as const;

const identifierForm = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const deadlineForm = /^[1-9][0-9]{0,15}$/;
const traceForm = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Headers that are ours alone: the gateway drops them from what a client sends. */
export function isReservedHeader(name: string): boolean {
  return name.toLowerCase().startsWith('x-fs-');
}

/** Whether a text may be a request id or a correlation id: up to 128 letters, digits and `._:-`. */
export function isIdentifier(value: unknown): value is string {
  return typeof value === 'string' && identifierForm.test(value);
}

/** The trace and the calling span of a `traceparent`; null when it is not a whole one of version 00. */
export function readTraceparent(
  value: unknown,
): { readonly traceId: string; readonly spanId: string; readonly isSampled: boolean } | null {
  const [, traceId, spanId, flags] = typeof value === 'string' ? (traceForm.exec(value) ?? []) : [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The same as text. */
export function writeTraceparent(
  traceId: string,
  { spanId, isSampled = true }: { readonly spanId: string; readonly isSampled?: boolean },
): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/**
 * The headers that a call carries.
 *
 * @param call.spanId - the gateway's own span, 16 hex digits, parent of what the subgraph records.
 * @param call.isSampled - false where nobody keeps the trace.
 */
export function writeScopeHeaders(
  facts: RequestFacts,
  call: { readonly assertion: string; readonly spanId: string; readonly isSampled?: boolean },
): Record<string, string> {
  const headers = {
    [scopeHeaders.assertion]: call.assertion,
    [scopeHeaders.requestId]: facts.requestId,
    [scopeHeaders.correlationId]: facts.correlationId,
    [scopeHeaders.trace]: writeTraceparent(facts.traceId, call),
  };
  return facts.deadlineAt === null
    ? headers
    : { ...headers, [scopeHeaders.deadline]: String(facts.deadlineAt) };
}

/**
 * What a call to a subgraph carries; the assertion is still to be verified.
 *
 * @throws Unauthenticated when a header is missing, sent twice or malformed: it was not the gateway.
 */
export function readScopeHeaders(headers: IncomingHttpHeaders): {
  readonly assertion: string;
  readonly facts: RequestFacts;
} {
  const assertion = headers[scopeHeaders.assertion];
  const trace = readTraceparent(headers[scopeHeaders.trace]);
  if (typeof assertion !== 'string') throw unauthenticated('The call carries no assertion.');
  if (trace === null) throw malformed(scopeHeaders.trace);
  const facts = {
    requestId: identifier(headers, scopeHeaders.requestId),
    traceId: trace.traceId,
    correlationId: identifier(headers, scopeHeaders.correlationId),
    deadlineAt: deadline(headers[scopeHeaders.deadline]),
  };
  return { assertion, facts };
}

function identifier(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  if (isIdentifier(value)) return value;
  throw malformed(name);
}

function deadline(value: string | readonly string[] | undefined): number | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && deadlineForm.test(value)) return Number(value);
  throw malformed(scopeHeaders.deadline);
}

function malformed(name: string) {
  return unauthenticated(`The call's ${name} header is missing or malformed.`);
}
