import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { eventsChannel, writeBatch } from '../../subgraphs/kernel/events/channel.ts';
import { envelopeText } from '../../subgraphs/kernel/events/envelope.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';
import { secret } from './tiny-graph.ts';

const touched = 'subscription { reviewTouched { cursor review { title project { name } } } }';
const review = (id: string) => ({
  cursor: `c${id}`,
  review: { id, title: `Review ${id}`, projectId: id },
});

let gateway: TinyGateway;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  gateway = await openTinyGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.fetches.splice(0);
  gateway.lines.splice(0);
  return async () => {
    for (const socket of sockets.splice(0)) {
      socket.close();
      await socket.closed;
    }
    await gateway.world.touched.untilListeners(0);
    await gateway.world.silent.untilListeners(0);
  };
});

async function open(options: Parameters<typeof openRawSocket>[1] = {}): Promise<RawSocket> {
  const socket = await openRawSocket(gateway.url, options);
  sockets.push(socket);
  return socket;
}

async function signedIn(tenant = 'acme', user = 'ada'): Promise<RawSocket> {
  const socket = await open();
  await socket.init(await gateway.token(tenant, user));
  return socket;
}

/** Lets nobody of globex be known until it is released. */
async function holdPrincipals() {
  const { world } = gateway;
  await forget('globex');
  let release = () => {};
  const asked = new Promise<void>((resolve) => {
    world.holdPrincipal = () => {
      resolve();
      return new Promise((done) => {
        release = done;
      });
    };
  });
  return {
    asked,
    release() {
      world.holdPrincipal = async () => {};
      release();
    },
  };
}

/** How eve's socket is closed while nobody's access can be looked up. */
async function closedWhile(fault: Error) {
  await forget('globex');
  gateway.world.holdPrincipal = () => Promise.reject(fault);
  const socket = await open();
  const token = await gateway.token('globex', 'eve');
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  const closed = await socket.closed;
  gateway.world.holdPrincipal = async () => {};
  return closed;
}

async function socketsOpen(): Promise<number> {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(/^gateway_sockets (\d+)$/m.exec(metrics)?.[1]);
}

