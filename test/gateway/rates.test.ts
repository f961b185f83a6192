import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { RateFigures } from '../../gateway/admission/budgets.ts';
import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import { redisEphemeral } from '../../subgraphs/kernel/ephemeral/redis.ts';
import { admissionWith } from '../support/admission.ts';
import { type OwnRedis, startRedis } from '../support/redis.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway, type TinyGatewayOptions } from './tiny-gateway.ts';

// How often callers and tenants may ask, by every door. One comes back in ten minutes here, so that no time that a
// test takes can matter.

const tenMinutes = 600_000;
const figures = (burst: number) => ({ count: 1, periodMs: tenMinutes, burst });
const rates = (own: Partial<NonNullable<RateFigures['callers']>> = {}): RateFigures => ({
  callers: {
    person: figures(5),
    service: figures(8),
    nobody: figures(2),
    mutations: figures(2),
    failedSignIns: figures(3),
    ...own,
  },
  budgetsOf: () => ({ requests: figures(12), cost: figures(100) }),
});

const admission = admissionWith({ RATE_LIMITS: 'on' });
const opened: TinyGateway[] = [];
const sockets: RawSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) {
    socket.close();
    await socket.closed;
  }
  for (const gateway of opened.splice(0)) await gateway.stop();
});

async function open(options: TinyGatewayOptions = {}): Promise<TinyGateway> {
  const gateway = await openTinyGateway({ admission, rates: rates(), ...options });
  gateway.world.grants.set('acme/ben', [{ role: 'REVIEWER', projectId: null }]);
  gateway.world.grants.set('acme/cleo', [{ role: 'VIEWER', projectId: null }]);
  opened.push(gateway);
  return gateway;
}

const as = async (gateway: TinyGateway, user: string, tenant = 'acme') => ({
  authorization: `Bearer ${await gateway.token(tenant, user)}`,
});

/** The statuses of so many requests, one after the other. */
async function statuses(gateway: TinyGateway, count: number, headers = {}, query = '{ who }') {
  const all: number[] = [];
  for (let index = 0; index < count; index += 1) {
    all.push((await gateway.post({ query }, headers)).status);
  }
  return all;
}

const times = (count: number, status: number) => Array.from({ length: count }, () => status);

describe('requests', () => {
  it('beyond the rate of their caller are refused, and told when to come again', async () => {
    const gateway = await open();
    expect(await statuses(gateway, 5)).toEqual(times(5, 200));

    const { status, headers, body } = await gateway.post({ query: '{ who }' });

    expect(status).toBe(429);
    expect(body.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    const { retryAfterMs } = body.errors[0].extensions;
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(tenMinutes);
    expect(Number(headers.get('retry-after'))).toBe(Math.ceil(retryAfterMs / 1_000));
    expect(headers.get('ratelimit-limit')).toBe('5');
    expect(headers.get('ratelimit-remaining')).toBe('0');
    expect(Object.keys(body.errors[0].extensions).sort()).toEqual([
      'code',
      'retryAfterMs',
      'traceId',
    ]);
  });

  it('tell what is left of the budget that is closest to its end', async () => {
    const gateway = await open();
    const { headers } = await gateway.post({ query: '{ who }' });

    expect(headers.get('ratelimit-limit')).toBe('5');
    expect(headers.get('ratelimit-remaining')).toBe('4');
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0);
  });

  it('of one caller leave others alone, and of one tenant other tenants', async () => {
    const gateway = await open();
    await statuses(gateway, 6);
    expect(await statuses(gateway, 1, await as(gateway, 'ben'))).toEqual([200]);

    await statuses(gateway, 5, await as(gateway, 'ben'));
    await statuses(gateway, 5, await as(gateway, 'cleo'));
    // Twelve are all that acme has, though cleo has some left.
    expect(await statuses(gateway, 1, await as(gateway, 'cleo'))).toEqual([429]);
    expect(await statuses(gateway, 5, await as(gateway, 'eve', 'globex'))).toEqual(times(5, 200));
  });

  it('that are refused for what they ask count as well', async () => {
    const gateway = await open();
    expect(await statuses(gateway, 2, {}, '{ nothing }')).toEqual(times(2, 400));
    expect(await statuses(gateway, 3, {}, '{')).toEqual(times(3, 400));

    expect(await statuses(gateway, 1)).toEqual([429]);
  });

  it('that must wait are refused before they are read', async () => {
    const gateway = await open();
    await statuses(gateway, 6);

    expect(await statuses(gateway, 1, {}, '{')).toEqual([429]);
  });

  it.each<[string, unknown, Record<string, string>]>([
    ['whose body is not JSON', '{', {}],
    ['whose body is no operation', {}, {}],
    ['whose body is too long', 'x'.repeat(300_000), {}],
    ['of another type', '{}', { 'content-type': 'text/plain' }],
    ['that accept no form of ours', { query: '{ who }' }, { accept: 'image/png' }],
    ['that subscribe where nothing goes on', { query: 'subscription { silent }' }, {}],
  ])('count as well %s, and are not read when they must wait', async (_, body, headers) => {
    const gateway = await open();
    const all: number[] = [];
    for (let time = 0; time < 7; time += 1) all.push((await gateway.post(body, headers)).status);

    expect(all.slice(0, 5)).toEqual(times(5, 400));
    expect(all.at(-1)).toBe(429);
    expect(await statuses(gateway, 1)).toEqual([429]);
  });

  it('ask no subgraph when they are refused', async () => {
    const gateway = await open();
    await statuses(gateway, 6);
    gateway.fetches.splice(0);
    await statuses(gateway, 3);

    expect(gateway.fetches).toEqual([]);
  });
});

