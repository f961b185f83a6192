import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApiToken, readApiToken } from '../../subgraphs/kernel/scope/api-token.ts';
import type { Data } from '../support/client.ts';
import { noon, openTestControlPlane, type TestControlPlane, type Who } from './control-plane.ts';

let plane: TestControlPlane;
beforeAll(async () => {
  plane = await openTestControlPlane();
});
afterAll(() => plane?.stop());

const about = 'apiToken { id version name prefix scopes status expiresAt lastUsedAt revokedAt }';
const wanted = { name: 'nightly build', scopes: ['tenant:read'] };
const later = (ms: number) => new Date(plane.clock.at.getTime() + ms);

async function issue(who: Who, more: object = {}): Promise<Data> {
  const issued = await plane.mutate(
    who,
    'issueApiToken',
    { ...wanted, ...more },
    `${about} secret`,
  );
  expect(issued.userErrors).toEqual([]);
  return issued;
}

/** What the gateway is told of a token: the status and the body of the answer. */
async function ask(text: string, more: Record<string, string> = {}): Promise<[number, string]> {
  const { tenantId, id, hash } = readApiToken(text);
  const question = new URLSearchParams({ tenantId, tokenId: id, hash, ...more });
  const answer = await plane.runtime.subgraph.ask('apiToken', question);
  return [answer?.status ?? 0, String(answer?.body)];
}

async function list(who: Who, filter: object = {}): Promise<string[]> {
  const query = `query ($filter: ApiTokenFilter) {
    apiTokens(filter: $filter, first: 100) { nodes { id } } }`;
  const { apiTokens } = await plane.data(who, query, { filter });
  return apiTokens.nodes.map(({ id }: { id: string }) => id);
}

const unknown = [401, 'The API token is unknown, revoked or expired.'];

describe('an API token that was issued', () => {
  it('is shown once, with a prefix by which it can be known again', async () => {
    const { apiToken, secret } = await issue('acme/ben');

    expect(apiToken).toEqual({
      id: expect.any(String),
      version: 1,
      ...wanted,
      prefix: `fst_acme_${apiToken.id.replaceAll('-', '')}`,
      status: 'ACTIVE',
      expiresAt: new Date('2026-05-01T12:00:00.000Z'),
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(secret.startsWith(`${apiToken.prefix}_`)).toBe(true);
    expect(readApiToken(secret)).toMatchObject({ tenantId: 'acme', id: apiToken.id });
  });

  it('is told the gateway as its owner’s, with its scopes and its end', async () => {
    const { secret } = await issue('acme/ben');

    const [status, body] = await ask(secret);

    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      subject: 'ben',
      scopes: ['tenant:read'],
      expiresAt: Date.parse('2026-05-01T12:00:00.000Z'),
    });
  });

  it('is unknown by another secret, another tenant or another id, and nothing tells which', async () => {
    const { secret } = await issue('acme/ben');
    const { secret: other } = await issue('acme/ben');
    const guess = newApiToken('acme', readApiToken(secret).id).text;
    const stranger = newApiToken('acme', '0198c0de-0000-7000-8000-000000000001').text;

    expect(await ask(guess)).toEqual(unknown);
    expect(await ask(stranger)).toEqual(unknown);
    expect(await ask(secret, { tenantId: 'globex' })).toEqual(unknown);
    expect(await ask(secret, { tokenId: readApiToken(other).id })).toEqual(unknown);
    expect(await ask(secret, { tokenId: "' or true --" })).toEqual(unknown);
    for (const hash of ['', '00', 'zz'.repeat(32), '00'.repeat(32), '00'.repeat(33)]) {
      expect(await ask(secret, { hash })).toEqual(unknown);
    }
    expect((await ask(secret))[0]).toBe(200);
  });

  it('answers a repetition of its call with the token, and never with the secret again', async () => {
    const input = { idempotencyKey: 'once' };
    const first = await issue('acme/ben', input);

    const again = await issue('acme/ben', input);

    expect(first.secret).not.toBeNull();
    expect(again).toEqual({ ...first, secret: null });
    expect((await ask(first.secret))[0]).toBe(200);
  });

  it('is refused beyond what its owner holds', async () => {
    const asked = { ...wanted, scopes: ['tenant:read', 'identity:write'] };

    const { apiToken, secret, userErrors } = await plane.mutate(
      'acme/ben',
      'issueApiToken',
      asked,
      `${about} secret`,
    );

    expect([apiToken, secret]).toEqual([null, null]);
    expect(userErrors).toMatchObject([{ code: 'FORBIDDEN', field: ['scopes'] }]);
  });
});

