import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Data, openClient, type Subscription } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, done, requestReview } from '../support/operations.ts';

let factory: TestFactory;
const clients: Client[] = [];
beforeAll(async () => {
  factory = await openTestFactory();
});
afterAll(async () => {
  for (const client of clients) await client.close();
  await factory?.stop();
});

const subject = 'oidc|dana';
const roles = [{ role: 'REVIEWER' }];
const query = '{ myTenants { tenantId displayName } }';

/** Dana with a token of a tenant; with an address, as an issuer proves it, she accepts her invitation. */
async function dana(tenant: string, email?: string): Promise<Client> {
  if (email) {
    const port = factory.subgraphs.ports.get('control-plane');
    await port?.ask('principal', new URLSearchParams({ tenantId: tenant, subject, email }));
  }
  const client = openClient(factory.gateway.url, await factory.tokenOf(tenant, subject));
  clients.push(client);
  return client;
}

async function invite(by: Client, email: string): Promise<string> {
  const input = { email, displayName: 'Dana', roles };
  return (await done(by, 'inviteUser', input, 'user { id }')).user.id;
}

async function codeOf(client: Client, text = query): Promise<unknown> {
  return (await client.ask(text)).errors?.[0]?.extensions?.['code'];
}

describe('a person who is in several tenants', () => {
  let ada: Client;
  let eve: Client;
  let inAcme: Client;
  let inGlobex: Client;
  let globexUserId: string;
  beforeAll(async () => {
    ada = await factory.as('acme', 'ada');
    eve = await factory.as('globex', 'eve');
    await invite(ada, 'dana@acme.example');
    globexUserId = await invite(eve, 'dana@globex.example');
    inAcme = await dana('acme', 'dana@acme.example');
  });

  const acme = { tenantId: 'acme', displayName: 'Acme' };
  const globex = { tenantId: 'globex', displayName: 'Globex' };

  it('is told of a tenant once she has accepted its invitation, and not before', async () => {
    expect((await inAcme.data(query)).myTenants).toEqual([acme]);
    expect(await codeOf(await dana('globex'))).toBe('FORBIDDEN');

    inGlobex = await dana('globex', 'dana@globex.example');

    for (const client of [inAcme, inGlobex]) {
      expect((await client.data(query)).myTenants).toEqual([acme, globex]);
    }
  });

  it('sees of each tenant what is there by its own token, and by the other nothing', async () => {
    const projectId = await createProject(eve);
    const ask = '{ projects(first: 100) { nodes { id } } }';
    const seen = async (client: Client) =>
      (await client.data(ask)).projects.nodes.map(({ id }: Data) => id);

    expect(await seen(inGlobex)).toContain(projectId);
    expect(await seen(inAcme)).not.toContain(projectId);
  });

  it('is told by nobody else’s token: neither a program of hers nor others see where she is', async () => {
    const input = { name: 'for a program', scopes: ['tenant:read'] };
    const { secret } = await done(inAcme, 'issueApiToken', input, 'secret');
    const program = openClient(factory.gateway.url, secret);
    clients.push(program);

    expect(await codeOf(program)).toBe('FORBIDDEN');
    expect(await codeOf(await factory.as(null, 'petra'))).toBe('FORBIDDEN');
    expect((await ada.data(query)).myTenants).toEqual([acme]);
    expect((await eve.data(query)).myTenants).toEqual([globex]);
  });

  it('loses one tenant at once, with its sockets, and keeps the other with its own', async () => {
    const [here, there] = [await follow(inAcme), await follow(inGlobex)];
    const service = await factory.as('acme', 'factory');
    const plant = await factory.as('globex', 'plant');
    const projectId = await createProject(ada);
    const { id } = await requestReview(service, projectId);
    const { id: elsewhere } = await requestReview(plant, await createProject(eve));
    expect([await heard(here), await heard(there)]).toEqual([id, elsewhere]);

    await done(eve, 'disableUser', { userId: globexUserId }, 'user { id }');

    expect(await there.ended).toMatchObject({ code: 4403 });
    expect(await codeOf(inGlobex)).toBe('FORBIDDEN');
    const { id: later } = await requestReview(service, projectId);
    expect(await heard(here)).toBe(later);
    expect((await inAcme.data(query)).myTenants).toEqual([acme]);
    here.stop();
  });

  it('is not told of a tenant that is closed', async () => {
    await done(eve, 'enableUser', { userId: globexUserId }, 'user { id }');
    expect((await inAcme.data(query)).myTenants).toEqual([acme, globex]);
    const petra = await factory.as(null, 'petra');
    await done(petra, 'suspendTenant', { tenantId: 'globex' }, 'tenant { id }');

    expect((await inAcme.data(query)).myTenants).toEqual([acme]);
    expect(await codeOf(inGlobex)).toBe('FORBIDDEN');
  });
});

/** Follows the queue from this moment on: what is committed after the call is heard of. */
async function follow(client: Client): Promise<Subscription> {
  const { reviewQueue } = await client.data('{ reviewQueue(first: 1) { liveCursor } }');
  const live = `subscription ($after: String) {
    reviewQueueUpdated(after: $after) { reviewRequest { id } } }`;
  return client.subscribe(live, { after: reviewQueue.liveCursor });
}

async function heard(updates: Subscription): Promise<string> {
  return (await updates.next()).data.reviewQueueUpdated.reviewRequest.id;
}
