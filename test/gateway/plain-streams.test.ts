import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionResult } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { SubgraphFailure } from '../../gateway/fetch/failure.ts';
import { plainPort } from '../../gateway/fetch/plain/port.ts';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';

// Subscriptions to a subgraph that is not of this house, and what it can do to them.

interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: unknown;
}

let server: Server;
let sockets: WebSocketServer;
let port: SubgraphPort;
/** Every socket so far, with the headers of its handshake. */
let opened: { readonly socket: WebSocket; readonly headers: IncomingHttpHeaders }[];
/** Everything that was received. */
let received: Message[];
/** What the subgraph does with a message; it acknowledges and sends nothing where a test does not say. */
let react: (socket: WebSocket, message: Message) => void;
/** How it answers by HTTP. */
let answer: (response: ServerResponse, accept: string | undefined) => void;
let refusesWebSocket: boolean;

const say = (socket: WebSocket, message: object) => socket.send(JSON.stringify(message));
const acknowledge = (socket: WebSocket, { type }: Message) => {
  if (type === 'connection_init') say(socket, { type: 'connection_ack' });
};

beforeEach(async () => {
  opened = [];
  received = [];
  react = acknowledge;
  refusesWebSocket = false;
  answer = (response) => response.writeHead(404).end('Not here.');
  server = createServer((request, response) => answer(response, request.headers.accept));
  sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, stream, head) => {
    if (refusesWebSocket) return stream.end('HTTP/1.1 404 Not Found\r\n\r\n');
    return sockets.handleUpgrade(request, stream, head, (socket) => {
      opened.push({ socket, headers: request.headers });
      socket.on('message', (data) => {
        const message = JSON.parse(String(data));
        received.push(message);
        react(socket, message);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = plainPort({
    name: 'products',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    exposesErrors: false,
    largestAnswerBytes: 10_000,
  });
});

afterEach(async () => {
  await port.stop();
  for (const socket of sockets.clients) socket.terminate();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function subscribe(query: string, forwarded: Record<string, string> = {}) {
  const scope = createScope(
    { tenantId: null, actor: { userId: 'nobody', kind: 'PERSON', grants: [] }, grantsEpoch: 0 },
    { requestId: 'r', traceId: 'a'.repeat(32), correlationId: 'c', deadlineAt: null, forwarded },
  );
  const stream = await port.subscribe({ query, isMutation: false }, {}, { scope });
  if (Symbol.asyncIterator in stream) return stream;
  throw new Error(`It answered ${JSON.stringify(stream)}.`);
}

/** The id under which the subgraph knows an operation. */
async function idOf(query: string): Promise<string> {
  const find = () =>
    received.find(({ payload }) => (payload as { query?: string } | undefined)?.query === query);
  await expect.poll(find).toBeDefined();
  return find()?.id ?? '';
}

async function rest(stream: Stream<ExecutionResult>): Promise<unknown[]> {
  const items: unknown[] = [];
  try {
    for await (const item of stream) items.push(item);
  } catch (error) {
    items.push(error instanceof SubgraphFailure ? error.kind : error);
  }
  return items;
}

describe('a subscription over a WebSocket', () => {
  it('ends with what the subgraph says is wrong, and disturbs no other on its socket', async () => {
    const [failing, living] = [await subscribe('{ failing }'), await subscribe('{ living }')];
    const [failingId, livingId] = [await idOf('{ failing }'), await idOf('{ living }')];
    const [{ socket }] = opened as [(typeof opened)[0]];

    say(socket, { id: failingId, type: 'error', payload: [{ message: 'No.', path: ['failing'] }] });
    say(socket, { id: livingId, type: 'next', payload: { data: { living: 1 } } });
    say(socket, { id: livingId, type: 'complete' });

    expect(await rest(failing)).toMatchObject([
      { errors: [{ message: 'No.', path: ['failing'] }] },
    ]);
    expect(await rest(living)).toEqual([{ data: { living: 1 } }]);
    expect(opened).toHaveLength(1);
  });

  it.each([
    ['is cut', (socket: WebSocket) => socket.terminate()],
    ['is closed as if all were well', (socket: WebSocket) => socket.close(1000)],
    ['is closed with an error', (socket: WebSocket) => socket.close(4500, 'secret')],
    ['says something unknown', (socket: WebSocket) => say(socket, { type: 'surprise' })],
    ['says what is no JSON', (socket: WebSocket) => socket.send('{')],
    ['says too much', (socket: WebSocket) => socket.send('x'.repeat(20_000))],
  ])('fails with its socket when that %s, and the other sockets live on', async (_, trouble) => {
    const [ada, ben] = [{ 'x-user': 'ada' }, { 'x-user': 'ben' }];
    const [one, two, other] = [
      await subscribe('{ one }', ada),
      await subscribe('{ two }', ada),
      await subscribe('{ other }', ben),
    ];
    const otherId = await idOf('{ other }');
    const [mine, theirs] = opened as [(typeof opened)[0], (typeof opened)[0]];

    trouble(mine.socket);

    expect([await rest(one), await rest(two)]).toEqual([['lost'], ['lost']]);
    say(theirs.socket, { id: otherId, type: 'next', payload: { data: { other: 1 } } });
    expect(await other.next()).toEqual({ done: false, value: { data: { other: 1 } } });
    expect(await subscribe('{ again }', ada)).toBeDefined();
  });

  it('shares its socket only with those that hand on the same headers', async () => {
    await subscribe('{ a }', { authorization: 'Bearer ada' });
    await subscribe('{ b }', { authorization: 'Bearer ada' });
    await subscribe('{ c }', { authorization: 'Bearer ben' });
    await subscribe('{ d }');

    expect(opened.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer ada',
      'Bearer ben',
      undefined,
    ]);
    const inits = received.filter(({ type }) => type === 'connection_init');
    expect(inits.map(({ payload }) => payload)).toEqual([
      { authorization: 'Bearer ada' },
      { authorization: 'Bearer ben' },
      undefined,
    ]);
  });

  it('that nobody reads any more is completed, and the last one closes the socket', async () => {
    const [first, last] = [await subscribe('{ first }'), await subscribe('{ last }')];
    const [firstId, lastId] = [await idOf('{ first }'), await idOf('{ last }')];
    const [{ socket }] = opened as [(typeof opened)[0]];
    const closed = new Promise((resolve) => socket.once('close', resolve));

    await first.return();
    await expect.poll(() => received.at(-1)).toEqual({ id: firstId, type: 'complete' });
    expect(socket.readyState).toBe(socket.OPEN);
    await last.return();

    expect(await closed).toBe(1000);
    expect(received.at(-1)).toEqual({ id: lastId, type: 'complete' });
  });

  it('ends when it is read too slowly, instead of growing without bound', async () => {
    const stream = await subscribe('{ flood }');
    const id = await idOf('{ flood }');
    const [{ socket }] = opened as [(typeof opened)[0]];

    for (let item = 0; item < 1_001; item += 1) {
      say(socket, { id, type: 'next', payload: { data: { item } } });
    }
    await expect.poll(() => received.at(-1)).toEqual({ id, type: 'complete' });

    const items = await rest(stream);
    expect([items.length, items[0], items.at(-1)]).toEqual([
      1_001,
      { data: { item: 0 } },
      'oversized',
    ]);
  });

  it('answers the pings of the subgraph', async () => {
    await subscribe('{ a }');
    const [{ socket }] = opened as [(typeof opened)[0]];

    say(socket, { type: 'ping', payload: { at: 1 } });

    await expect.poll(() => received.at(-1)).toEqual({ type: 'pong', payload: { at: 1 } });
  });

  it('is given up when the subgraph never acknowledges the connection', async () => {
    react = () => {};

    await expect(subscribe('{ a }')).rejects.toMatchObject({
      kind: 'lost',
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    });
  });

  it('is refused where nothing listens', async () => {
    const { port: address } = server.address() as AddressInfo;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));

    await expect(subscribe('{ a }')).rejects.toMatchObject({ kind: 'unopened' });
    await new Promise<void>((resolve) => server.listen(address, '127.0.0.1', resolve));
  });
});

describe('a subscription where a WebSocket is refused', () => {
  const write = (response: ServerResponse, ...events: readonly string[]) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(events.map((event) => `${event}\n\n`).join(''));
  };
  const next = (data: object) => `event: next\ndata: ${JSON.stringify({ data })}`;

  beforeEach(() => {
    refusesWebSocket = true;
  });

  it.each([
    ['no WebSocket', () => {}],
    [
      'none of this protocol',
      () => {
        refusesWebSocket = false;
        sockets.options.handleProtocols = () => false;
      },
    ],
  ])('comes by Server-Sent Events: %s', async (_, refuse) => {
    refuse();
    answer = (response) => {
      write(response, ': hello', next({ a: 1 }), ':\n\n', next({ a: 2 }), 'event: complete\ndata:');
    };

    expect(await rest(await subscribe('{ a }'))).toEqual([{ data: { a: 1 } }, { data: { a: 2 } }]);
    expect(received).toEqual([]);
  });

  it('fails when its stream ends without saying so', async () => {
    answer = (response) => {
      write(response, next({ a: 1 }));
      response.end();
    };

    expect(await rest(await subscribe('{ a }'))).toEqual([{ data: { a: 1 } }, 'lost']);
  });

  it('fails when its connection is cut', async () => {
    answer = (response) => {
      write(response, next({ a: 1 }));
      setImmediate(() => response.destroy());
    };

    expect(await rest(await subscribe('{ a }'))).toEqual([{ data: { a: 1 } }, 'lost']);
  });

  it('is refused where there are no events either, and a WebSocket is tried again next time', async () => {
    await expect(subscribe('{ a }')).rejects.toMatchObject({ kind: 'rejected' });
    answer = (response) => response.writeHead(400).end('{"errors":[{"message":"No."}]}');
    await expect(subscribe('{ a }')).rejects.toThrow('It answered {"errors":[{"message":"No."}]}.');

    refusesWebSocket = false;

    await subscribe('{ a }');
    expect(opened).toHaveLength(1);
  });

  it('goes on by Server-Sent Events as long as that works', async () => {
    answer = (response) => write(response, 'event: complete\ndata:');
    await rest(await subscribe('{ a }'));
    refusesWebSocket = false;

    await rest(await subscribe('{ a }'));

    expect(opened).toHaveLength(0);
  });

  it('ends its connection when nobody reads it any more', async () => {
    let closed = false;
    answer = (response) => {
      write(response, next({ a: 1 }));
      response.once('close', () => {
        closed = true;
      });
    };
    const stream = await subscribe('{ a }');
    await stream.next();

    await stream.return();

    await expect.poll(() => closed).toBe(true);
  });
});
