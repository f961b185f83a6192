import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApiToken, readApiToken } from '../../subgraphs/kernel/scope/api-token.ts';
import { type Client, type Data, openClient } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { claimReview, createProject, done, mutate, requestReview } from '../support/operations.ts';
import { everyRow } from '../support/whole-database.ts';
import { exportTrace } from '../tenancy/telemetry.ts';
import { quiet, superusersOf } from '../tenancy/world.ts';

let factory: TestFactory;
const clients: Client[] = [];
/** How far the Control Plane's clock is ahead. */
let aheadMs = 0;
beforeAll(async () => {
  factory = await openTestFactory({ clock: () => new Date(Date.now() + aheadMs) });
});
afterAll(async () => {
  for (const client of clients) await client.close();
  await factory?.stop();
});

const everything = ['tenant:read', 'review:claim', 'review:request'];

/** A token of somebody of the cast. */
async function issue(tenant: string, user: string, more: object = {}): Promise<Data> {
  const owner = await factory.as(tenant, user);
  const input = { name: 'for a program', scopes: everything, ...more };
  return done(owner, 'issueApiToken', input, 'apiToken { id version expiresAt } secret');
}

function by(secret: string): Client {
  const client = openClient(factory.gateway.url, secret);
  clients.push(client);
  return client;
}

async function codeOf(client: Client, query = '{ viewer { displayName } }'): Promise<unknown> {
  return (await client.ask(query)).errors?.[0]?.extensions?.['code'];
}

const live = 'subscription { reviewQueueUpdated { reviewRequest { id } } }';

/** Follows the queue, having heard of a first review. */
async function follow(client: Client, tenant: 'acme' | 'globex' = 'acme') {
  const admin = await factory.as(tenant, tenant === 'acme' ? 'ada' : 'eve');
  const service = await factory.as(tenant, tenant === 'acme' ? 'factory' : 'plant');
  const { reviewQueue } = await client.data('{ reviewQueue(first: 1) { liveCursor } }');
  const after = reviewQueue.liveCursor;
  const updates = client.subscribe(live.replace('Updated', `Updated(after: "${after}")`));
  const projectId = await createProject(admin);
  const first = await requestReview(service, projectId);
  expect((await updates.next()).data.reviewQueueUpdated.reviewRequest.id).toBe(first.id);
  return { updates, raise: () => requestReview(service, projectId) };
}

