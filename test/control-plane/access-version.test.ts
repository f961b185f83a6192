import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, done } from '../support/operations.ts';

let factory: TestFactory;
let ada: Client;
let petra: Client;
beforeAll(async () => {
  factory = await openTestFactory();
  ada = await factory.as('acme', 'ada');
  petra = await factory.as(null, 'petra');
});
afterAll(() => factory?.stop());

async function version(tenantId: string | null = 'acme'): Promise<string> {
  const port = factory.subgraphs.ports.get('control-plane');
  const parameters = new URLSearchParams(tenantId === null ? {} : { tenantId });
  const answer = await port?.ask('access-version', parameters);
  expect(answer?.status).toBe(200);
  return JSON.parse(String(answer?.body)).version;
}

describe('the version of what the people of a tenant may do', () => {
  it('is another one after each change, as soon as that is answered, and of no other tenant', async () => {
    const cleo = await factory.as('acme', 'cleo');
    const { viewer } = await cleo.data('{ viewer { id } }');
    const userId = viewer.id;
    const seen = [await version()];
    const [globex, platform] = [await version('globex'), await version(null)];
    const changes: [Client, string, object, string][] = [
      [ada, 'assignRole', { userId, role: 'REVIEWER' }, 'user { id }'],
      [ada, 'revokeRole', { userId, role: 'REVIEWER' }, 'user { id }'],
      [ada, 'disableUser', { userId }, 'user { id }'],
      [ada, 'enableUser', { userId }, 'user { id }'],
      [petra, 'suspendTenant', { tenantId: 'acme' }, 'tenant { id }'],
      [petra, 'resumeTenant', { tenantId: 'acme' }, 'tenant { id }'],
    ];
    for (const [client, name, input, selection] of changes) {
      await done(client, name, input, selection);
      seen.push(await version());
    }

    expect(new Set(seen).size).toBe(changes.length + 1);
    expect(await version('globex')).toBe(globex);
    expect(await version(null)).toBe(platform);
  });

  it('stays while anything else happens', async () => {
    const before = await version();
    await createProject(ada);
    await ada.data('{ viewer { id } }');

    expect(await version()).toBe(before);
  });

  it('is there for a tenant that nobody knows, and always the same', async () => {
    expect(await version('nowhere')).toBe(await version('nowhere'));
  });
});