describe('revoking an API token', () => {
  const revoke = (who: Who, apiTokenId: string, more: object = {}) =>
    plane.mutate(who, 'revokeApiToken', { apiTokenId, ...more }, about);
  const codes = (payload: Data) => payload.userErrors.map(({ code }: Data) => code);

  it('ends it, and forgets its hash', async () => {
    const { apiToken, secret } = await issue('acme/ben');

    const revoked = await revoke('acme/ben', apiToken.id);

    expect(revoked.apiToken).toMatchObject({ version: 2, status: 'REVOKED', revokedAt: noon });
    expect(await ask(secret)).toEqual(unknown);
    expect(codes(await revoke('acme/ben', apiToken.id))).toEqual(['ILLEGAL_TRANSITION']);
  });

  it('is for its owner and administrators; to others, in the tenant or not, it is not there', async () => {
    const { apiToken } = await issue('acme/ben');
    const missing = await revoke('acme/cleo', '0198c0de-0000-7000-8000-000000000001');

    expect(await revoke('acme/cleo', apiToken.id)).toEqual(missing);
    expect(await revoke('globex/eve', apiToken.id)).toEqual(missing);
    expect(codes(await revoke('acme/ada', apiToken.id))).toEqual([]);
  });

  it('by version is not in the way of its use', async () => {
    const { apiToken, secret } = await issue('acme/ben');
    await ask(secret);
    await expect
      .poll(async () => (await seen('acme/ben', apiToken.id)).lastUsedAt)
      .toEqual(plane.clock.at);

    expect(codes(await revoke('acme/ben', apiToken.id, { expectedVersion: 2 }))).toEqual([
      'STALE_VERSION',
    ]);
    expect(codes(await revoke('acme/ben', apiToken.id, { expectedVersion: 1 }))).toEqual([]);
  });
});

async function seen(who: Who, id: string): Promise<Data> {
  const query = `query ($id: ID!) { _entities(representations: [{ __typename: "ApiToken", id: $id }]) {
    ... on ApiToken { status lastUsedAt owner { displayName } tenant { id } } } }`;
  return (await plane.data(who, query, { id }))._entities[0];
}

describe('what is seen of API tokens', () => {
  it('is one’s own; everybody’s by administrators; nothing of another tenant', async () => {
    const { apiToken } = await issue('acme/ben');
    const { apiToken: ofOlga } = await issue('acme/olga');

    expect(await list('acme/ben')).toContain(apiToken.id);
    expect(await list('acme/ben')).not.toContain(ofOlga.id);
    expect(await list('acme/ada')).toEqual(expect.arrayContaining([apiToken.id, ofOlga.id]));
    expect(await list('acme/cleo')).toEqual([]);
    expect(await list('globex/eve')).toEqual([]);
  });

  it('is no more when somebody asks for another’s by name', async () => {
    const olga = await plane.idOf('acme/olga');
    await issue('acme/olga');

    expect(await list('acme/ben', { ownerUserId: olga })).toEqual([]);
    expect((await list('acme/ada', { ownerUserId: olga })).length).toBeGreaterThan(0);
  });

  it('is a single one by the same rule', async () => {
    const { apiToken } = await issue('acme/ben');
    const whole = { status: 'ACTIVE', lastUsedAt: null, owner: { displayName: 'Ben' } };

    expect(await seen('acme/ben', apiToken.id)).toEqual({ ...whole, tenant: { id: 'acme' } });
    expect(await seen('acme/ada', apiToken.id)).toEqual({ ...whole, tenant: { id: 'acme' } });
    expect(await seen('acme/cleo', apiToken.id)).toBeNull();
    expect(await seen('globex/eve', apiToken.id)).toBeNull();
  });
});

