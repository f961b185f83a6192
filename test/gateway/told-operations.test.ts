import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// What metrics and logs tell of operations, by whichever way they come.

let gateway: TinyGateway;
beforeEach(async () => {
  gateway = await openTinyGateway({ limits: { socket: { operations: 2 } } });
});
afterEach(() => gateway.stop());

/** A number of the metrics page: 0 where it is not there yet. */
async function figure(name: string): Promise<number> {
  const page = await (await fetch(`${gateway.url}/metrics`)).text();
  const line = page.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length) ?? 0);
}

const operations = (transport: string, outcome: string) =>
  figure(`gateway_operation_duration_seconds_count{transport="${transport}",outcome="${outcome}"}`);
const errors = (code: string) => figure(`gateway_errors_total{code="${code}"}`);
const executions = (type: string, outcome: string) =>
  figure(
    `gateway_execution_duration_seconds_count{operation="anonymous",type="${type}",outcome="${outcome}",tenant_class="tenant"}`,
  );

/** The lines of the log about operations, without what differs each time. */
const told = () =>
  gateway.lines
    .filter(({ msg }) => msg === 'served')
    .map(({ transport, status, codes }) => ({ transport, status, codes }));

async function signedIn(): Promise<RawSocket> {
  const socket = await openRawSocket(gateway.url);
  await socket.init(await gateway.token('acme', 'ada'));
  return socket;
}

interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape and assert on them.
  readonly payload: any;
}

describe('an operation over a WebSocket', () => {
  it.each([
    ['query', '{ who }'],
    ['mutation', 'mutation { rename(input: { id: "1", name: "x" }) { name } }'],
  ])('is counted and logged when it is a %s', async (type, query) => {
    const socket = await signedIn();
    socket.subscribe('1', query);
    await socket.next();

    expect(await operations('websocket', 'ok')).toBe(1);
    expect(await executions(type, 'ok')).toBe(1);
    expect(told()).toEqual([{ transport: 'websocket', codes: [] }]);
  });

  it('is counted when it is a subscription, as soon as that is opened', async () => {
    const socket = await signedIn();
    socket.subscribe('1', 'subscription { silent }');
    await expect.poll(() => operations('websocket', 'ok')).toBe(1);

    expect(await executions('subscription', 'ok')).toBe(1);
    expect(told()).toEqual([{ transport: 'websocket', codes: [] }]);
  });

  it.each([
    ['an error in its answer', '{ refused who }', 'FORBIDDEN'],
    ['a refusal of its text', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a refusal of its subscription', 'subscription { unsubscribable }', 'FORBIDDEN'],
    [
      'a place that is not kept',
      'subscription { reviewTouched(after: "ancient") { cursor } }',
      'RESUME_TOO_OLD',
    ],
    ['a fault', 'subscription { brokenStart }', 'INTERNAL'],
  ])('is counted with the code of %s', async (_, query, code) => {
    const socket = await signedIn();
    socket.subscribe('1', query);
    await socket.next();

    expect(await operations('websocket', 'error')).toBe(1);
    expect(await errors(code)).toBe(1);
    expect(told()).toEqual([{ transport: 'websocket', codes: [code] }]);
  });

  it('is counted when there are too many at once', async () => {
    const socket = await signedIn();
    for (const id of ['1', '2']) socket.subscribe(id, 'subscription { silent }');
    await expect.poll(() => operations('websocket', 'ok')).toBe(2);
    socket.subscribe('3', 'subscription { silent }');
    await socket.next();

    expect(await errors('RATE_LIMITED')).toBe(1);
  });

  it('is logged by the trace that its refusal names', async () => {
    const socket = await signedIn();
    socket.subscribe('1', '{ nothing }');
    const { payload } = (await socket.next()) as Told;

    const [line] = gateway.lines.filter(({ msg }) => msg === 'served');
    expect(line).toMatchObject({ traceId: payload[0].extensions.traceId });
  });
});

describe('a client that goes before its request is whole', () => {
  it('is told of as what it is, and is no fault of ours', async () => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    const authorization = `Bearer ${await gateway.token('acme', 'ada')}`;
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: here\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
      () => socket.destroy(),
    );

    await expect.poll(() => errors('BAD_USER_INPUT')).toBe(1);
    expect(await errors('INTERNAL')).toBe(0);
    expect(gateway.lines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});

describe.each([
  ['an event stream', 'text/event-stream'],
  ['a multipart subscription', 'multipart/mixed;subscriptionSpec=1.0'],
])('%s', (_, accept) => {
  const ask = (query: string) => gateway.post({ query }, { accept });

  it('that its subgraph refuses is counted with the code of that', async () => {
    await ask('subscription { unsubscribable }');

    expect(await operations('http', 'error')).toBe(1);
    expect(await errors('FORBIDDEN')).toBe(1);
    expect(await executions('subscription', 'error')).toBe(1);
    expect(told()).toEqual([{ transport: 'http', status: 200, codes: ['FORBIDDEN'] }]);
  });

  it('that is not valid is counted with the code of that', async () => {
    await ask('subscription { nothing }');

    expect(await errors('GRAPHQL_VALIDATION_FAILED')).toBe(1);
  });
});
