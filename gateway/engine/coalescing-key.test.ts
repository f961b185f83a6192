import { describe, expect, it } from 'vitest';
import { systemActor } from '../../subgraphs/kernel/authority.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { testScope } from '../../test/support/federated-graph.ts';
import { coalescingKey } from './coalescing-key.ts';

const { actor } = testScope;

describe('the key of an authorisation scope', () => {
  it('is the same for another request of the same principal', () => {
    const later = { ...testScope, requestId: 'x', traceId: 'y', correlationId: 'z', deadlineAt: 9 };

    expect(coalescingKey(later)).toBe(coalescingKey(testScope));
  });

  const others: readonly [string, Scope][] = [
    ['another tenant', { ...testScope, tenantId: 'globex' }],
    ['another actor', { ...testScope, actor: { ...actor, userId: 'ben' } }],
    ['another kind of actor', { ...testScope, actor: { ...actor, kind: 'SERVICE' } }],
    ['other grants', { ...testScope, actor: { ...actor, grants: [] } }],
    [
      'a grant in one project',
      { ...testScope, actor: { ...actor, grants: [{ role: 'VIEWER', projectId: 'p' }] } },
    ],
    ['another epoch of its grants', { ...testScope, grantsEpoch: 2 }],
    ['a token that narrows', { ...testScope, actor: { ...actor, scopes: [] } }],
    ['whatever else a scope may come to hold', { ...testScope, more: 1 } as Scope],
  ];

  it.each(others)('is another one for %s', (_, scope) => {
    expect(coalescingKey(scope)).not.toBe(coalescingKey(testScope));
  });

  it('is none for the system itself', () => {
    expect(coalescingKey({ ...testScope, actor: systemActor })).toBeUndefined();
  });
});