describe('a connection', () => {
  it('is acknowledged to a good token, whichever way its name is written', async () => {
    const authorization = `Bearer ${await gateway.token('acme', 'ada')}`;
    for (const payload of [{ authorization }, { Authorization: authorization }]) {
      const socket = await open();
      socket.send({ type: 'connection_init', payload });

      expect(await socket.next()).toEqual({ type: 'connection_ack' });
    }
  });

  it('that says nothing is closed with 4408', async () => {
    const socket = await open();

    expect(await socket.closed).toMatchObject({ code: 4408 });
  });

  it('that signs in twice is closed with 4429', async () => {
    const socket = await signedIn();
    socket.send({ type: 'connection_init', payload: {} });

    expect(await socket.closed).toMatchObject({ code: 4429 });
  });

  it('that asks before it is acknowledged is closed with 4401', async () => {
    const socket = await open();
    socket.subscribe('1', '{ who }');

    expect(await socket.closed).toMatchObject({ code: 4401 });
    expect(gateway.fetches).toEqual([]);
  });

  it('that asks while it signs in is closed with 4401', async () => {
    const held = await holdPrincipals();
    const socket = await open();
    const authorization = `Bearer ${await gateway.token('globex', 'eve')}`;
    socket.send({ type: 'connection_init', payload: { authorization } });
    await held.asked;
    socket.subscribe('1', '{ who }');

    expect(await socket.closed).toMatchObject({ code: 4401 });
    held.release();
    expect(gateway.fetches).toEqual([]);
  });

  it('that is gone before it is known leaves nothing behind', async () => {
    const before = await socketsOpen();
    const held = await holdPrincipals();
    const socket = await open();
    const authorization = `Bearer ${await gateway.token('globex', 'eve')}`;
    socket.send({ type: 'connection_init', payload: { authorization } });
    await held.asked;
    socket.socket.terminate();
    await socket.closed;
    held.release();

    // Another one that signs in and out again comes after it in every queue.
    const other = await signedIn();
    other.close();
    await other.closed;
    expect(await socketsOpen()).toBe(before);
  });

  it('while the Control Plane is away is told to come again', async () => {
    const away = refusal('SUBGRAPH_UNAVAILABLE', 'Your access cannot be checked.');

    expect(await closedWhile(away)).toEqual({
      code: 1013,
      reason: 'Your access cannot be checked.',
    });
  });

  it('that meets a fault is closed with 4500, which tells nothing of it', async () => {
    const { code, reason } = await closedWhile(new Error(secret));

    expect(code).toBe(4500);
    expect(reason).not.toContain(secret);
    expect(JSON.stringify(gateway.lines)).toContain(secret);
  });

  it.each([
    ['no payload', undefined],
    ['no token', {}],
    ['a token that is no text', { authorization: { token: 1 } }],
    ['another scheme', { authorization: 'Basic YWRhOmFkYQ==' }],
    ['a bad token', { authorization: 'Bearer a.b.c' }],
  ])('with %s is closed with 4401', async (_, payload) => {
    const socket = await open();
    socket.send({ type: 'connection_init', payload });

    const { code, reason } = await socket.closed;
    expect(code).toBe(4401);
    expect(reason).toMatch(/^[A-Z].*\.$/);
  });

  it('with an expired token is closed with 4401', async () => {
    const socket = await open();
    const token = await gateway.token('acme', 'ada', 16 * 60_000);
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });

    expect(await socket.closed).toMatchObject({ code: 4401 });
  });

  it('of somebody who is no member is closed with 4403', async () => {
    const socket = await open();
    const token = await gateway.token('acme', 'ben');
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });

    expect(await socket.closed).toEqual({
      code: 4403,
      reason: 'You are no member of this tenant.',
    });
  });

  it.each([
    ['no JSON', 'hello'],
    ['a number', '1'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"start","id":"1","payload":{"query":"{ who }"}}'],
    ['a message of ours', '{"type":"connection_ack"}'],
    ['an empty id', '{"type":"subscribe","id":"","payload":{"query":"{ who }"}}'],
    ['a ping with a payload that is a list', '{"type":"ping","payload":[]}'],
    ['a subscription without an id', '{"type":"subscribe","payload":{"query":"{ who }"}}'],
    ['a subscription without a query', '{"type":"subscribe","id":"1","payload":{}}'],
    [
      'variables that are a text',
      '{"type":"subscribe","id":"1","payload":{"query":"{ who }","variables":"x"}}',
    ],
  ])('that sends %s is closed with 4400', async (_, text) => {
    const socket = await signedIn();
    socket.send(text);

    expect(await socket.closed).toMatchObject({ code: 4400 });
  });

  it('that sends bytes instead of text is closed with 4400', async () => {
    const socket = await signedIn();
    socket.socket.send(Buffer.from('{"type":"ping"}'), { binary: true });

    expect(await socket.closed).toMatchObject({ code: 4400 });
  });

  it('that sends more than 64 KB at once is closed with 1009', async () => {
    const socket = await signedIn();
    socket.subscribe('1', '{ who }', { x: 'a'.repeat(64 * 1024) });

    expect(await socket.closed).toMatchObject({ code: 1009 });
    expect(gateway.fetches).toEqual([]);
  });

  it('of another subprotocol is closed with 4406', async () => {
    const socket = await open({ protocol: 'graphql-ws' }).catch(() => null);

    if (socket) expect(await socket.closed).toMatchObject({ code: 4406 });
  });

  it('finds our subprotocol among others', async () => {
    const socket = await open({ protocol: ['graphql-ws', 'graphql-transport-ws'] });

    expect(socket.socket.protocol).toBe('graphql-transport-ws');
  });

  it('answers a ping, also before anybody signed in, and never with what was in it', async () => {
    const socket = await open();
    socket.send({ type: 'ping', payload: { n: 1 } });

    expect(await socket.next()).toEqual({ type: 'pong' });
  });
});

describe('an upgrade', () => {
  it.each(['https://evil.example.com', 'null', 'http://127.0.0.1'])(
    'is refused to a page of the foreign origin %s',
    async (origin) => {
      await expect(open({ origin })).rejects.toThrow('403');
    },
  );

  it('is granted to our own pages and to listed ones', async () => {
    for (const origin of [gateway.url, 'https://studio.example.com']) {
      const socket = await open({ origin });
      socket.send({ type: 'ping' });

      expect(await socket.next()).toEqual({ type: 'pong' });
    }
  });

  it.each(['/', '/graphiql', '/graphql/x', '/metrics'])(
    'is refused elsewhere: %s',
    async (path) => {
      await expect(open({ path })).rejects.toThrow('404');
    },
  );
});

