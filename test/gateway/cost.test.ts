import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { admissionWith } from '../support/admission.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// What operations cost, held against a limit and told: by every door.

const opened: TinyGateway[] = [];
const sockets: RawSocket[] = [];
afterAll(async () => {
  for (const socket of sockets) {
    socket.close();
    await socket.closed;
  }
  for (const gateway of opened) await gateway.stop();
});

async function openWith(env: Record<string, string> = {}): Promise<TinyGateway> {
  const gateway = await openTinyGateway({ admission: admissionWith(env) });
  opened.push(gateway);
  return gateway;
}

async function socketTo(gateway: TinyGateway): Promise<RawSocket> {
  const socket = await openRawSocket(gateway.url);
  sockets.push(socket);
  await socket.init(await gateway.token('acme', 'ada'));
  return socket;
}

const pageOf = 'query ($n: Int) { page(first: $n) { nodes { id next { id } } } }';
const tooLarge = [{ extensions: { code: 'OPERATION_TOO_LARGE' } }];

describe('where costs are enforced', () => {
  let gateway: TinyGateway;
  let socket: RawSocket;
  beforeAll(async () => {
    gateway = await openWith();
    socket = await socketTo(gateway);
  });
  beforeEach(() => {
    gateway.fetches.splice(0);
  });

  it('a page of a hundred is served', async () => {
    const { body } = await gateway.post({ query: pageOf, variables: { n: 100 } });

    expect(body.errors).toBeUndefined();
    expect(body.data.page.nodes).toHaveLength(100);
  });

  it('the limit itself is served, and a point more is refused before any subgraph is asked', async () => {
    // A page of n nodes with their next is 1 + 2n.
    const { body } = await gateway.post({ query: pageOf, variables: { n: 2_499 } });
    expect(body.errors).toBeUndefined();
    gateway.fetches.splice(0);

    const refused = await gateway.post({ query: pageOf, variables: { n: 2_500 } });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([
      {
        message:
          'This operation costs up to 5001 points, and 5000 are allowed: ask for fewer or shorter lists.',
        extensions: { code: 'OPERATION_TOO_LARGE' },
      },
    ]);
    expect(gateway.fetches).toEqual([]);
  });

  it('the weight of a field counts', async () => {
    expect((await gateway.post({ query: '{ dear }' })).body.data).toEqual({ dear: 'dear' });
    const { body } = await gateway.post({ query: '{ a: dear b: dear }' });
    expect(body.errors).toMatchObject(tooLarge);
  });

  it('an operation on a socket is held to the same', async () => {
    socket.subscribe('1', pageOf, { n: 2_500 });

    expect((await socket.next()).payload.errors).toMatchObject(tooLarge);
    expect(gateway.fetches).toEqual([]);
    await socket.next();
  });

  it('a subscription is held to the same', async () => {
    const project = '{ project { a: next { id } } }';
    socket.subscribe('1', `subscription { reviewTouched { review ${project} } }`);
    await gateway.world.touched.untilListeners(1);
    socket.send({ id: '1', type: 'complete' });
    await gateway.world.touched.untilListeners(0);

    const strict = await openWith({ COST_LIMIT: '3' });
    const other = await socketTo(strict);
    other.subscribe('1', `subscription { reviewTouched { review ${project} } }`);
    expect((await other.next()).payload.errors).toMatchObject(tooLarge);
    expect(strict.world.touched.listeners).toBe(0);
  });
});

describe('the cost of an operation is told', () => {
  const cost = { estimated: 21, limit: 5_000 };
  const asked = { query: pageOf, variables: { n: 10 } };

  it('to whoever asks for it by header', async () => {
    const gateway = await openWith();
    const { body } = await gateway.post(asked, { 'x-include-cost': 'true' });
    expect(body.extensions).toEqual({ cost });

    expect((await gateway.post(asked)).body.extensions).toBeUndefined();
  });

  it('to whoever asks for it in the request, on a socket too', async () => {
    const gateway = await openWith();
    const extensions = { includeCost: true };
    expect((await gateway.post({ ...asked, extensions })).body.extensions).toEqual({ cost });

    const socket = await socketTo(gateway);
    socket.send({ id: '1', type: 'subscribe', payload: { ...asked, extensions } });
    const { payload } = await socket.next();
    expect(payload.extensions).toEqual({ cost });
    expect(Object.keys(payload).sort()).toEqual(['data', 'extensions']);
  });

  it('beside errors too', async () => {
    const gateway = await openWith();
    const { body } = await gateway.post(
      { query: '{ projects { id budget } }' },
      { 'x-include-cost': 'true' },
    );

    expect(body.errors).toHaveLength(3);
    expect(body.extensions).toEqual({ cost: { estimated: 10, limit: 5_000 } });
  });

  it('with the first part of an answer in parts', async () => {
    const gateway = await openWith();
    const headers = {
      accept: 'multipart/mixed;deferSpec=20220824',
      'x-include-cost': 'true',
    };
    const query = '{ who reviews { title ... @defer { project { reviewCount } } } }';
    const { text } = await gateway.post({ query }, headers);

    expect(text).toContain('"extensions":{"cost":{"estimated":20,"limit":5000}}');
    expect(text.match(/"cost"/g)).toHaveLength(1);
  });

  it('to everybody where that is set', async () => {
    const gateway = await openWith({ COST_REPORT: 'on' });

    expect((await gateway.post(asked)).body.extensions).toEqual({ cost });
  });

  it('to operators, as a histogram', async () => {
    const gateway = await openWith();
    await gateway.post(asked);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();

    expect(metrics).toContain('gateway_operation_cost_sum 21\n');
    expect(metrics).toContain('gateway_operation_cost_bucket{le="50"} 1\n');
  });
});

describe('where costs are measured only', () => {
  it('nothing is refused, and all is told', async () => {
    const gateway = await openWith({ COST_MODE: 'measure', COST_LIMIT: '1' });
    const { body } = await gateway.post(
      { query: pageOf, variables: { n: 10 } },
      { 'x-include-cost': 'true' },
    );

    expect(body.data.page.nodes).toHaveLength(10);
    expect(body.extensions).toEqual({ cost: { estimated: 21, limit: null } });
  });
});

describe('where costs are off', () => {
  it('nothing is refused, and nothing is told', async () => {
    const gateway = await openWith({ COST_MODE: 'off', COST_LIMIT: '1', COST_REPORT: 'on' });
    const { body } = await gateway.post({ query: pageOf, variables: { n: 10 } });

    expect(body.data.page.nodes).toHaveLength(10);
    expect(body.extensions).toBeUndefined();
  });
});
