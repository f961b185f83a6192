import { randomBytes, randomUUID } from 'node:crypto';
import { systemActor } from '../../subgraphs/kernel/authority.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';

/** The scope of a question the gateway asks for itself, on nobody's behalf. */
export function gatewayScope(tenantId: string | null): Scope {
  const traceId = newTraceId();
  return Object.freeze({
    tenantId,
    actor: systemActor,
    requestId: randomUUID(),
    traceId,
    correlationId: traceId,
    deadlineAt: null,
  });
}

/** W3C: 16 bytes, not all zero, as lower-case hex. */
export function newTraceId(): string {
  return randomBytes(16).toString('hex');
}
