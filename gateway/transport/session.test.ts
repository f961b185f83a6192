import { describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import type { Grant } from '../../subgraphs/kernel/authority.ts';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import { unauthenticated, uncheckable } from '../../subgraphs/kernel/scope/unauthenticated.ts';
import type { Pipeline } from '../pipeline.ts';
import { coversAll, openSession } from './session.ts';

const inAll = (role: Grant['role']): Grant => ({ role, projectId: null });
const inOne = (role: Grant['role'], projectId = 'p1'): Grant => ({ role, projectId });
const actor = (...grants: readonly Grant[]) => ({
  userId: '0198c0de-0000-7000-8000-000000000001',
  kind: 'PERSON' as const,
  grants,
});

describe('what somebody may do now covers what it could before', () => {
  it.each<[string, Grant[], Grant[]]>([
    ['nothing before', [], []],
    ['the same', [inAll('APPROVER')], [inAll('APPROVER')]],
    ['more', [inAll('APPROVER'), inAll('VIEWER')], [inAll('VIEWER')]],
    ['every project where it was one', [inAll('APPROVER')], [inOne('APPROVER')]],
    ['the same project', [inOne('APPROVER')], [inOne('APPROVER')]],
  ])('with %s', (_, now, before) => {
    expect(coversAll(actor(...now), actor(...before))).toBe(true);
  });

  it.each<[string, Grant[], Grant[]]>([
    ['nothing', [], [inAll('VIEWER')]],
    ['another role', [inAll('REVIEWER')], [inAll('APPROVER')]],
    ['one project where it was every', [inOne('APPROVER')], [inAll('APPROVER')]],
    ['another project', [inOne('APPROVER', 'p2')], [inOne('APPROVER', 'p1')]],
    ['one of two', [inAll('VIEWER')], [inAll('VIEWER'), inOne('APPROVER')]],
  ])('not with %s', (_, now, before) => {
    expect(coversAll(actor(...now), actor(...before))).toBe(false);
  });
});

describe('what an operator may do in a tenant', () => {
  const by = (tenantAccessId: string) => ({ ...actor(inAll('RUNTIME_OPERATOR')), tenantAccessId });

  it('is covered by the same access, and by no other', () => {
    expect(coversAll(by('a1'), by('a1'))).toBe(true);
    expect(coversAll(by('a2'), by('a1'))).toBe(false);
    expect(coversAll(actor(inAll('RUNTIME_OPERATOR')), by('a1'))).toBe(false);
  });
});

describe('a session', () => {
  /** A session of somebody whose grants the test changes; `closed` is how its socket was closed. */
  async function open(expiresAt = Date.now() + 60_000) {
    const state = {
      grants: [inAll('APPROVER'), inAll('VIEWER')],
      fault: null as Error | null,
      tokenFault: null as Error | null,
    };
    const closed: [number, string][] = [];
    const pipeline = {
      authenticate: async () => {
        if (state.tokenFault) throw state.tokenFault;
        return { tenantId: 'acme', subject: 'ada', expiresAt };
      },
      scope: async () => {
        if (state.fault) throw state.fault;
        const identity = { tenantId: 'acme', actor: actor(...state.grants), grantsEpoch: 1 };
        return createScope(identity, {
          requestId: 'r',
          traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
          correlationId: 'c',
          deadlineAt: null,
        });
      },
    } as unknown as Pipeline;
    const socket = {
      close: (code: number, reason: string) => void closed.push([code, reason]),
    } as unknown as WebSocket;
    const session = await openSession(pipeline, socket, 'Bearer x');
    return { session, state, closed };
  }

  it('starts each operation with what may be done at that moment', async () => {
    const { session, state, closed } = await open();
    state.grants = [inAll('APPROVER'), inAll('VIEWER'), inAll('TENANT_ADMIN')];

    expect((await session.scope()).actor.grants).toHaveLength(3);
    expect(closed).toEqual([]);
    session.end();
  });

  it('ends when a grant is gone, found out by a look', async () => {
    const { session, state, closed } = await open();
    state.grants = [inAll('VIEWER')];
    await session.reauthorize();

    expect(closed).toEqual([[4403, 'Your access has changed']]);
    session.end();
  });

  it('ends when a grant is gone, found out by an operation: its streams began with it', async () => {
    const { session, state, closed } = await open();
    state.grants = [inAll('VIEWER')];
    await session.scope();
    await session.reauthorize();

    expect(closed[0]).toEqual([4403, 'Your access has changed']);
    session.end();
  });

  it('ends when a grant that came later is gone', async () => {
    const { session, state, closed } = await open();
    const before = state.grants;
    state.grants = [...before, inAll('TENANT_ADMIN')];
    await session.scope();
    state.grants = before;
    await session.reauthorize();

    expect(closed).toEqual([[4403, 'Your access has changed']]);
    session.end();
  });

  it('ends when its person is no member any more', async () => {
    const { session, state, closed } = await open();
    state.fault = refusal('FORBIDDEN', 'You are no member of this tenant.');
    await session.reauthorize();

    expect(closed).toEqual([[4403, 'Access withdrawn']]);
    session.end();
  });

  it('ends with its token, to the millisecond', async () => {
    vi.useFakeTimers();
    try {
      const { session, closed } = await open(Date.now() + 4_000);
      await vi.advanceTimersByTimeAsync(3_999);
      expect(closed).toEqual([]);

      await vi.advanceTimersByTimeAsync(1);
      expect(closed).toEqual([[4401, 'The token has expired']]);
      session.end();
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends when its token is not good any more', async () => {
    const { session, state, closed } = await open();
    state.tokenFault = unauthenticated('The API token is unknown, revoked or expired.');
    await session.reauthorize();

    expect(closed).toEqual([[4401, 'The token is not good any more']]);
    await expect(session.scope()).rejects.toThrow('The API token is unknown, revoked or expired.');
    session.end();
  });

  it('goes on when nobody can tell whether its token is good', async () => {
    const { session, state, closed } = await open();
    state.tokenFault = uncheckable('The keys cannot be read.', null);
    await session.reauthorize();

    expect(closed).toEqual([]);
    session.end();
  });

  it('goes on when the Control Plane does not answer', async () => {
    const { session, state, closed } = await open();
    state.fault = refusal('SUBGRAPH_UNAVAILABLE', 'Away.');
    await session.reauthorize();

    expect(closed).toEqual([]);
    session.end();
  });
});