describe('an API token', () => {
  it('is its owner over HTTP', async () => {
    const { secret } = await issue('acme', 'ben');

    const { viewer, tenant } = await by(secret).data(
      '{ viewer { displayName kind } tenant { id } }',
    );

    expect([viewer, tenant]).toEqual([{ displayName: 'Ben', kind: 'PERSON' }, { id: 'acme' }]);
  });

  it('is its owner over a WebSocket', async () => {
    const { secret } = await issue('acme', 'ben');
    const { updates } = await follow(by(secret));

    updates.stop();
    expect(await updates.ended).toBeUndefined();
  });

  it('sends telemetry where it leaves that to its owner, and not otherwise', async () => {
    const send = async (scopes: readonly string[]) => {
      const { secret } = await issue('acme', 'olga', { scopes });
      const projectId = await createProject(await factory.as('acme', 'ada'));
      const traceId = readApiToken(secret).hash.slice(0, 32);
      const told = (what: string) => what;
      const response = await fetch(`${factory.gateway.url}/v1/traces`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify(exportTrace({ tenantId: 'acme', projectId, traceId, told })),
      });
      return response.status;
    };

    expect(await send(['telemetry:ingest'])).toBe(200);
    expect(await send(['tenant:read'])).toBe(403);
  });

  it('leaves its owner the permissions that it names, and those alone', async () => {
    const ada = await factory.as('acme', 'ada');
    const service = await factory.as('acme', 'factory');
    const projectId = await createProject(ada);
    const [one, two] = [
      await requestReview(service, projectId),
      await requestReview(service, projectId),
    ];
    const reader = by((await issue('acme', 'ben', { scopes: ['tenant:read'] })).secret);
    const claimer = by((await issue('acme', 'ben')).secret);

    const refused = await claimReview(reader, one.id);
    const claimed = await claimReview(claimer, two.id);

    expect(refused.userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(claimed).toMatchObject({ reviewRequest: { status: 'IN_REVIEW' }, userErrors: [] });
    expect(await codeOf(reader, '{ users { nodes { id } } }')).toBe('FORBIDDEN');
  });

  it('issues no other, and leaves the list of them to nobody, unless it names that', async () => {
    const program = by((await issue('acme', 'ada')).secret);
    const administers = ['identity:write', 'tenant:read'];
    const administrator = by((await issue('acme', 'ada', { scopes: administers })).secret);
    const input = { name: 'another', scopes: ['tenant:read'] };
    const list = '{ apiTokens { nodes { name } } }';

    for (const client of [program, administrator]) {
      const { userErrors } = await mutate(client, 'issueApiToken', input, 'secret');
      expect(userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    }
    expect(await codeOf(program, list)).toBe('FORBIDDEN');
    expect(await codeOf(administrator, list)).toBeUndefined();
  });

  it('loses what its owner loses', async () => {
    const ada = await factory.as('acme', 'ada');
    const { secret } = await issue('acme', 'ben');
    const program = by(secret);
    const { viewer } = await program.data('{ viewer { id } }');
    const { updates, raise } = await follow(program);
    const reviewer = { userId: viewer.id, role: 'REVIEWER' };

    await done(ada, 'revokeRole', reviewer, 'user { id }');

    expect(await updates.ended).toMatchObject({ code: 4403 });
    const { id } = await raise();
    const { userErrors } = await claimReview(program, id);
    expect(userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    await done(ada, 'assignRole', reviewer, 'user { id }');
  });

  it('is noted to have been used, after the answer', async () => {
    const ben = await factory.as('acme', 'ben');
    const { apiToken, secret } = await issue('acme', 'ben');
    await by(secret).data('{ viewer { id } }');
    const lastUsedAt = async () => {
      const { apiTokens } = await ben.data(
        '{ apiTokens(filter: { status: ACTIVE }, first: 100) { nodes { id lastUsedAt } } }',
      );
      return apiTokens.nodes.find(({ id }: Data) => id === apiToken.id).lastUsedAt;
    };

    await expect.poll(lastUsedAt).not.toBeNull();
  });
});

describe('an API token that is not good', () => {
  const status = async (secret: string) => {
    const response = await fetch(`${factory.gateway.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ viewer { id } }' }),
    });
    const { data, errors } = (await response.json()) as Data;
    expect(data).toBeUndefined();
    return [response.status, errors[0].extensions.code, errors[0].message];
  };
  const unknown = [401, 'UNAUTHENTICATED', 'The API token is unknown, revoked or expired.'];

  it('is refused alike with another secret, tenant or id, and on a WebSocket', async () => {
    const { secret } = await issue('acme', 'ben');
    const { id } = readApiToken(secret);
    const others = [
      newApiToken('acme', id).text,
      secret.replace('fst_acme_', 'fst_globex_'),
      secret.replace('fst_acme_', 'fst_initech_'),
      secret.replace('fst_acme_', 'fst_platform_'),
      newApiToken('acme', '0198c0de-0000-7000-8000-000000000001').text,
    ];

    for (const other of others) {
      expect(await status(other)).toEqual(unknown);
      expect(await by(other).subscribe(live).ended).toMatchObject({ code: 4401 });
    }
    expect(await status(`${secret}=`)).toEqual([
      401,
      'UNAUTHENTICATED',
      'The API token is malformed.',
    ]);
    expect(await codeOf(by(secret))).toBeUndefined();
  });

  it('is guessed ten times a minute; whose token was good before is let in all the same', async () => {
    const { secret } = await issue('acme', 'ben');
    const { id } = readApiToken(secret);
    await by(secret).data('{ viewer { id } }');

    const codes: unknown[] = [];
    for (let guess = 0; guess < 12; guess += 1) {
      codes.push((await status(newApiToken('acme', id).text))[1]);
    }

    expect(codes).toEqual([
      ...Array.from({ length: 10 }, () => 'UNAUTHENTICATED'),
      'RATE_LIMITED',
      'RATE_LIMITED',
    ]);
    expect((await status(newApiToken('acme', id).text))[0]).toBe(429);
    expect(await codeOf(by(secret))).toBeUndefined();
  });

  it('is refused once its time is over', async () => {
    const { apiToken, secret } = await issue('acme', 'ben');
    aheadMs = Date.parse(apiToken.expiresAt) - Date.now();

    expect(await status(secret)).toEqual(unknown);
    aheadMs = 0;
  });
});

describe('revoking an API token', () => {
  it('ends its sockets, delivers nothing committed later, and opens nothing again', async () => {
    const ben = await factory.as('acme', 'ben');
    const { apiToken, secret } = await issue('acme', 'ben');
    const program = by(secret);
    const { updates, raise } = await follow(program);

    await done(ben, 'revokeApiToken', { apiTokenId: apiToken.id }, 'apiToken { status }');
    const reason = await updates.ended;
    await raise();

    expect(reason).toMatchObject({ code: 4401 });
    await expect(updates.next()).rejects.toThrow('The subscription ended.');
    expect(await codeOf(program)).toBe('UNAUTHENTICATED');
    expect(await program.subscribe(live).ended).toMatchObject({ code: 4401 });
  });

  it('leaves the other tokens and sockets of its owner alone', async () => {
    const ben = await factory.as('acme', 'ben');
    const [one, other] = [await issue('acme', 'ben'), await issue('acme', 'ben')];
    const gone = await follow(by(one.secret));
    const stays = await follow(by(other.secret));

    await done(ben, 'revokeApiToken', { apiTokenId: one.apiToken.id }, 'apiToken { status }');
    await gone.updates.ended;
    const { id } = await stays.raise();

    expect((await stays.updates.next()).data.reviewQueueUpdated.reviewRequest.id).toBe(id);
    stays.updates.stop();
  });

  it('is not needed where its owner is disabled: his tokens open nothing', async () => {
    const ada = await factory.as('acme', 'ada');
    const { secret } = await issue('acme', 'cleo', { scopes: ['tenant:read'] });
    const program = by(secret);
    const { viewer } = await program.data('{ viewer { id } }');
    const { updates } = await follow(program);

    await done(ada, 'disableUser', { userId: viewer.id }, 'user { status }');

    expect(await updates.ended).toMatchObject({ code: 4403 });
    expect(await codeOf(program)).toBe('FORBIDDEN');
  });

  it('is not needed where its tenant is suspended', async () => {
    const petra = await factory.as(null, 'petra');
    const { secret } = await issue('globex', 'gus');
    const program = by(secret);
    const { updates } = await follow(program, 'globex');

    await done(petra, 'suspendTenant', { tenantId: 'globex' }, 'tenant { status }');

    expect(await updates.ended).toMatchObject({ code: 4403 });
    expect(await codeOf(program)).toBe('FORBIDDEN');
    await done(petra, 'resumeTenant', { tenantId: 'globex' }, 'tenant { status }');
    expect(await codeOf(program)).toBeUndefined();
  });
});

describe('all that is kept in the databases', () => {
  it('holds nothing by which a token could be used', async () => {
    const idempotencyKey = 'kept';
    const { secret } = await issue('acme', 'ben', { idempotencyKey });
    await by(secret).data('{ viewer { id } }');
    const { tenantId, id, hash } = readApiToken(secret);
    const superusers = await superusersOf(factory);
    await quiet(superusers);
    for (const superuser of Object.values(superusers)) await superuser.end();

    const rows = await everyRow(factory);

    const holders = (text: string) =>
      new Set(rows.filter(({ row }) => row.includes(text)).map(({ table }) => table));
    const bytes = Buffer.from(secret.slice(-43), 'base64url');
    for (const form of [secret.slice(-43), bytes.toString('hex'), bytes.toString('base64')]) {
      expect(holders(form)).toEqual(new Set());
    }
    // What a look can find is found: the hash in its row, and the repetition's answer.
    expect(holders(hash)).toEqual(new Set(['identity.api_tokens']));
    expect(holders(idempotencyKey)).toEqual(new Set(['kernel.idempotency']));
    const stolen = Buffer.from(hash, 'hex').toString('base64url');
    const forged = `fst_${tenantId}_${id.replaceAll('-', '')}_${stolen}`;
    expect(await codeOf(by(forged))).toBe('UNAUTHENTICATED');
  });
});