describe('the use of an API token', () => {
  it('is noted once a minute at most, and is no event', async () => {
    const { apiToken, secret } = await issue('acme/ben');
    const usedAt = async () => (await seen('acme/ben', apiToken.id)).lastUsedAt;
    const events = async () => (await plane.told('ApiTokenIssued')).length;
    const before = await events();
    const first = plane.clock.at;
    await ask(secret);
    await expect.poll(usedAt).toEqual(first);

    plane.clock.at = later(59_999);
    await ask(secret);
    plane.clock.at = later(1);
    plane.statements.splice(0);
    await ask(secret);
    await expect.poll(usedAt).toEqual(plane.clock.at);

    expect(plane.statements.filter((text) => text.startsWith('update'))).toHaveLength(1);
    expect(await events()).toBe(before);
  });

  it('is no sign-in of its owner', async () => {
    plane.clock.at = later(7_200_000);
    const principal = (by: object) =>
      plane.runtime.subgraph.ask(
        'principal',
        new URLSearchParams({ tenantId: 'acme', subject: 'olga', ...by }),
      );
    const lastLogin = async () =>
      (await plane.data('acme/olga', '{ viewer { lastLoginAt } }')).viewer;

    await principal({ by: 'API_TOKEN' });
    expect((await lastLogin()).lastLoginAt).not.toEqual(plane.clock.at);
    await principal({});
    expect((await lastLogin()).lastLoginAt).toEqual(plane.clock.at);
  });
});

describe('the end of an API token', () => {
  it('comes by itself: it is refused, listed as expired, swept once and told', async () => {
    const { apiToken, secret } = await issue('acme/cleo', { expiresAt: later(1_000) });
    expect(await list('acme/cleo', { status: 'ACTIVE' })).toEqual([apiToken.id]);

    plane.clock.at = later(999);
    expect((await ask(secret))[0]).toBe(200);
    plane.clock.at = later(1);
    expect(await ask(secret)).toEqual(unknown);
    for (let round = 0; round < 2; round += 1) {
      expect(await list('acme/cleo', { status: 'EXPIRED' })).toEqual([apiToken.id]);
      expect(await list('acme/cleo', { status: 'ACTIVE' })).toEqual([]);
      expect(await list('acme/cleo', { status: 'REVOKED' })).toEqual([]);
      await plane.runtime.runJobs(['acme']);
    }

    const told = await plane.told('ApiTokenExpired');
    expect(told).toMatchObject([{ aggregateId: apiToken.id, aggregateVersion: 2 }]);
  });
});

describe('the active API tokens of a tenant', () => {
  it('are a hundred at most, however many are issued at once; those that ended do not count', async () => {
    const already = (await list('globex/eve', { status: 'ACTIVE' })).length;
    const attempts = Array.from({ length: 110 - already }, (_, index) =>
      plane.mutate(index % 2 ? 'globex/eve' : 'globex/gus', 'issueApiToken', wanted, about),
    );

    const outcomes = await Promise.all(attempts);

    const refusals = outcomes.flatMap(({ userErrors }) => userErrors);
    expect(refusals).toHaveLength(10);
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['QUOTA_EXCEEDED']));
    const [first] = await list('globex/eve', { status: 'ACTIVE' });
    await plane.mutate('globex/eve', 'revokeApiToken', { apiTokenId: first }, about);
    await issue('globex/gus');
    expect((await issue('acme/ben')).userErrors).toEqual([]);
  });
});

describe('the events of API tokens', () => {
  it('hold neither secret, nor hash, nor name', async () => {
    const { apiToken, secret } = await issue('acme/ben', { name: 'CANARY' });
    await plane.mutate('acme/ben', 'revokeApiToken', { apiTokenId: apiToken.id }, about);

    const told = [
      ...(await plane.told('ApiTokenIssued')),
      ...(await plane.told('ApiTokenRevoked')),
    ];
    const own = told.filter(({ aggregateId }) => aggregateId === apiToken.id);
    expect(own.map(({ payload }) => payload)).toEqual([
      {
        apiTokenId: apiToken.id,
        ownerUserId: await plane.idOf('acme/ben'),
        scopes: ['tenant:read'],
        expiresAt: expect.any(String),
      },
      { apiTokenId: apiToken.id, ownerUserId: await plane.idOf('acme/ben') },
    ]);
    const text = JSON.stringify(told);
    for (const hidden of ['CANARY', secret.slice(-43), readApiToken(secret).hash]) {
      expect(text).not.toContain(hidden);
    }
  });
});
