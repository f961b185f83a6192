import { createScope, type Scope } from '../../../subgraphs/kernel/scope/scope.ts';

const scopes = new Map<string, Scope>();

/** The scope of whoever shows this authorization: somebody of one tenant, the same one every time. */
export function scopeOf(authorization: string): Scope {
  const known = scopes.get(authorization);
  if (known) return known;
  const number = (scopes.size + 1).toString(16).padStart(12, '0');
  const actor = {
    userId: `00000000-0000-7000-8000-${number}`,
    kind: 'PERSON',
    grants: [],
  } as const;
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const facts = { requestId: 'bench', traceId, correlationId: traceId, deadlineAt: null };
  const scope = createScope({ tenantId: 'acme', actor, grantsEpoch: 1 }, facts);
  scopes.set(authorization, scope);
  return scope;
}