describe('a connection that is reset while it is refused', () => {
  it('ends itself and nothing else', async () => {
    const { hostname, port } = new URL(gateway.url);
    for (let count = 0; count < 20; count += 1) {
      const peer = connect(Number(port), hostname);
      await once(peer, 'connect');
      peer.write(
        'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
          'Origin: https://evil.example.com\r\n\r\n',
        () => peer.resetAndDestroy(),
      );
      await once(peer, 'close');
    }

    expect((await gateway.post({ query: '{ who }' })).body).toEqual({ data: { who: 'acme/ada' } });
  });
});

describe('an operation on a socket', () => {
  it('is answered once and completed', async () => {
    const socket = await signedIn();
    socket.subscribe('q', '{ reviews { title project { name } } who }');

    expect(await socket.next()).toMatchObject({
      id: 'q',
      type: 'next',
      payload: { data: { reviews: [{ project: { name: 'Project 1' } }, {}], who: 'acme/ada' } },
    });
    expect(await socket.next()).toEqual({ id: 'q', type: 'complete' });
  });

  it.each([
    ['a syntax error', '{ who', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ whoo }', 'GRAPHQL_VALIDATION_FAILED'],
    ['introspection', '{ __schema { queryType { name } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['too large an operation', `{ a${' a'.repeat(15_000)} }`, 'OPERATION_TOO_LARGE'],
    ['two operations and no name', 'query A { who } query B { who }', 'BAD_USER_INPUT'],
    ['no operation', 'fragment A on Query { who }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('is refused by an error of its own: %s', async (_, query, code) => {
    const socket = await signedIn();
    socket.subscribe('bad', query);

    expect(await socket.next()).toMatchObject({
      id: 'bad',
      type: 'error',
      payload: [{ message: expect.any(String), extensions: { code, traceId: expect.any(String) } }],
    });
    expect(gateway.fetches).toEqual([]);
    await expectAlive(socket);
  });

  it('suggests no names of the schema', async () => {
    const socket = await signedIn();
    socket.subscribe('1', '{ whoo }');
    socket.subscribe('2', 'query ($of: Colour) { colour(of: $of) }', { of: 'CRIMSN' });
    socket.subscribe('3', 'subscription ($p: ID) { reviewTouched(project: $p) { cursr } }');

    const messages = [await socket.next(), await socket.next(), await socket.next()];
    expect(JSON.stringify(messages)).not.toMatch(/Did you mean|CRIMSON|"cursor"/);
  });

  it('with a variable that does not fit is the caller’s mistake', async () => {
    const socket = await signedIn();
    socket.subscribe('1', 'query ($code: Int) { colour(code: $code) }', { code: 'x' });

    const { type, payload } = await socket.next();
    const errors = type === 'error' ? payload : payload.errors;
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(gateway.fetches).toEqual([]);
    await socket.next();
    await expectAlive(socket);
  });

  it('that fails in a subgraph is masked, logged, and touches no other', async () => {
    const socket = await signedIn();
    socket.subscribe('live', touched);
    await gateway.world.touched.untilListeners(1);
    socket.subscribe('q', '{ broken who }');

    const answer = await socket.next();
    expect(answer).toMatchObject({
      id: 'q',
      payload: {
        data: { broken: null, who: 'acme/ada' },
        errors: [{ path: ['broken'], extensions: { code: 'INTERNAL' } }],
      },
    });
    expect(JSON.stringify(answer)).not.toContain(secret);
    expect(JSON.stringify(gateway.lines)).toContain(secret);
    expect(await socket.next()).toEqual({ id: 'q', type: 'complete' });
    gateway.world.touched.publish(review('1'));
    expect(await socket.next()).toMatchObject({ id: 'live', type: 'next' });
  });

  it('with an id that is in use closes the socket with 4409', async () => {
    const socket = await signedIn();
    socket.subscribe('1', touched);
    await gateway.world.touched.untilListeners(1);
    socket.subscribe('1', '{ who }');

    expect(await socket.closed).toMatchObject({ code: 4409 });
    await gateway.world.touched.untilListeners(0);
  });

  it.each([
    ['of two bytes', 'é'.repeat(60)],
    ['of four bytes', '🏭'.repeat(60)],
    ['of one byte before those of four', `a${'🏭'.repeat(60)}`],
  ])(
    'closes it so although its characters are %s, which no close frame can hold',
    async (_, id) => {
      const socket = await signedIn();
      socket.subscribe(id, 'subscription { silent }');
      await gateway.world.silent.untilListeners(1);
      socket.subscribe(id, '{ who }');

      const { code, reason } = await socket.closed;
      expect(code).toBe(4409);
      // Cut between two characters.
      expect(reason).not.toContain('\ufffd');
      expect(`Subscriber for ${id}`.startsWith(reason)).toBe(true);
      expect(gateway.lines.filter(({ level }) => level === 50)).toEqual([]);
    },
  );

  it('may use an id again once it was completed, even at once', async () => {
    const socket = await signedIn();
    socket.subscribe('1', touched);
    await gateway.world.touched.untilListeners(1);

    socket.send({ id: '1', type: 'complete' });
    socket.subscribe('1', 'subscription { silent }');
    await gateway.world.silent.untilListeners(1);
    gateway.world.silent.publish('hello');

    expect(await socket.next()).toEqual({
      id: '1',
      type: 'next',
      payload: { data: { silent: 'hello' } },
    });
    expect(gateway.world.touched.listeners).toBe(0);
  });

  it.each(['__proto__', 'constructor', 'toString'])('may have the id %s', async (id) => {
    const socket = await signedIn();
    socket.subscribe(id, '{ who }');

    expect(await socket.next()).toMatchObject({ id, payload: { data: { who: 'acme/ada' } } });
    expect(await socket.next()).toEqual({ id, type: 'complete' });
  });

  it('is the fifty-first at once and is refused', async () => {
    const socket = await signedIn();
    for (let index = 0; index < 50; index += 1)
      socket.subscribe(`s${index}`, `subscription { s${index}: silent }`);
    await gateway.world.silent.untilListeners(50);
    socket.subscribe('one too many', 'subscription { silent }');

    expect(await socket.next()).toMatchObject({
      id: 'one too many',
      type: 'error',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
    expect(gateway.world.silent.listeners).toBe(50);
  });

  it('is answered in parts where something of it is deferred', async () => {
    const socket = await signedIn();
    socket.subscribe('d', '{ reviews { id ... @defer { title project { name } } } }');

    expect(await socket.next()).toEqual({
      id: 'd',
      type: 'next',
      payload: { data: { reviews: [{ id: '1' }, { id: '2' }] }, hasNext: true },
    });
    expect(await socket.next()).toMatchObject({
      id: 'd',
      type: 'next',
      payload: {
        incremental: [
          { path: ['reviews', 0], data: { project: { name: 'Project 1' } } },
          { path: ['reviews', 1], data: { project: { name: 'Project 2' } } },
        ],
        hasNext: false,
      },
    });
    expect(await socket.next()).toEqual({ id: 'd', type: 'complete' });
  });

  it('may be a mutation', async () => {
    const socket = await signedIn();
    socket.subscribe('m', 'mutation { rename(input: { id: "1", name: "x" }) { id name } }');

    expect(await socket.next()).toMatchObject({
      payload: { data: { rename: { id: '1', name: 'x' } } },
    });
  });
});

async function expectAlive(socket: RawSocket): Promise<void> {
  socket.subscribe('alive', '{ who }');
  expect(await socket.next()).toMatchObject({
    id: 'alive',
    payload: { data: { who: 'acme/ada' } },
  });
  expect(await socket.next()).toEqual({ id: 'alive', type: 'complete' });
}

describe('a subscription', () => {
  it('delivers each event in order, with what other subgraphs know of it', async () => {
    const socket = await signedIn();
    socket.subscribe('live', touched);
    await gateway.world.touched.untilListeners(1);
    for (const id of ['1', '2', '3']) gateway.world.touched.publish(review(id));

    for (const id of ['1', '2', '3']) {
      expect(await socket.next()).toEqual({
        id: 'live',
        type: 'next',
        payload: {
          data: {
            reviewTouched: {
              cursor: `c${id}`,
              review: { title: `Review ${id}`, project: { name: `Project ${id}` } },
            },
          },
        },
      });
    }
  });

  it('asks the subgraphs of an event only for what was asked, once each', async () => {
    const socket = await signedIn();
    socket.subscribe('live', touched);
    await gateway.world.touched.untilListeners(1);
    gateway.fetches.splice(0);
    gateway.world.touched.publish(review('1'));
    await socket.next();

    expect(gateway.fetches).toHaveLength(1);
    expect(gateway.fetches[0]).toContain('_entities');
    expect(gateway.fetches[0]).not.toContain('reviewTouched');
  });

  it('ends its source at once when it is completed, although it waits', async () => {
    const socket = await signedIn();
    socket.subscribe('live', 'subscription { silent }');
    await gateway.world.silent.untilListeners(1);

    socket.send({ id: 'live', type: 'complete' });

    await gateway.world.silent.untilListeners(0);
    await expectAlive(socket);
  });

  it('ends its source at once when its socket closes, in good order or not', async () => {
    for (const end of ['close', 'terminate'] as const) {
      const socket = await signedIn();
      socket.subscribe('live', 'subscription { silent }');
      await gateway.world.silent.untilListeners(1);

      socket.socket[end]();

      await gateway.world.silent.untilListeners(0);
    }
  });

  it('ends its source although it was completed before that began', async () => {
    const socket = await signedIn();
    socket.subscribe('live', 'subscription { silent }');
    socket.send({ id: 'live', type: 'complete' });
    await expectAlive(socket);

    expect(gateway.world.silent.listeners).toBe(0);
  });

  it('takes its variables to where they are needed', async () => {
    const socket = await signedIn();
    const query =
      'subscription ($after: String, $with: Boolean!) { reviewTouched(after: $after) { cursor review @include(if: $with) { id } } }';
    socket.subscribe('live', query, { after: 'c0', with: false });
    await gateway.world.touched.untilListeners(1);
    gateway.world.touched.publish(review('1'));

    expect(await socket.next()).toMatchObject({
      payload: { data: { reviewTouched: { cursor: 'c1' } } },
    });
  });

  it.each([
    ['is refused', 'subscription { unsubscribable }', 'FORBIDDEN', 'This is not for you.'],
    [
      'cannot be resumed',
      'subscription { reviewTouched(after: "ancient") { cursor } }',
      'RESUME_TOO_OLD',
      'Begin again with a query.',
    ],
    [
      'fails to begin',
      'subscription { brokenStart }',
      'INTERNAL',
      'Something went wrong here; the fault has been logged.',
    ],
  ])('that %s says so and ends', async (_, query, code, message) => {
    const socket = await signedIn();
    socket.subscribe('live', query);

    const { type, payload } = await socket.next();
    const [error] = type === 'error' ? payload : payload.errors;
    expect(error).toMatchObject({ message, extensions: { code } });
    if (type === 'next') expect(await socket.next()).toEqual({ id: 'live', type: 'complete' });
    await expectAlive(socket);
  });

  it('whose source fails in the middle says so, masked, and touches no other', async () => {
    const socket = await signedIn();
    socket.subscribe('other', 'subscription { silent }');
    socket.subscribe('live', touched);
    await gateway.world.touched.untilListeners(1);
    await gateway.world.silent.untilListeners(1);
    gateway.world.touched.publish(review('1'));
    await socket.next();
    gateway.world.touched.fail(new Error(secret));

    const { type, payload } = await socket.next();
    const errors = type === 'error' ? payload : payload.errors;
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(JSON.stringify(payload)).not.toContain(secret);
    expect(JSON.stringify(gateway.lines)).toContain(secret);
    if (type === 'next') await socket.next();
    await gateway.world.touched.untilListeners(0);
    gateway.world.silent.publish('still here');
    expect(await socket.next()).toMatchObject({
      id: 'other',
      payload: { data: { silent: 'still here' } },
    });
  });

  it('goes on after an event of which a part could not be had', async () => {
    const socket = await signedIn();
    socket.subscribe(
      'live',
      'subscription { reviewTouched { cursor review { project { broken } } } }',
    );
    await gateway.world.touched.untilListeners(1);
    for (const id of ['1', '2']) gateway.world.touched.publish(review(id));

    for (const id of ['1', '2']) {
      const message = await socket.next();
      expect(message).toMatchObject({
        payload: {
          data: { reviewTouched: { cursor: `c${id}`, review: { project: { broken: null } } } },
          errors: [
            {
              path: ['reviewTouched', 'review', 'project', 'broken'],
              extensions: { code: 'INTERNAL' },
            },
          ],
        },
      });
      expect(JSON.stringify(message)).not.toContain(secret);
    }
  });

  it('of one tenant is not disturbed by the access of another', async () => {
    const socket = await signedIn('globex', 'eve');
    socket.subscribe('live', 'subscription { silent }');
    await gateway.world.silent.untilListeners(1);
    announce('acme', 'RoleRevoked');
    await new Promise(setImmediate);

    gateway.world.silent.publish('undisturbed');
    expect(await socket.next()).toMatchObject({ payload: { data: { silent: 'undisturbed' } } });
  });
});

describe('a fresh token in a ping', () => {
  const ping = (socket: RawSocket, token: string) =>
    socket.send({ type: 'ping', payload: { authorization: `Bearer ${token}` } });

  it('is taken in the place of the old one, with which the socket would have ended', async () => {
    const socket = await open();
    // It ends in two seconds, and the session with it.
    await socket.init(await gateway.token('acme', 'ada', 15 * 60_000 - 2_000));
    ping(socket, await gateway.token('acme', 'ada'));

    expect(await socket.next()).toEqual({
      type: 'pong',
      payload: { authorization: 'accepted' },
    });
    const other = await open();
    await other.init(await gateway.token('acme', 'ada', 15 * 60_000 - 2_000));
    expect(await other.closed).toEqual({ code: 4401, reason: 'The token has expired' });
    await expectAlive(socket);
  });

  it('may be given as often as one likes, while streams go on', async () => {
    const socket = await signedIn();
    socket.subscribe('live', 'subscription { silent }');
    await gateway.world.silent.untilListeners(1);
    for (let count = 0; count < 3; count += 1) {
      ping(socket, await gateway.token('acme', 'ada'));
      expect(await socket.next()).toMatchObject({ payload: { authorization: 'accepted' } });
    }
    gateway.world.silent.publish('on and on');

    expect(await socket.next()).toMatchObject({ payload: { data: { silent: 'on and on' } } });
  });

  it.each([
    ['malformed', async () => 'a.b.c'],
    ['expired', () => gateway.token('acme', 'ada', 16 * 60_000)],
  ])('that is %s is refused by the pong, and the socket goes on', async (_, token) => {
    const socket = await signedIn();
    const given = await token();
    ping(socket, given);
    const pong = await socket.next();

    expect(pong).toEqual({
      type: 'pong',
      payload: { authorization: 'refused', message: expect.stringMatching(/^[A-Z]/) },
    });
    expect(JSON.stringify(pong)).not.toContain(given);
    await expectAlive(socket);
  });

  it.each([
    ['person', 'acme', 'ben'],
    ['tenant', 'globex', 'eve'],
  ])('of another %s closes the socket with 4403', async (_, tenant, user) => {
    gateway.world.grants.set('acme/ben', [{ role: 'APPROVER', projectId: null }]);
    const socket = await signedIn();
    ping(socket, await gateway.token(tenant, user));

    expect(await socket.closed).toEqual({
      code: 4403,
      reason: 'The new token is of somebody else',
    });
    gateway.world.grants.delete('acme/ben');
  });

  it('never comes back in a pong, also before anybody has signed in', async () => {
    const socket = await open();
    const token = await gateway.token('acme', 'ada');
    ping(socket, token);

    expect(JSON.stringify(await socket.next())).not.toContain(token);
    await socket.init(token);
    await expectAlive(socket);
  });
});

describe('a socket that its client closes', () => {
  it.each([1000, 4499])('with %i ends its streams', async (code) => {
    const socket = await signedIn();
    socket.subscribe('live', 'subscription { silent }');
    await gateway.world.silent.untilListeners(1);
    socket.socket.close(code);

    expect(await socket.closed).toMatchObject({ code });
    await gateway.world.silent.untilListeners(0);
  });
});

describe('a reader that takes nothing any more', () => {
  it('is cut off once a megabyte waits for it, and its streams end', async () => {
    const socket = await signedIn();
    const title = 'x'.repeat(200_000);
    for (let index = 0; index < 40; index += 1) {
      const query = `subscription { s${index}: reviewTouched { cursor review { id } } }`;
      socket.subscribe(`s${index}`, query);
    }
    await gateway.world.touched.untilListeners(40);
    (socket.socket as unknown as { readonly _socket: Socket })._socket.pause();

    // What the machine's own buffers take first is not ours to know.
    while (gateway.world.touched.listeners > 0) {
      gateway.world.touched.publish({ ...review('1'), cursor: title });
      await new Promise(setImmediate);
    }

    (socket.socket as unknown as { readonly _socket: Socket })._socket.resume();
    expect(gateway.world.touched.listeners).toBe(0);
  });
});

describe('a socket whose person', () => {
  const before = [
    { role: 'APPROVER', projectId: null },
    { role: 'VIEWER', projectId: null },
  ] as const;
  beforeEach(() => {
    gateway.world.grants.set('acme/ada', [...before]);
    announce('acme', 'RoleAssigned');
    return () => {
      gateway.world.grants.set('acme/ada', [{ role: 'APPROVER', projectId: null }]);
      announce('acme', 'RoleAssigned');
    };
  });

  it('loses a role is closed with 4403, and its streams end', async () => {
    const socket = await signedIn();
    socket.subscribe('live', 'subscription { silent }');
    await gateway.world.silent.untilListeners(1);

    gateway.world.grants.set('acme/ada', [{ role: 'VIEWER', projectId: null }]);
    announce('acme', 'RoleRevoked');

    expect(await socket.closed).toEqual({ code: 4403, reason: 'Your access has changed' });
    await gateway.world.silent.untilListeners(0);
  });

  it('loses a role gets nothing that was committed later, although no message tells of it', async () => {
    const socket = await signedIn();
    socket.subscribe('live', 'subscription { logged { n } }');
    await gateway.world.log.untilReaders(1);
    gateway.world.log.append();
    expect(await socket.next()).toMatchObject({ payload: { data: { logged: {} } } });

    gateway.world.grants.set('acme/ada', [{ role: 'VIEWER', projectId: null }]);
    gateway.world.log.append();

    expect(await socket.closed).toEqual({ code: 4403, reason: 'Your access has changed' });
    expect(socket.waiting).toEqual([]);
    await gateway.world.log.untilReaders(0);
  });

  it('is no member any more is closed with 4403', async () => {
    const socket = await signedIn();
    gateway.world.grants.delete('acme/ada');
    announce('acme', 'UserDisabled');

    expect(await socket.closed).toMatchObject({ code: 4403 });
  });

  it('gains a role goes on', async () => {
    const socket = await signedIn();
    gateway.world.grants.set('acme/ada', [...before, { role: 'TENANT_ADMIN', projectId: null }]);
    announce('acme', 'RoleAssigned');

    await expectAlive(socket);
  });
});

/** Lets the gateway forget what it knows of the people of a tenant. */
async function forget(tenantId: string): Promise<void> {
  announce(tenantId, 'RoleAssigned');
  // The store of one process delivers within the same turn of the event loop.
  await new Promise(setImmediate);
}

/** What the Control Plane's log says live. */
function announce(tenantId: string, eventType: string): void {
  const id = '0198c0de-0000-7000-8000-000000000001';
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const envelope = envelopeText({
    eventId: id,
    eventType,
    schemaVersion: 1,
    tenantId,
    projectId: null,
    moduleId: null,
    aggregateType: 'User',
    aggregateId: id,
    aggregateVersion: 1,
    traceId,
    correlationId: traceId,
    causationId: null,
    actorId: id,
    occurredAt: '2026-01-31T12:00:00.000Z',
    payload: {},
  });
  gateway.ephemeral.publish(
    eventsChannel('control-plane'),
    writeBatch([['1', tenantId, '1', envelope]]),
  );
}
