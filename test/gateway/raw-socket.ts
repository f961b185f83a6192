import { WebSocket } from 'ws';

/** A WebSocket to the gateway without a client library before it: what is sent is what the test says. */
export interface RawSocket {
  /** Sends a message, or a text as it is. */
  send(message: unknown): void;
  /** The next message that arrives; fails when the socket closes first. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read messages of any shape and assert on them.
  next(): Promise<any>;
  /** Signs in and waits for the acknowledgement. */
  init(token: string): Promise<void>;
  subscribe(id: string, query: string, variables?: object): void;
  /** What arrived and was not taken yet. */
  readonly waiting: readonly unknown[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly socket: WebSocket;
  close(): void;
}

/** Resolves once it is open; rejects when the upgrade is refused. */
export async function openRawSocket(
  url: string,
  options: {
    readonly protocol?: string | string[];
    readonly origin?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<RawSocket> {
  const { protocol = 'graphql-transport-ws', origin, path = '/graphql', headers = {} } = options;
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, protocol, {
    headers,
    ...(origin === undefined ? {} : { origin }),
  });
  const waiting: unknown[] = [];
  let wake = () => {};
  let isClosed = false;
  socket.on('message', (data) => {
    waiting.push(JSON.parse(String(data)));
    wake();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      isClosed = true;
      wake();
      resolve({ code, reason: String(reason) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => {});

  const send = (message: unknown) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  async function next(): Promise<unknown> {
    while (waiting.length === 0 && !isClosed) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (waiting.length === 0)
      throw new Error(`The socket closed with ${JSON.stringify(await closed)}.`);
    return waiting.shift();
  }

  return {
    socket,
    send,
    next,
    waiting,
    closed,
    async init(token) {
      send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
      const answer = await next();
      if (JSON.stringify(answer) !== '{"type":"connection_ack"}')
        throw new Error('Not acknowledged.');
    },
    subscribe: (id, query, variables) =>
      send({ id, type: 'subscribe', payload: { query, ...(variables ? { variables } : {}) } }),
    close: () => socket.close(),
  };
}
