import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import { type Client, type Data, openClient } from '../support/client.ts';
import { eventIn, eventsOf } from '../support/event-logs.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, done, mutate, openIncident, requestReview } from '../support/operations.ts';
import { admitOperator } from '../support/operators.ts';
import { exportTrace } from '../tenancy/telemetry.ts';
import { quiet, superusersOf } from '../tenancy/world.ts';

let factory: TestFactory;
/** The two operators, outside of every tenant. */
let petra: Client;
let paul: Client;
let ada: Client;
/** How far the Control Plane's clock is ahead. */
let aheadMs = 0;
/** Whether the Control Plane cannot take notes. */
let isDeaf = false;
const clients: Client[] = [];

beforeAll(async () => {
  factory = await openTestFactory({
    clock: () => new Date(Date.now() + aheadMs),
    portsOf: ({ ports }) => new Map([...ports].map(([name, port]) => [name, deafened(port)])),
  });
  await admitOperator(controlPlane().services, 'paul');
  petra = await factory.as(null, 'petra');
  paul = opened(await factory.tokenOf(null, 'paul'));
  ada = await factory.as('acme', 'ada');
});
afterAll(async () => {
  for (const client of clients) await client.close();
  await factory?.stop();
});

function deafened(port: SubgraphPort): SubgraphPort {
  const nothing = { status: 503, contentType: 'text/plain', body: 'Not now.' };
  return {
    ...port,
    internal: async (...call) => (isDeaf ? nothing : port.internal(...call)),
  };
}

function controlPlane() {
  const runtime = factory.subgraphs.runtimes.get('control-plane');
  if (!runtime) throw new Error('There is no Control Plane.');
  return runtime;
}

function opened(token: string, more?: Readonly<Record<string, string>>): Client {
  const client = openClient(factory.gateway.url, token, more);
  clients.push(client);
  return client;
}

/** Somebody with a token outside of every tenant who names one. */
async function inside(tenant: string, user = 'petra'): Promise<Client> {
  return opened(await factory.tokenOf(null, user), { 'x-factory-tenant': tenant });
}

const about = 'tenantAccess { id status useCount expiresAt operatorUserId }';
const reason = 'The queue of this tenant stands still since ten.';

async function ask(more: object = {}): Promise<Data> {
  const input = { tenantId: 'acme', reason, ticket: 'OPS-4711', level: 'READ', ...more };
  const asked = { durationMinutes: 30, ...input };
  return (await done(petra, 'requestTenantAccess', asked, about)).tenantAccess;
}

async function grant(
  more: { readonly tenantId?: string; readonly level?: string } = {},
): Promise<Data> {
  const { id: tenantAccessId } = await ask(more);
  const { tenantId = 'acme' } = more;
  return (await done(paul, 'approveTenantAccess', { tenantId, tenantAccessId }, about))
    .tenantAccess;
}

async function revoke(by: Client, { id }: Data, tenantId: string | null = 'acme'): Promise<Data> {
  return done(by, 'revokeTenantAccess', { tenantId, tenantAccessId: id }, about);
}

async function codeOf(client: Client, query = '{ reviewQueue { nodes { id } } }') {
  const { data, errors } = await client.ask(query);
  if (errors) expect(Object.values(data ?? {}).filter(Boolean)).toEqual([]);
  return errors?.[0]?.extensions?.['code'];
}

/** The events of an access in each of the two logs, once both hold all that was told. */
async function told({ id }: Data) {
  const superusers = await superusersOf(factory);
  await quiet(superusers);
  for (const client of Object.values(superusers)) await client.end();
  const events = (await eventsOf(factory, 'control-plane')).filter((e) => e.aggregateId === id);
  const of = (tenant: string) => events.filter(({ tenantId }) => tenantId === tenant);
  return { tenant: of('acme'), platform: of('platform') };
}

const typesOf = (events: readonly { readonly eventType: string }[]) =>
  events.map(({ eventType }) => eventType);

