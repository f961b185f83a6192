import type { GraphQLError } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Grant } from '../../subgraphs/kernel/authority.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Session } from './session.ts';
import { createSessions, type SessionLimits, sessionLimits } from './sessions.ts';

/** Sessions of people who are named by their tokens, `acme/ada`, and hold what the test says. */
function open(limits: Partial<SessionLimits> = {}) {
  const state = { roles: ['APPROVER'] as Grant['role'][], wait: Promise.resolve() };
  const told: string[] = [];
  const sessions = createSessions(
    {
      async authenticate({ authorization = '' }) {
        const [tenantId = '', subject = ''] = authorization.split('/');
        const facts = { issuer: 'i', email: null, scopes: null, tokenId: 't' };
        return { ...facts, tenantId, subject, expiresAt: Date.now() + 60_000 };
      },
      async scope({ tenantId }) {
        const grants = state.roles.map((role) => ({ role, projectId: null }));
        await state.wait;
        const actor = { userId: 'u', kind: 'PERSON' as const, grants };
        const facts = { requestId: 'r', correlationId: 'c', deadlineAt: null };
        return createScope(
          { tenantId, actor, grantsEpoch: 1 },
          { ...facts, traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
        );
      },
    },
    { ...sessionLimits, ...limits },
  );
  async function enter(who: string): Promise<Session> {
    const onEnd = ({ message }: GraphQLError) => told.push(`${who}: ${message}`);
    const session = await sessions.open({ authorization: who }, onEnd);
    onTestFinished(() => sessions.close(session));
    return session;
  }
  return { state, told, sessions, enter };
}

describe('sessions', () => {
  it('are counted by user, tenant and process, and count no more when they are closed', async () => {
    const { sessions, enter } = open({ perUser: 1, perTenant: 2, perProcess: 3 });
    const first = await enter('acme/ada');
    await expect(enter('acme/ada')).rejects.toThrow('One user may hold 1');
    await enter('acme/ben');
    await expect(enter('acme/cleo')).rejects.toThrow('One tenant may hold 2');
    await enter('globex/ada');
    await expect(enter('globex/eve')).rejects.toThrow('Too many connections');

    sessions.close(first);
    sessions.close(first);
    expect(sessions.count).toBe(2);
    await enter('acme/ada');
    await expect(enter('acme/ada')).rejects.toThrow('One user may hold 1');
  });

  it('of a tenant are looked at when access has changed there, and no others', async () => {
    const { state, told, sessions, enter } = open();
    await enter('acme/ada');
    await enter('globex/eve');
    state.roles = [];
    await sessions.reauthorize('acme');
    expect(told).toEqual(['acme/ada: Your access has changed']);

    await sessions.reauthorize(null);
    expect(told).toContain('globex/eve: Your access has changed');
  });

  it('that are opened while access changes are looked at again', async () => {
    const { state, told, sessions, enter } = open();
    let goOn = () => {};
    state.wait = new Promise((resolve) => {
      goOn = resolve;
    });
    // What it holds is looked up before the change, and comes after it.
    const opening = enter('acme/ada');
    await new Promise(setImmediate);
    state.roles = [];
    await sessions.reauthorize('acme');
    goOn();
    await opening;

    expect(told).toEqual(['acme/ada: Your access has changed']);
  });
});