describe('plans', () => {
  const plan = async (gateway: TinyGateway, body: string, headers = {}) => {
    const { authorization } = await as(gateway, 'ada');
    const sent = { authorization, 'content-type': 'application/json', ...headers };
    const response = await fetch(`${gateway.url}/graphql/plan`, {
      method: 'POST',
      headers: sent,
      body,
    });
    await response.arrayBuffer();
    return response;
  };
  const who = JSON.stringify({ query: '{ who }' });

  it('count as requests, and so do those that are refused', async () => {
    const gateway = await open({ introspection: true });
    const all: number[] = [];
    for (const body of [who, '{', '{"query":"{"}', who, '{"query":"{ nothing }"}', who]) {
      all.push((await plan(gateway, body)).status);
    }

    expect(all).toEqual([200, 400, 400, 200, 400, 429]);
    expect((await plan(gateway, who)).headers.get('retry-after')).not.toBeNull();
    expect(await statuses(gateway, 1)).toEqual([429]);
  });

  it('count as requests where they are shown to nobody', async () => {
    const gateway = await open({ introspection: false });
    for (let time = 0; time < 5; time += 1) expect((await plan(gateway, who)).status).toBe(403);

    expect(await statuses(gateway, 1)).toEqual([429]);
  });

  it('take failed sign-ins from their own address', async () => {
    const proxied = admissionWith({ RATE_LIMITS: 'on', TRUST_PROXY: 'on' });
    const gateway = await open({ introspection: true, admission: proxied });
    const forged = (index: number, via: string) => ({
      authorization: `Bearer e30.e30.${index}`,
      'x-forwarded-for': via,
    });
    const all: number[] = [];
    for (const [index, via] of ['9.9.9.1', '9.9.9.1', '9.9.9.1', '9.9.9.1', '9.9.9.2'].entries()) {
      all.push((await plan(gateway, who, forged(index, via))).status);
    }

    expect(all).toEqual([401, 401, 401, 429, 401]);
    expect(await statuses(gateway, 1, forged(9, '9.9.9.1'))).toEqual([429]);
  });
});

describe('mutations', () => {
  it('have a rate of their own, and queries go on', async () => {
    const gateway = await open();
    const rename = 'mutation { rename(input: { id: "1", name: "x" }) { id } }';
    expect(await statuses(gateway, 3, {}, rename)).toEqual([200, 200, 429]);

    expect(await statuses(gateway, 3)).toEqual(times(3, 200));
  });
});

describe('points', () => {
  const page = '{ page(first: 40) { nodes { id } } }';

  it('are the tenant’s, whoever spends them', async () => {
    const gateway = await open();
    expect(await statuses(gateway, 2, {}, page)).toEqual([200, 200]);

    const { status, body } = await gateway.post({ query: page }, await as(gateway, 'ben'));
    expect(status).toBe(429);
    expect(body.errors[0].message).toContain('the points of your tenant');
    expect(await statuses(gateway, 1, await as(gateway, 'ben'))).toEqual([200]);
  });

  it('are not held against anybody where costs are measured only', async () => {
    const measured = admissionWith({ RATE_LIMITS: 'on', COST_MODE: 'measure' });
    const gateway = await open({ admission: measured });

    expect(await statuses(gateway, 5, {}, page)).toEqual(times(5, 200));
  });
});

