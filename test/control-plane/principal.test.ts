import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { done } from '../support/operations.ts';

let factory: TestFactory;
const now = { at: new Date('2026-03-02T09:00:00.000Z') };
beforeAll(async () => {
  factory = await openTestFactory({ clock: () => now.at });
});
afterAll(() => factory?.stop());

async function ask(parameters: Record<string, string>): Promise<[status: number, body: string]> {
  const port = factory.subgraphs.ports.get('control-plane');
  const answer = await port?.ask('principal', new URLSearchParams(parameters));
  return [answer?.status ?? 0, String(answer?.body)];
}

describe('whoever was invited', () => {
  const dana = { tenantId: 'acme', subject: 'oidc|dana', email: 'Dana@acme.example' };

  it('is nobody before, and with an address of no invitation', async () => {
    expect(await ask(dana)).toEqual([403, 'You are not a member of this tenant.']);
  });

  it('accepts by signing in with the address, also twice at once', async () => {
    const ada = await factory.as('acme', 'ada');
    const roles = [{ role: 'REVIEWER' }];
    const input = { email: 'dana@acme.example', displayName: 'Dana', roles };
    const { user } = await done(ada, 'inviteUser', input, 'user { id status }');
    expect(user.status).toBe('INVITED');

    const answers = await Promise.all([ask(dana), ask(dana)]);

    expect(answers.map(([status]) => status)).toEqual([200, 200]);
    expect(JSON.parse(answers[0]?.[1] ?? '')).toMatchObject({
      userId: user.id,
      kind: 'PERSON',
      grants: [{ role: 'REVIEWER', projectId: null }],
    });
  });

  it('accepts however many ask for him, and however they interleave', async () => {
    const ada = await factory.as('acme', 'ada');
    for (let number = 0; number < 20; number += 1) {
      const subject = `oidc|eager-${number}`;
      const email = `eager-${number}@acme.example`;
      const input = { email, displayName: 'Eager', roles: [{ role: 'VIEWER' }] };
      await done(ada, 'inviteUser', input, 'user { id }');

      const asked = Array.from({ length: 12 }, async (_, turns) => {
        for (let turn = 0; turn < turns * 4; turn += 1) await setImmediate();
        return (await ask({ tenantId: 'acme', subject, email }))[0];
      });

      expect(new Set(await Promise.all(asked))).toEqual(new Set([200]));
    }
  });

  it('is known by the subject from then on, and by no other with the same address', async () => {
    expect((await ask({ tenantId: 'acme', subject: 'oidc|dana' }))[0]).toBe(200);
    expect((await ask({ ...dana, subject: 'oidc|thief' }))[0]).toBe(403);
    expect((await ask({ ...dana, tenantId: 'globex' }))[0]).toBe(403);
  });

  it('is noted to have signed in, once an hour', async () => {
    const ada = await factory.as('acme', 'ada');
    const lastLogin = async () => {
      const { users } = await ada.data(
        '{ users(first: 50) { nodes { displayName lastLoginAt } } }',
      );
      return users.nodes.find(({ displayName }: { displayName: string }) => displayName === 'Dana')
        .lastLoginAt;
    };
    const first = await lastLogin();
    now.at = new Date('2026-03-02T09:59:00.000Z');
    await ask(dana);
    expect(await lastLogin()).toBe(first);

    now.at = new Date('2026-03-02T10:00:00.000Z');
    await ask(dana);

    expect(await lastLogin()).toBe('2026-03-02T10:00:00.000Z');
  });
});

describe('a platform operator', () => {
  it('is known without a tenant, and to no tenant', async () => {
    expect((await ask({ subject: 'petra' }))[0]).toBe(200);
    expect((await ask({ tenantId: 'acme', subject: 'petra' }))[0]).toBe(403);
    expect((await ask({ subject: 'ada' }))[0]).toBe(403);
  });
});
