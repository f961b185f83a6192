import { describe, expect, it } from 'vitest';
import { createScope, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { audienceOf } from './audience.ts';

const scope = (more: Partial<Scope> = {}): Scope => ({
  ...createScope(
    {
      tenantId: 'acme',
      actor: { userId: 'ada', kind: 'PERSON', grants: [{ role: 'VIEWER', projectId: 'p1' }] },
      grantsEpoch: 1,
    },
    { requestId: '1', traceId: 'a'.repeat(32), correlationId: '1', deadlineAt: 1 },
  ),
  ...more,
});
const { actor } = scope();
const narrowed = { ...actor, scopes: ['tenant:read'] as const };

describe('an audience', () => {
  it('is the same for requests of one person that differ in nothing which decides', () => {
    const other = { requestId: '2', traceId: 'b'.repeat(32), correlationId: '2', deadlineAt: null };

    expect(audienceOf(scope(other))).toBe(audienceOf(scope()));
  });

  it.each<[string, Partial<Scope>]>([
    ['in another tenant', { tenantId: 'globex' }],
    ['of another person', { actor: { ...actor, userId: 'ben' } }],
    ['with other grants', { actor: { ...actor, grants: [{ role: 'VIEWER', projectId: null }] } }],
    ['after a change of grants', { grantsEpoch: 2 }],
    ['whose token narrows', { actor: narrowed }],
    ['whose token has a scope of its issuer', { token: { scopes: ['pii'], apiTokenId: null } }],
    ['by an API token', { token: { scopes: [], apiTokenId: 't1' } }],
    ['with headers that are handed on', { forwarded: { authorization: 'Bearer me' } }],
  ])('is another one %s', (_, more) => {
    expect(audienceOf(scope(more))).not.toBe(audienceOf(scope()));
  });
});
