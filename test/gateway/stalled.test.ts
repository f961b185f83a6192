import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway, type TinyGatewayOptions } from './tiny-gateway.ts';

// Readers that really take nothing: their connections stop reading, and what the machine's own buffers hold is not
// ours to know. So events are written until the gateway has had enough.

const logged = 'subscription ($after: String) { logged(after: $after) { n cursor text } }';
const large = 'x'.repeat(100_000);

let gateway: TinyGateway;
afterEach(() => gateway.stop());

async function open(outbox: NonNullable<TinyGatewayOptions['limits']>['outbox'] = {}) {
  gateway = await openTinyGateway({ limits: { outbox } });
  // A first event, so that the readers are known to follow.
  gateway.world.log.append();
}

async function follow(after = 'l0'): Promise<RawSocket> {
  const socket = await openRawSocket(gateway.url);
  await socket.init(await gateway.token('acme', 'ada'));
  socket.subscribe('live', logged, { after });
  return socket;
}

const numberIn = (message: { readonly payload: unknown }) =>
  (message.payload as { readonly data: { readonly logged: { readonly n: number } } }).data.logged.n;

async function cutOffs(): Promise<number> {
  const page = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(/^gateway_slow_readers_total (\d+)$/m.exec(page)?.[1]);
}

/**
 * Writes events, each taken by the reader that keeps up, until somebody is cut off.
 *
 * @returns the last event's place.
 */
async function writeUntilCutOff(quick: RawSocket): Promise<number> {
  for (;;) {
    const { n } = gateway.world.log.append(large);
    expect(numberIn(await quick.next())).toBe(n);
    if ((await cutOffs()) > 0) return n;
  }
}

const wireOf = ({ socket }: RawSocket) =>
  (socket as unknown as { readonly _socket: Socket })._socket;

describe('a socket whose reader takes nothing', () => {
  it('is closed with 4290 when it has stood still for too long, while the others go on', async () => {
    // It hears why as soon as it reads again.
    await open({ stalledAfterMs: 100, farewellMs: 60_000 });
    const [quick, stalled] = [await follow(), await follow()];
    expect([await quick.next(), await stalled.next()].map(numberIn)).toEqual([1, 1]);
    wireOf(stalled).pause();
    const last = await writeUntilCutOff(quick);
    wireOf(stalled).resume();

    expect(await stalled.closed).toMatchObject({ code: 4290 });
    const { n } = gateway.world.log.append();
    expect(numberIn(await quick.next())).toBe(n);
    // What it got before has no gap, and behind that it resumes.
    const got = stalled.waiting.map((message) => numberIn(message as { payload: unknown }));
    expect(got).toEqual(got.map((_, index) => index + 2));
    const resumed = await follow(`l${got.length + 1}`);
    for (let next = got.length + 2; next <= last; next += 1) {
      expect(numberIn(await resumed.next())).toBe(next);
    }
    for (const socket of [quick, resumed]) socket.close();
    await resumed.closed;
  });

  it('is ended although it never reads again', async () => {
    await open({ stalledAfterMs: 100, farewellMs: 1 });
    const [quick, stalled] = [await follow(), await follow()];
    await quick.next();
    await stalled.next();
    wireOf(stalled).pause();
    await writeUntilCutOff(quick);

    // Nothing is left of it at the gateway, though its own side knows nothing.
    await expect.poll(async () => socketsOpen()).toBe(1);
    quick.close();
    stalled.socket.terminate();
  });

  it('is closed with 4290 as soon as too much waits for all its subscriptions together', async () => {
    await open({ stalledAfterMs: 3_600_000, farewellMs: 60_000 });
    const [quick, stalled] = [await follow(), await follow()];
    await quick.next();
    await stalled.next();
    for (let index = 0; index < 20; index += 1) {
      stalled.subscribe(`s${index}`, `subscription { s${index}: logged { n text } }`);
    }
    await gateway.world.log.untilReaders(21);
    wireOf(stalled).pause();
    await writeUntilCutOff(quick);
    wireOf(stalled).resume();

    expect(await stalled.closed).toMatchObject({ code: 4290 });
    quick.close();
  });
});

describe('a socket that asks and takes no answer', () => {
  it('is closed with 4290 as soon as too much waits for it', async () => {
    gateway = await openTinyGateway({
      limits: {
        outbox: { stalledAfterMs: 3_600_000, farewellMs: 60_000 },
        socket: { messages: { atOnce: 10_000, perSecond: 1 } },
      },
    });
    const socket = await openRawSocket(gateway.url);
    await socket.init(await gateway.token('acme', 'ada'));
    wireOf(socket).pause();
    // Far more than the machine's own buffers and the backlog hold together.
    for (let asked = 1; asked <= 500 && (await cutOffs()) === 0; asked += 1) {
      const value = `${asked}${'x'.repeat(60_000)}`;
      socket.subscribe(`q${asked}`, 'query ($value: JSON) { echo(value: $value) }', { value });
    }
    expect(await cutOffs()).toBe(1);
    wireOf(socket).resume();

    expect(await socket.closed).toMatchObject({ code: 4290 });
  });
});

async function socketsOpen(): Promise<number> {
  const page = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(/^gateway_sockets (\d+)$/m.exec(page)?.[1]);
}

describe.each([
  ['event stream', 'text/event-stream'],
  ['multipart subscription', 'multipart/mixed;subscriptionSpec=1.0'],
])('an %s whose reader takes nothing', (_, accept) => {
  /** Posts by hand, and reads the head of the answer and nothing more. */
  async function stall(): Promise<Socket> {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    const body = JSON.stringify({ query: logged });
    const head = [
      'POST /graphql HTTP/1.1',
      `host: ${hostname}:${port}`,
      `authorization: Bearer ${await gateway.token('acme', 'ada')}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
      `accept: ${accept}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    return socket;
  }

  it('is ended when it has stood still for too long, while the others go on', async () => {
    await open({ stalledAfterMs: 100, farewellMs: 60_000 });
    const quick = await follow();
    await quick.next();
    const stalled = await stall();
    await writeUntilCutOff(quick);
    const told = new Promise<void>((resolve) => {
      stalled.on('data', (chunk) => {
        if (String(chunk).includes('You read too slowly')) resolve();
      });
    });
    stalled.resume();

    await told;
    stalled.destroy();
    const { n } = gateway.world.log.append();
    expect(numberIn(await quick.next())).toBe(n);
    quick.close();
  });

  it('is ended although it never reads again', async () => {
    await open({ stalledAfterMs: 100, farewellMs: 1 });
    const quick = await follow();
    await quick.next();
    const stalled = await stall();
    await writeUntilCutOff(quick);
    const closed = new Promise((resolve) => stalled.once('close', resolve));
    stalled.on('error', () => {});
    stalled.resume();

    await closed;
    quick.close();
  });
});
