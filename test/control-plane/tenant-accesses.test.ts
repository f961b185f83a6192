import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actorBy } from '../../subgraphs/control-plane/identity/tenant-access/domain.ts';
import {
  activeAccessOf,
  tenantAccesses,
} from '../../subgraphs/control-plane/identity/tenant-access/repository.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Data } from '../support/client.ts';
import { admitOperator } from '../support/operators.ts';
import { noon, openTestControlPlane, type TestControlPlane, traceId } from './control-plane.ts';

let plane: TestControlPlane;
beforeAll(async () => {
  plane = await openTestControlPlane();
  await admitOperator(plane.runtime.services, 'paul');
});
afterAll(() => plane?.stop());

const about = 'tenantAccess { id version status expiresAt useCount lastUsedAt }';
const asked = {
  tenantId: 'acme',
  reason: 'The queue of Acme stands still since ten.',
  ticket: 'OPS-4711',
  level: 'READ',
  durationMinutes: 30,
};
const minutes = (count: number) => new Date(noon.getTime() + count * 60_000);

async function ask(more: object = {}): Promise<Data> {
  const answer = await plane.mutate('petra', 'requestTenantAccess', { ...asked, ...more }, about);
  expect(answer.userErrors).toEqual([]);
  return answer.tenantAccess;
}

async function decide(name: string, { id }: Data, who = 'platform/paul' as const): Promise<Data> {
  return plane.mutate(who, name, { tenantId: 'acme', tenantAccessId: id }, about);
}

async function grant(more: object = {}): Promise<Data> {
  return (await decide('approveTenantAccess', await ask(more))).tenantAccess;
}

/** The gateway's question who petra is in acme. */
async function principal(tenantId = 'acme', subject = 'petra'): Promise<[number, Data]> {
  const parameters = new URLSearchParams({ tenantId, subject, by: 'TENANT_ACCESS' });
  const answer = await plane.runtime.subgraph.ask('principal', parameters);
  const text = String(answer?.body);
  return [answer?.status ?? 0, answer?.status === 200 ? JSON.parse(text) : text];
}

/** What the gateway tells before an operation. */
async function use({ id }: Data): Promise<[number | undefined, string]> {
  const db = plane.runtime.services.database.reader('acme');
  const [access] = await tenantAccesses.find(db, [id]);
  if (!access) throw new Error('There is no such access.');
  const facts = { requestId: 'r', traceId, correlationId: traceId, deadlineAt: null };
  const scope = createScope({ tenantId: 'acme', actor: actorBy(access), grantsEpoch: 1 }, facts);
  const body = Buffer.from(JSON.stringify({ operation: 'QUERY', fields: ['incidents'] }));
  const told = { contentType: 'application/json', contentEncoding: undefined, body };
  const answer = await plane.runtime.subgraph.internal('tenantAccessUse', told, scope);
  return [answer?.status, String(answer?.body)];
}

const noAccess = [403, 'You have no access to this tenant at the moment.'];

describe('an access that was approved', () => {
  it('makes the operator a principal of the tenant: himself, with what it leaves, until it ends', async () => {
    expect(await principal()).toEqual(noAccess);
    const access = await grant({ level: 'WRITE', idempotencyKey: 'once' });

    expect(await principal()).toEqual([
      200,
      {
        userId: await plane.idOf('petra'),
        kind: 'PERSON',
        grants: [{ role: 'RUNTIME_OPERATOR', projectId: null }],
        scopes: ['incident:open', 'incident:write', 'telemetry:read', 'tenant:read'],
        tenantAccessId: access.id,
        grantsEpoch: expect.any(Number),
        endsAt: minutes(30).getTime(),
      },
    ]);
    expect(await principal('globex')).toEqual(noAccess);
    expect(await principal('acme', 'paul')).toEqual(noAccess);
    expect(await principal('acme', 'ada')).toEqual(noAccess);
    await plane.mutate('acme/ada', 'revokeTenantAccess', { tenantAccessId: access.id }, about);
    expect(await principal()).toEqual(noAccess);
  });

  it('that leaves more is used before one that leaves less', async () => {
    const all = [await grant(), await grant({ level: 'WRITE' }), await grant()];

    const [, { tenantAccessId }] = await principal();

    expect(tenantAccessId).toBe(all[1]?.id);
    for (const access of all) await decide('revokeTenantAccess', access);
    const { database } = plane.runtime.services;
    const none = await activeAccessOf(database.reader('acme'), await plane.idOf('petra'), noon);
    expect(none).toBeUndefined();
  });

  it('opens no tenant that is closed', async () => {
    const access = await grant();
    await plane.mutate('petra', 'suspendTenant', { tenantId: 'acme' }, 'tenant { id }');

    expect(await principal()).toEqual([403, 'The tenant acme is not open: it is SUSPENDED.']);
    await plane.mutate('petra', 'resumeTenant', { tenantId: 'acme' }, 'tenant { id }');
    await decide('revokeTenantAccess', access);
  });

  it('is used until the last millisecond, and not in the next; then it is swept once', async () => {
    const access = await grant();
    plane.clock.at = new Date(minutes(30).getTime() - 1);
    expect(await use(access)).toEqual([204, '']);
    plane.clock.at = minutes(30);
    expect(await use(access)).toEqual([403, 'Your access to this tenant has ended.']);
    expect(await principal()).toEqual(noAccess);
    const { tenantAccesses: listed } = await plane.data(
      'acme/ada',
      '{ tenantAccesses(first: 1) { nodes { id status useCount } } }',
    );
    expect(listed.nodes).toEqual([{ id: access.id, status: 'EXPIRED', useCount: 1 }]);

    await plane.runtime.runJobs(['acme', 'platform']);
    await plane.runtime.runJobs(['acme', 'platform']);

    const ended = (await plane.told('TenantAccessEnded')).filter(
      ({ aggregateId }) => aggregateId === access.id,
    );
    expect(ended.map(({ tenantId, payload }) => [tenantId, payload['cause']])).toEqual([
      ['acme', 'EXPIRED'],
      ['platform', 'EXPIRED'],
    ]);
    plane.clock.at = noon;
  });
});

