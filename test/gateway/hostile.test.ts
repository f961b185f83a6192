import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engines } from '../../gateway/engines.ts';
import { bodies, corpus, type Hostile, large, membersOf, odd } from './hostile-corpus.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// What an attacker would send. Each is refused before any subgraph is asked, by HTTP and by WebSocket alike, while
// somebody beside it is served; how long each holds the event loop is what `npm run bench:hostile` tells.

let gateway: TinyGateway;
let sockets: RawSocket[];
let polite: RawSocket;

async function signedIn(): Promise<RawSocket> {
  const socket = await openRawSocket(gateway.url);
  await socket.init(await gateway.token('acme', 'ada'));
  sockets.push(socket);
  return socket;
}

/** Somebody beside the attacker, by both doors. */
async function isServed(): Promise<boolean> {
  const asked = gateway.post({ query: '{ who }' });
  polite.subscribe('w', '{ who }');
  const { payload } = await polite.next();
  await polite.next();
  return (await asked).body.data.who === 'acme/ada' && payload.data.who === 'acme/ada';
}

interface Coded {
  readonly extensions: { readonly code: string };
}
const refusals = [
  'OPERATION_TOO_LARGE',
  'GRAPHQL_VALIDATION_FAILED',
  'GRAPHQL_PARSE_FAILED',
  'BAD_USER_INPUT',
];

/** The codes that come over a socket, or the code it is closed with. */
async function bySocket(hostile: Hostile): Promise<readonly (string | number)[]> {
  const socket = await signedIn();
  socket.send(`{"id":"x","type":"subscribe","payload":{${membersOf(hostile)}}}`);
  const answer = await Promise.race([
    socket.next().catch(() => null),
    socket.closed.then(() => null),
  ]);
  if (answer === null) return [(await socket.closed).code];
  // A person may hold only so many at once.
  socket.close();
  await socket.closed;
  const errors: readonly Coded[] = answer.payload.errors ?? answer.payload;
  return errors.map(({ extensions }) => extensions.code);
}

describe.each([...engines.keys()])('before the engine %s', (engine) => {
  beforeAll(async () => {
    sockets = [];
    // Introspection is on, so that it is the limits which refuse it.
    // Whoever is beside them sends a message for each.
    const socket = { messages: { atOnce: 1_000, perSecond: 10 } };
    gateway = await openTinyGateway({ engine, introspection: true, limits: { socket } });
    polite = await signedIn();
  });
  afterAll(async () => {
    for (const socket of sockets) {
      socket.close();
      await socket.closed;
    }
    await gateway.stop();
  });
  beforeEach(() => {
    gateway.fetches.splice(0);
  });

  it.each(corpus)('is refused by every door: $name', async (hostile) => {
    const [{ status, body }, served] = await Promise.all([
      gateway.post(`{${membersOf(hostile)}}`),
      isServed(),
    ]);
    const codes = new Set((body.errors as Coded[]).map(({ extensions }) => extensions.code));
    const closeOrCodes = new Set(await bySocket(hostile));

    expect(served).toBe(true);
    expect(status).toBe(400);
    expect(body.data ?? null).toBeNull();
    for (const code of codes) expect(refusals).toContain(code);
    // 1009 is a message that is too big for a socket, whatever it holds.
    expect([...codes, 1_009]).toEqual(expect.arrayContaining([...closeOrCodes]));
    expect(gateway.fetches.filter((fetch) => !fetch.includes('who'))).toEqual([]);
  });

  it.each([...odd, ...large])('is answered and does no harm: $name', async (hostile) => {
    const [{ status }, served] = await Promise.all([
      gateway.post(`{${membersOf(hostile)}}`),
      isServed(),
    ]);

    expect(status).toBeLessThan(500);
    expect(served).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('tells ten of a thousand errors', async () => {
    const { body, text } = await gateway.post({
      query: '{ page(first: 1000) { nodes { broken } } }',
    });

    expect(body.data.page.nodes).toHaveLength(1_000);
    expect(body.errors).toHaveLength(10);
    expect(body.errors[9].message).toBe('And 991 more errors.');
    expect(text.length).toBeLessThan(50_000);
  });

  it.each([1, 2, 100, 10_000])('is refused as a batch: of %i', async (count) => {
    const batch = Array.from({ length: count }, () => ({ query: '{ who }' }));
    const { status } = await gateway.post(batch);

    expect(status).toBe(400);
    expect(gateway.fetches).toEqual([]);
    expect(await isServed()).toBe(true);
  });

  it.each(bodies)('is refused as a body: %s', async (_, body, headers) => {
    const [{ status }, served] = await Promise.all([gateway.post(body, headers), isServed()]);

    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(served).toBe(true);
    expect(gateway.fetches.filter((fetch) => !fetch.includes('who'))).toEqual([]);
  });

  it('is refused with too many headers or too long ones, and served with less', async () => {
    const send = async (count: number) => {
      const headers = Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`x-${index}`, '1']),
      );
      return (await gateway.post({ query: '{ who }' }, headers)).status;
    };
    // The client sends some of its own.
    expect(await send(80)).toBe(200);
    expect(await send(101)).toBe(431);
    const long = async (bytes: number) =>
      (await gateway.post({ query: '{ who }' }, { 'x-long': 'x'.repeat(bytes) })).status;
    expect(await long(14 * 1024)).toBe(200);
    expect(await long(16 * 1024)).toBe(431);
    expect(await isServed()).toBe(true);
  });
});
