import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// What one user, one tenant and one socket may take. The limits are those of a gateway with few of everything.

let gateway: TinyGateway;
beforeAll(async () => {
  gateway = await openTinyGateway({
    limits: {
      sessions: { perUser: 3, perTenant: 5, perProcess: 7 },
      socket: { messages: { atOnce: 20, perSecond: 0.001 }, lifeMs: 60_000, initMs: 60_000 },
    },
  });
  const { grants } = gateway.world;
  for (const user of ['ben', 'cleo', 'olga']) grants.set(`acme/${user}`, [viewer]);
  grants.set('globex/gus', [viewer]);
});
afterAll(() => gateway.stop());

const viewer = { role: 'VIEWER', projectId: null } as const;

async function open(tenant: string, user: string): Promise<RawSocket> {
  const socket = await openRawSocket(gateway.url);
  const authorization = `Bearer ${await gateway.token(tenant, user)}`;
  socket.send({ type: 'connection_init', payload: { authorization } });
  return socket;
}

/** Sockets that were acknowledged, and the way to close them. */
async function hold(...who: readonly (readonly [string, string])[]) {
  const sockets: RawSocket[] = [];
  for (const [tenant, user] of who) {
    const socket = await open(tenant, user);
    expect(await socket.next()).toEqual({ type: 'connection_ack' });
    sockets.push(socket);
  }
  return async () => {
    for (const socket of sockets) {
      socket.close();
      await socket.closed;
    }
  };
}

async function expectRefused(tenant: string, user: string, reason: RegExp): Promise<void> {
  const socket = await open(tenant, user);
  const closed = await socket.closed;
  // 1013: try again later.
  expect(closed.code).toBe(1013);
  expect(closed.reason).toMatch(reason);
  expect(socket.waiting).toEqual([]);
}

const ada = ['acme', 'ada'] as const;
const eve = ['globex', 'eve'] as const;

describe('sockets', () => {
  it('of one user are limited, until one is closed', async () => {
    const close = await hold(ada, ada, ada);
    await expectRefused('acme', 'ada', /^One user may hold 3 open/);
    const closeOther = await hold(['acme', 'ben']);
    await close();
    await (await hold(ada))();
    await closeOther();
  });

  it('of one tenant are limited, and no other tenant feels it', async () => {
    const close = await hold(ada, ada, ['acme', 'ben'], ['acme', 'cleo'], ['acme', 'olga']);
    await expectRefused('acme', 'ben', /^One tenant may hold 5 open/);
    await (await hold(eve))();
    await close();
  });

  it('of all are limited', async () => {
    const close = await hold(ada, ada, ada, ['acme', 'ben'], ['acme', 'cleo'], eve, eve);
    await expectRefused('globex', 'gus', /^Too many connections/);
    await close();
  });

  it('and event streams are counted together', async () => {
    const close = await hold(ada, ada, ada);
    const refused = await gateway.post(
      { query: 'subscription { silent }' },
      { accept: 'text/event-stream, application/json;q=0.5' },
    );

    expect(refused.status).toBe(429);
    expect(refused.body.errors).toMatchObject([
      { message: expect.stringMatching(/^One user/), extensions: { code: 'RATE_LIMITED' } },
    ]);
    await close();
  });
});

describe('a socket', () => {
  it('that says too much at once is closed with 1008', async () => {
    const socket = await open(...ada);
    await socket.next();
    for (let count = 0; count < 30; count += 1) socket.send({ type: 'ping' });

    expect(await socket.closed).toEqual({ code: 1008, reason: 'Too many messages' });
    expect(socket.waiting.length).toBeLessThan(20);
  });
});

describe('a gateway whose sockets live shortly', () => {
  it('tells a socket that has lived its time to connect again, with 1012', async () => {
    const brief = await openTinyGateway({ limits: { socket: { lifeMs: 50 } } });
    const socket = await openRawSocket(brief.url);
    await socket.init(await brief.token('acme', 'ada'));

    expect(await socket.closed).toMatchObject({ code: 1012 });
    await brief.stop();
  });

  it('closes one that never says who it is with 4408', async () => {
    const brief = await openTinyGateway({ limits: { socket: { initMs: 20 } } });
    const socket = await openRawSocket(brief.url);

    expect(await socket.closed).toMatchObject({ code: 4408 });
    await brief.stop();
  });
});

describe('a socket without our subprotocol', () => {
  it('is opened to be told so, with 4406', async () => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`);
    const [code, reason] = await once(socket, 'close');

    expect([code, String(reason)]).toEqual([4406, 'Subprotocol not acceptable']);
  });
});

describe('a gateway that stops', () => {
  it('tells its sockets to connect again, with 1012, and lets no other in', async () => {
    const stopping = await openTinyGateway();
    const socket = await openRawSocket(stopping.url);
    await socket.init(await stopping.token('acme', 'ada'));
    socket.subscribe('live', 'subscription { silent }');
    await stopping.world.silent.untilListeners(1);
    const stopped = stopping.stop();

    expect(await socket.closed).toEqual({ code: 1012, reason: 'Service restart' });
    await expect(openRawSocket(stopping.url)).rejects.toThrow();
    await stopped;
    expect(stopping.world.silent.listeners).toBe(0);
  });
});