describe('the two logs', () => {
  it('are told in one transaction: where the platform cannot be told, nothing has happened', async () => {
    const access = await grant();
    const owner = new pg.Client({ connectionString: plane.superuserUrl });
    await owner.connect();
    const lose = `revoke execute on function identity.tell_operators from factory_app`;
    await owner.query(lose);

    await expect(use(access)).rejects.toThrow();
    const refused = await plane.ask(
      'acme/ada',
      `mutation { revokeTenantAccess(input: { tenantAccessId: "${access.id}" }) { tenantAccess { id } } }`,
    );

    expect(refused.errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    await owner.query(lose.replace('revoke', 'grant').replace(' from ', ' to '));
    await owner.end();
    const db = plane.runtime.services.database.reader('acme');
    const [found] = await tenantAccesses.find(db, [access.id]);
    expect(found).toMatchObject({ status: 'ACTIVE', useCount: 0 });
    expect(await use(access)).toEqual([204, '']);
  });

  it('hold each fact of an access once, under one id, numbered without a gap', async () => {
    const facts = [];
    for (const type of ['Requested', 'Granted', 'Rejected', 'Used', 'Ended']) {
      facts.push(...(await plane.told(`TenantAccess${type}`)));
    }
    const acme = facts.filter(({ tenantId }) => tenantId === 'acme');
    const platform = facts.filter(({ tenantId }) => tenantId === 'platform');

    expect(acme.length).toBeGreaterThan(10);
    expect(platform).toEqual(acme.map((event) => ({ ...event, tenantId: 'platform' })));
    for (const id of new Set(acme.map(({ aggregateId }) => aggregateId))) {
      const versions = acme
        .filter(({ aggregateId }) => aggregateId === id)
        .map(({ aggregateVersion }) => aggregateVersion);
      expect(versions.sort((a, b) => a - b)).toEqual(versions.map((_, index) => index + 1));
    }
  });

  it.each([
    ['of another tenant', { payload: { tenantId: 'globex' } }],
    ['of no tenant', { payload: {} }],
    ['of something else', { aggregateType: 'User' }],
    ['for another log', { tenantId: 'globex' }],
  ])('are told nothing %s by way of the platform’s', async (_, change) => {
    const honest = {
      tenantId: 'platform',
      aggregateType: 'TenantAccess',
      payload: { tenantId: 'acme' },
    };
    const tell = (envelope: object) =>
      plane.runtime.services.database.withTenant('acme', async ({ db }) => {
        const text = JSON.stringify(envelope).replaceAll("'", '');
        await db.execute(`select identity.tell_operators('${traceId}', 'T', 'a', 1, '${text}')`);
        throw new Error('It was told.');
      });

    await expect(tell(honest)).rejects.toThrow('It was told.');
    await expect(tell({ ...honest, ...change })).rejects.not.toThrow('It was told.');
  });
});

describe('asking twice', () => {
  it('with one key is one request, and one of two decisions at once counts', async () => {
    const [first, again] = [
      await ask({ idempotencyKey: 'twice' }),
      await ask({ idempotencyKey: 'twice' }),
    ];
    expect(again).toEqual(first);

    const outcomes = await Promise.all(
      ['approveTenantAccess', 'rejectTenantAccess'].map((name) => decide(name, first)),
    );

    const refusals = outcomes.flatMap(({ userErrors }) => userErrors);
    expect(refusals).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  });
});