describe('on a socket', () => {
  async function socketTo(gateway: TinyGateway): Promise<RawSocket> {
    const socket = await openRawSocket(gateway.url);
    sockets.push(socket);
    await socket.init(await gateway.token('acme', 'ada'));
    return socket;
  }

  it('operations count as by HTTP, and are refused with the same word', async () => {
    const gateway = await open();
    await statuses(gateway, 4);
    const socket = await socketTo(gateway);
    socket.subscribe('1', '{ who }');
    expect((await socket.next()).type).toBe('next');
    await socket.next();

    socket.subscribe('2', '{ who }');
    const { payload } = await socket.next();
    const errors = payload.errors ?? payload;
    expect(errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) } },
    ]);
    expect(JSON.stringify(errors)).not.toContain('budget');
    expect(await statuses(gateway, 1)).toEqual([429]);
  });

  it('a subscription counts once, whatever comes of it', async () => {
    const gateway = await open();
    const socket = await socketTo(gateway);
    socket.subscribe('1', 'subscription { silent }');
    await gateway.world.silent.untilListeners(1);
    for (let index = 0; index < 20; index += 1) {
      gateway.world.silent.publish(String(index));
      expect((await socket.next()).payload.data).toEqual({ silent: String(index) });
    }

    expect(await statuses(gateway, 5)).toEqual([200, 200, 200, 200, 429]);
  });

  it('a subscription that is refused begins nothing', async () => {
    const gateway = await open();
    const socket = await socketTo(gateway);
    await statuses(gateway, 5);
    socket.subscribe('1', 'subscription { silent }');

    expect(JSON.stringify((await socket.next()).payload)).toContain('RATE_LIMITED');
    expect(gateway.world.silent.listeners).toBe(0);
  });
});

describe('failed sign-ins', () => {
  const forged = (index: number) => ({ authorization: `Bearer e30.e30.${index}` });

  it('of one address are bounded, by HTTP and WebSocket together', async () => {
    const gateway = await open();
    const good = await as(gateway, 'ada');
    expect(await statuses(gateway, 1, good)).toEqual([200]);
    for (let index = 0; index < 3; index += 1) {
      expect(await statuses(gateway, 1, forged(index))).toEqual([401]);
    }

    const { status, headers } = await gateway.post({ query: '{ who }' }, forged(4));
    expect(status).toBe(429);
    expect(headers.get('retry-after')).not.toBeNull();
    const socket = await openRawSocket(gateway.url);
    socket.send({ type: 'connection_init', payload: forged(5) });
    expect((await socket.closed).reason).toMatch(/tries to sign in/);
    // Who has signed in before goes on, behind the same address.
    expect(await statuses(gateway, 1, good)).toEqual([200]);
  });
});

describe('gateways that share a Redis', () => {
  let ephemeral: Ephemeral;
  beforeAll(async () => {
    ephemeral = await redisEphemeral({ url: inject('redisUrl'), onError: () => {} });
  });
  afterAll(() => ephemeral.stop());

  it('share the rates', async () => {
    // Of this test alone: the Redis is shared with others.
    const tenant = { tenantId: `t${crypto.randomUUID().slice(0, 20)}` };
    const inTenant: TinyGatewayOptions = {
      ephemeral,
      verifyToken: async () => ({ ...somebody, ...tenant }),
    };
    const [one, other] = [await open(inTenant), await open(inTenant)];
    for (const { world } of [one, other]) {
      world.grants.set(`${tenant.tenantId}/ada`, [{ role: 'VIEWER', projectId: null }]);
    }

    expect(await statuses(one, 3)).toEqual(times(3, 200));
    expect(await statuses(other, 3)).toEqual([200, 200, 429]);
    expect(await statuses(one, 1)).toEqual([429]);
  });
});

const somebody = {
  issuer: 'test',
  subject: 'ada',
  tenantId: 'acme',
  email: null,
  scopes: null,
  tokenId: '1',
  expiresAt: Number.MAX_SAFE_INTEGER,
};

describe('while Redis is gone', () => {
  it('everybody is limited to the share of one gateway, and served within it', async () => {
    const redis: OwnRedis = await startRedis();
    const ephemeral = await redisEphemeral({ url: redis.url, onError: () => {} });
    const shared = admissionWith({ RATE_LIMITS: 'on', GATEWAY_REPLICAS: '2' });
    const gateway = await open({ ephemeral, admission: shared });
    expect(await statuses(gateway, 1)).toEqual([200]);
    await redis.stop();

    // Two of five: half of them, in whole requests.
    expect(await statuses(gateway, 4)).toEqual([200, 200, 429, 429]);
    expect(
      gateway.lines.filter(({ msg }) => String(msg).includes('in this process alone')),
    ).toHaveLength(1);
    await ephemeral.stop();
  });

  it('that answers nothing, nobody waits long', async () => {
    const redis: OwnRedis = await startRedis();
    const ephemeral = await redisEphemeral({ url: redis.url, onError: () => {} });
    const gateway = await open({ ephemeral });
    redis.pause();

    expect(await statuses(gateway, 6)).toEqual([200, 200, 200, 200, 200, 429]);
    redis.resume();
    await ephemeral.stop();
    await redis.stop();
  });
});
