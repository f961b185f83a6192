import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { guardDefaults, guardPort } from '../../gateway/fetch/guard/guard.ts';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { type SubgraphOverHttp, serveOverHttp } from './subgraph-over-http.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// Streams of subgraphs behind HTTP: how many are open, and what becomes of them when the subgraph goes.

// It is killed more often here than a breaker would stand.
const breaker = { ...guardDefaults.breaker, fewestRequests: Number.POSITIVE_INFINITY };

let gateway: TinyGateway;
let studio: SubgraphOverHttp;
const sockets: RawSocket[] = [];
beforeAll(async () => {
  gateway = await openTinyGateway({
    limits: { retry: { firstMs: 5, longestMs: 20, attempts: 1_000 } },
    async reach(subgraph) {
      const served = await serveOverHttp(subgraph);
      if (subgraph.name === 'studio') studio = served;
      return guardPort(knownByUuid(served.port), { ...guardDefaults, breaker });
    },
  });
});
afterAll(async () => {
  await gateway.stop();
  await studio.kill();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) {
    socket.close();
    await socket.closed;
  }
  await expectUpstreams(0);
});

/** An assertion names people by their ids; those of the tiny graph are names. */
function knownByUuid(port: SubgraphPort): SubgraphPort {
  return {
    ...port,
    async ask(question, parameters) {
      const answer = await port.ask(question, parameters);
      const last = answer.status === 200 && parameters.get('subject') === 'ben' ? 2 : 1;
      const userId = `0198c0de-0000-7000-8000-00000000000${last}`;
      return {
        ...answer,
        body: String(answer.body).replace(/"userId":"\w+"/, `"userId":"${userId}"`),
      };
    },
  };
}

async function signedIn(): Promise<RawSocket> {
  const socket = await openRawSocket(gateway.url);
  await socket.init(await gateway.token('acme', 'ada'));
  sockets.push(socket);
  return socket;
}

/** As many as the gateway says and the subgraph has. */
async function expectUpstreams(count: number): Promise<void> {
  await expect
    .poll(async () => {
      const page = await (await fetch(`${gateway.url}/metrics`)).text();
      const { log, silent } = gateway.world;
      return [/^gateway_upstreams (\d+)$/m.exec(page)?.[1], log.readers + silent.listeners];
    })
    .toEqual([String(count), count]);
}

const logged = 'subscription { logged { n project { name } } }';
const event = (n: number) => ({
  type: 'next',
  payload: { data: { logged: { n, project: { name: `Project ${n}` } } } },
});

describe('a subgraph that is killed and comes back', () => {
  it('is followed on without a gap, and nothing comes twice', async () => {
    const { log } = gateway.world;
    const socket = await signedIn();
    socket.subscribe('live', logged);
    await log.untilReaders(1);
    for (let round = 0; round < 5; round += 1) {
      const before = log.append();
      expect(await socket.next()).toMatchObject(event(before.n));
      await studio.kill();
      await log.untilReaders(0);
      const [first, second] = [log.append(), log.append()];
      await studio.comeBack();
      const third = log.append();

      for (const { n } of [first, second, third]) {
        expect(await socket.next()).toMatchObject(event(n));
      }
    }
    expect(socket.waiting).toEqual([]);
  });

  it('loses nothing of what happened before the first event', async () => {
    const { log } = gateway.world;
    const socket = await signedIn();
    socket.subscribe('live', logged);
    await expectUpstreams(1);
    await studio.kill();
    await log.untilReaders(0);
    const { n } = log.append();
    await studio.comeBack();

    expect(await socket.next()).toMatchObject(event(n));
  });

  it('is asked no more by who has left meanwhile', async () => {
    const socket = await signedIn();
    socket.subscribe('live', logged);
    await expectUpstreams(1);
    await studio.kill();
    socket.send({ id: 'live', type: 'complete' });
    socket.subscribe('who', '{ who }');
    expect(await socket.next()).toMatchObject({ id: 'who' });
    await studio.comeBack();

    await expectUpstreams(0);
  });

  it('ends a stream that cannot be resumed with an error, and touches no other operation', async () => {
    const { log, silent } = gateway.world;
    const socket = await signedIn();
    socket.subscribe('live', logged);
    socket.subscribe('silent', 'subscription { silent }');
    await expectUpstreams(2);
    await studio.kill();

    expect(await socket.next()).toMatchObject({
      id: 'silent',
      type: 'next',
      payload: { errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] },
    });
    expect(await socket.next()).toEqual({ id: 'silent', type: 'complete' });
    expect(silent.listeners).toBe(0);
    await studio.comeBack();
    const { n } = log.append();
    expect(await socket.next()).toMatchObject({ id: 'live', ...event(n) });
  });
});

describe('a thousand sockets with one subscription of one person', () => {
  it('cost one stream, and one fetch for each event', async () => {
    const many = await openTinyGateway({ limits: { sessions: { perUser: 2_000 } } });
    const token = await many.token('acme', 'ada');
    const all: RawSocket[] = [];
    for (let count = 0; count < 1_000; count += 1) {
      const socket = await openRawSocket(many.url);
      await socket.init(token);
      socket.subscribe('live', logged);
      all.push(socket);
    }
    // Whoever has subscribed has been answered when a later question of his is.
    for (const socket of all) socket.subscribe('who', '{ who }');
    for (const socket of all) {
      expect(await socket.next()).toMatchObject({ id: 'who' });
      expect(await socket.next()).toEqual({ id: 'who', type: 'complete' });
    }
    expect(many.world.log.opened).toBe(1);
    many.fetches.splice(0);
    const events = [many.world.log.append(), many.world.log.append()];
    for (const socket of all) {
      for (const { n } of events) expect(await socket.next()).toMatchObject(event(n));
    }

    expect(many.fetches).toHaveLength(events.length);
    for (const socket of all) socket.socket.terminate();
    await many.world.log.untilReaders(0);
    await many.stop();
  });

  it('cost a stream and a fetch each where they are of different people', async () => {
    const { grants } = gateway.world;
    grants.set('acme/ben', grants.get('acme/ada') ?? []);
    const [own, other] = [await signedIn(), await openRawSocket(gateway.url)];
    sockets.push(other);
    await other.init(await gateway.token('acme', 'ben'));
    for (const socket of [own, other])
      socket.subscribe('live', 'subscription { logged { viewer } }');
    await expectUpstreams(2);
    gateway.world.log.append();

    const viewers = [await own.next(), await other.next()].map(
      ({ payload }) => payload.data.logged.viewer,
    );
    expect(new Set(viewers).size).toBe(2);
  });
});

describe('the streams at a subgraph', () => {
  it('are one for identical subscriptions of one person, on however many sockets', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, signedIn));
    for (const socket of all) socket.subscribe('live', logged);
    await expectUpstreams(1);
    gateway.fetches.splice(0);
    const { n } = gateway.world.log.append();

    for (const socket of all) expect(await socket.next()).toMatchObject(event(n));
    // Each event is hydrated once, for all of them.
    expect(gateway.fetches).toHaveLength(1);
  });

  it('are as many as there are different subscriptions, and end one by one', async () => {
    const socket = await signedIn();
    for (const name of ['a', 'b', 'c']) {
      socket.subscribe(name, `subscription { ${name}: logged { n } }`);
    }
    await expectUpstreams(3);
    socket.send({ id: 'a', type: 'complete' });
    await expectUpstreams(2);
    socket.send({ id: 'b', type: 'complete' });
    await expectUpstreams(1);
  });
});