describe('an operator with an access that a second one has approved', () => {
  it('reads what the tenant has, and its administrator reads of it', async () => {
    const service = await factory.as('acme', 'factory');
    const projectId = await createProject(ada);
    const review = await requestReview(service, projectId);
    const access = await grant();

    const operator = await inside('acme');
    const { reviewQueue, tenant, incidents, viewer } = await operator.data(`{
      reviewQueue { nodes { id project { name } } } tenant { id } incidents { nodes { id } } viewer { id }
    }`);

    expect(reviewQueue.nodes.map(({ id }: Data) => id)).toContain(review.id);
    expect([tenant.id, incidents.nodes, viewer]).toEqual(['acme', [], null]);
    const { tenantAccesses } = await ada.data(
      '{ tenantAccesses { nodes { id status reason ticket operatorUserId useCount } } }',
    );
    expect(tenantAccesses.nodes[0]).toEqual({
      id: access.id,
      status: 'ACTIVE',
      reason,
      ticket: 'OPS-4711',
      operatorUserId: access.operatorUserId,
      useCount: 1,
    });
    await revoke(ada, access, null);
  });

  it('is told of in both logs, from the request to the end, by the same facts', async () => {
    const access = await grant();
    const operator = await inside('acme');
    await operator.data(
      'query Private_Words { q: reviewQueue { nodes { id } } ...More } fragment More on Query { tenant { id } }',
    );
    await revoke(paul, access);

    const { tenant, platform } = await told(access);

    expect(typesOf(tenant)).toEqual([
      'TenantAccessRequested',
      'TenantAccessGranted',
      'TenantAccessUsed',
      'TenantAccessEnded',
    ]);
    expect(platform).toEqual(tenant.map((event) => ({ ...event, tenantId: 'platform' })));
    expect(tenant[2]).toMatchObject({
      actorId: access.operatorUserId,
      payload: { operation: 'QUERY', fields: ['reviewQueue', 'tenant'], tenantId: 'acme' },
    });
    const text = JSON.stringify([...tenant, ...platform]);
    for (const hidden of ['Private_Words', reason, 'OPS-4711']) expect(text).not.toContain(hidden);
  });

  it('writes by WRITE in his own name: the event bears his id and the trace of its use', async () => {
    const projectId = await createProject(ada);
    const access = await grant({ level: 'WRITE' });

    const incident = await openIncident(await inside('acme'), projectId);

    const event = await eventIn(factory, {
      subgraph: 'observability',
      type: 'IncidentOpened',
      is: ({ aggregateId }) => aggregateId === incident.id,
    });
    const use = (await told(access)).tenant.find(
      ({ eventType }) => eventType === 'TenantAccessUsed',
    );
    expect([event.tenantId, event.actorId]).toEqual(['acme', access.operatorUserId]);
    expect(use).toMatchObject({ traceId: event.traceId, payload: { fields: ['openIncident'] } });
    await revoke(ada, access);
  });

  it.each(['READ', 'WRITE'])('decides nothing and gives nobody a right by %s', async (level) => {
    const projectId = await createProject(ada);
    const service = await factory.as('acme', 'factory');
    const { id: reviewRequestId } = await requestReview(service, projectId);
    const access = await grant({ level });
    const operator = await inside('acme');
    const { viewer } = await ada.data('{ viewer { id } }');
    const refused: readonly (readonly [string, object, string])[] = [
      ['claimReview', { reviewRequestId }, 'reviewRequest { id }'],
      ['approveReview', { reviewRequestId }, 'reviewRequest { id }'],
      ['createProject', { name: 'x', slug: 'x-1' }, 'project { id }'],
      ['revokeRole', { userId: viewer.id, role: 'APPROVER' }, 'user { id }'],
      ['issueApiToken', { name: 'x', scopes: ['tenant:read'] }, 'secret'],
      ['suspendTenant', { tenantId: 'acme' }, 'tenant { id }'],
      [
        'approveTenantAccess',
        { tenantId: 'acme', tenantAccessId: access.id },
        'tenantAccess { id }',
      ],
      ['revokeTenantAccess', { tenantAccessId: access.id }, 'tenantAccess { id }'],
      ...(level === 'READ'
        ? ([
            ['openIncident', { projectId, title: 'x', severity: 'HIGH' }, 'incident { id }'],
          ] as const)
        : []),
    ];

    for (const [name, input, selection] of refused) {
      const { userErrors } = await mutate(operator, name, input, selection);
      expect([name, userErrors.map(({ code }: Data) => code)]).toEqual([name, ['FORBIDDEN']]);
    }
    for (const field of ['users', 'apiTokens', 'tenantAccesses']) {
      expect(await codeOf(operator, `{ ${field} { nodes { id } } }`)).toBe('FORBIDDEN');
    }
    await revoke(ada, access);
  });

  it('sends no telemetry in the tenant’s name', async () => {
    const access = await grant({ level: 'WRITE' });
    const projectId = await createProject(ada);
    const traceId = access.id.replaceAll('-', '');
    const response = await fetch(`${factory.gateway.url}/v1/traces`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await factory.token(null, 'petra')}`,
        'content-type': 'application/json',
        'x-factory-tenant': 'acme',
      },
      body: JSON.stringify(
        exportTrace({ tenantId: 'acme', projectId, traceId, told: (what) => what }),
      ),
    });

    expect(response.status).toBe(403);
    await revoke(ada, access);
  });
});

describe('the uses of an access', () => {
  it('of three hundred operations are three hundred, in both logs, and none is missing', async () => {
    const access = await grant();
    const operator = await inside('acme');
    const each = Array.from({ length: 300 }, (_, index) =>
      operator.data(index % 2 ? '{ tenant { id } }' : '{ projects { nodes { id } } }'),
    );

    await Promise.all(each);

    const { tenant, platform } = await told(access);
    const used = tenant.filter(({ eventType }) => eventType === 'TenantAccessUsed');
    expect(used).toHaveLength(300);
    expect(new Set(used.map(({ traceId }) => traceId)).size).toBe(300);
    expect(platform).toEqual(tenant.map((event) => ({ ...event, tenantId: 'platform' })));
    expect((await revoke(ada, access)).tenantAccess.useCount).toBe(300);
  });

  it('come first: what cannot be noted does not run', async () => {
    const access = await grant();
    const operator = await inside('acme');
    isDeaf = true;
    const before = studioStatements();

    expect(await codeOf(operator)).toBe('SUBGRAPH_UNAVAILABLE');
    expect(studioStatements()).toBe(before);
    isDeaf = false;
    expect(await codeOf(operator)).toBeUndefined();
    expect(studioStatements()).toBeGreaterThan(before);
    await revoke(ada, access);
  });
});

function studioStatements(): number {
  return factory.statements.filter(({ text }) => text.includes('review_requests')).length;
}

describe('without an active access to the very tenant, an operator', () => {
  const live = 'subscription { reviewQueueUpdated { reviewRequest { id } } }';

  /** Over HTTP and a WebSocket, with nothing asked of the tenant's data. */
  async function expectRefused(client: Client): Promise<void> {
    const before = studioStatements();
    expect(await codeOf(client)).toBe('FORBIDDEN');
    const updates = client.subscribe(live);
    const refused = await updates.next().then(
      // Where the gateway has not yet heard of the end, the socket opens, and what it asks for is refused.
      ({ data, errors }) => data ?? errors?.[0]?.extensions?.['code'],
      async () => ((await updates.ended) as Data).code,
    );
    expect([4403, 'FORBIDDEN']).toContain(refused);
    expect(studioStatements()).toBe(before);
  }

  it('is refused: none, requested, rejected, another’s, another tenant’s, revoked', async () => {
    const operator = await inside('acme');
    await expectRefused(operator);
    const first = await ask();
    await expectRefused(operator);
    const named = { tenantId: 'acme', tenantAccessId: first.id };
    const own = await mutate(petra, 'approveTenantAccess', named, about);
    expect(own.userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    await expectRefused(operator);
    await done(paul, 'rejectTenantAccess', named, about);
    await expectRefused(operator);

    const access = await grant();
    expect(await codeOf(operator)).toBeUndefined();
    await expectRefused(await inside('acme', 'paul'));
    await expectRefused(await inside('globex'));
    await expectRefused(await inside('platform'));
    await expectRefused(await inside("acme' or true --"));
    await revoke(ada, access);
    await expectRefused(operator);
  });

  it('is refused from the millisecond it ends, though the gateway still knows him', async () => {
    const access = await grant();
    const operator = await inside('acme');
    expect(await codeOf(operator)).toBeUndefined();
    aheadMs = Date.parse(access.expiresAt) - Date.now();

    expect(await codeOf(operator)).toBe('FORBIDDEN');
    aheadMs = 0;
    await revoke(ada, access);
  });

  it('is refused within five seconds of being disabled himself, whatever was agreed to', async () => {
    const access = await grant();
    const operator = await inside('acme');
    expect(await codeOf(operator)).toBeUndefined();
    const superusers = await superusersOf(factory);
    const disabled = (status: string) =>
      superusers['control-plane'].query(
        `update identity.users set status = $1 where tenant_id = 'platform' and subject = 'petra'`,
        [status],
      );
    await disabled('DISABLED');

    // What is known of him is at most five seconds old.
    await expect.poll(() => codeOf(operator), { timeout: 10_000 }).toBe('FORBIDDEN');
    await disabled('ACTIVE');
    for (const client of Object.values(superusers)) await client.end();
    await revoke(ada, access);
  });
});

describe('the header', () => {
  it('takes nobody out of the tenant of his token', async () => {
    const token = await factory.token('acme', 'ada');

    expect(await codeOf(opened(token, { 'x-factory-tenant': 'globex' }))).toBe('FORBIDDEN');
    expect(await codeOf(opened(token, { 'x-factory-tenant': 'acme' }))).toBeUndefined();
  });

  it('is of no use to who is no operator, by a token without a tenant', async () => {
    const access = await grant();
    const nobody = opened(await factory.tokenOf(null, 'ada'), { 'x-factory-tenant': 'acme' });

    expect(await codeOf(nobody)).toBe('FORBIDDEN');
    await revoke(ada, access);
  });
});

describe('a live stream of an operator', () => {
  const live =
    'subscription ($after: String) { reviewQueueUpdated(after: $after) { reviewRequest { id } } }';

  async function follow() {
    const operator = await inside('acme');
    const projectId = await createProject(ada);
    const service = await factory.as('acme', 'factory');
    const { reviewQueue } = await operator.data('{ reviewQueue(first: 1) { liveCursor } }');
    const updates = operator.subscribe(live, { after: reviewQueue.liveCursor });
    const { id } = await requestReview(service, projectId);
    expect((await updates.next()).data.reviewQueueUpdated.reviewRequest.id).toBe(id);
    return { updates, raise: () => requestReview(service, projectId) };
  }

  it.each(['the tenant’s administrator', 'an operator'])(
    'stops when %s revokes it',
    async (who) => {
      const access = await grant();
      const { updates, raise } = await follow();

      await revoke(who === 'an operator' ? petra : ada, access);
      const closed = await updates.ended;
      await raise();

      expect(closed).toMatchObject({ code: 4403 });
      await expect(updates.next()).rejects.toThrow('The subscription ended.');
    },
  );

  it('stops when its time is over, and that is told', async () => {
    const access = await grant();
    const { updates, raise } = await follow();
    aheadMs = Date.parse(access.expiresAt) - Date.now();

    await controlPlane().runJobs(['acme']);
    const closed = await updates.ended;
    await raise();

    expect(closed).toMatchObject({ code: 4403 });
    await expect(updates.next()).rejects.toThrow('The subscription ended.');
    aheadMs = 0;
    const { tenant, platform } = await told(access);
    expect(tenant.at(-1)).toMatchObject({
      eventType: 'TenantAccessEnded',
      payload: { cause: 'EXPIRED' },
    });
    const uses = tenant.filter(({ eventType }) => eventType === 'TenantAccessUsed');
    expect(uses.map(({ payload }) => [payload['operation'], payload['fields']])).toEqual([
      ['QUERY', ['reviewQueue']],
      ['SUBSCRIPTION', ['reviewQueueUpdated']],
    ]);
    expect(typesOf(platform)).toEqual(typesOf(tenant));
  });
});

describe('the list of accesses', () => {
  it('is for administrators of the tenant, of theirs alone, and for operators who say which', async () => {
    const access = await ask({ tenantId: 'globex' });
    const eve = await factory.as('globex', 'eve');
    const ben = await factory.as('acme', 'ben');
    const idsOf = async (client: Client, args = '') =>
      (await client.data(`{ tenantAccesses${args} { nodes { id } } }`)).tenantAccesses.nodes.map(
        ({ id }: Data) => id,
      );

    expect(await idsOf(eve)).toEqual([access.id]);
    expect(await idsOf(ada)).not.toContain(access.id);
    expect(await idsOf(paul, '(tenantId: "globex")')).toEqual([access.id]);
    expect(await codeOf(paul, '{ tenantAccesses { nodes { id } } }')).toBe('FORBIDDEN');
    expect(await codeOf(ben, '{ tenantAccesses { nodes { id } } }')).toBe('FORBIDDEN');
    const other = '{ tenantAccesses(tenantId: "globex") { nodes { id } } }';
    expect(await codeOf(ada, other)).toBe('FORBIDDEN');
    const foreign = { tenantAccessId: access.id };
    for (const tenantId of ['globex', 'acme', null]) {
      const { userErrors } = await mutate(
        ada,
        'revokeTenantAccess',
        { ...foreign, tenantId },
        about,
      );
      expect(userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    }
    await revoke(eve, access, null);
  });

  it('knows of no tenant that is not there, nor of the platform', async () => {
    for (const [tenantId, code] of [
      ['initech', 'NOT_FOUND'],
      ['platform', 'INVALID_INPUT'],
    ]) {
      const input = { tenantId, reason, ticket: 'OPS-1', level: 'READ', durationMinutes: 5 };
      const { userErrors } = await mutate(petra, 'requestTenantAccess', input, about);
      expect(userErrors).toMatchObject([{ code }]);
    }
  });
});
