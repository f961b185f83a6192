import { WebSocket } from 'ws';

/** What an operation on a line hears. After `error`, `complete` or `lost` nothing more comes. */
export interface Listener {
  next(payload: unknown): void;
  /** The subgraph's own errors. */
  error(payload: unknown): void;
  complete(): void;
  /** The line has ended under the operation. */
  lost(reason: Error): void;
}

/** A WebSocket to a subgraph that speaks `graphql-transport-ws`, for several operations at once. */
export interface Line {
  /** Resolves when the subgraph has acknowledged it. Rejects with NoWebSocket, or with what went wrong. */
  readonly isOpen: Promise<void>;
  /** @returns ends the operation. */
  subscribe(payload: object, listener: Listener): () => void;
  close(): void;
}

/** Something has answered, but not with a WebSocket of this protocol. */
export class NoWebSocket extends Error {
  override readonly name = 'NoWebSocket';
}

export interface LineOptions {
  readonly url: string;
  /** Sent with the request to open it, and as the payload of the first message. */
  readonly headers: Readonly<Record<string, string>>;
  readonly largestMessageBytes: number;
  /** Called once when it has ended. */
  readonly onEnd: () => void;
}

const protocol = 'graphql-transport-ws';
/** To open and to acknowledge, together less than 5 s, whatever the subgraph fails to do. */
const openWithinMs = 2_000;
const answerWithinMs = 2_500;
const pingEveryMs = 10_000;

/** How the library says that it has met something else; a test holds it. */
const noWebSocket = /^(Unexpected server response: \d+|Server sent (no|an invalid) subprotocol)/;

export function openLine({ url, headers, largestMessageBytes, onEnd }: LineOptions): Line {
  const socket = new WebSocket(url, protocol, {
    headers,
    handshakeTimeout: openWithinMs,
    maxPayload: largestMessageBytes,
    perMessageDeflate: false,
  });
  const listeners = new Map<string, Listener>();
  let operations = 0;
  let isOver = false;
  let isAlive = true;
  let patience: NodeJS.Timeout | undefined;
  let pings: NodeJS.Timeout | undefined;
  let opened = () => {};
  let failed = (_: Error) => {};
  const isOpen = new Promise<void>((resolve, reject) => {
    opened = resolve;
    failed = reject;
  });
  // Who waits for it hears of it; it is no fault that nobody does.
  isOpen.catch(() => {});

  const send = (message: object) => socket.send(JSON.stringify(message));

  function end(reason: Error): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(patience);
    clearInterval(pings);
    // A peer in trouble may never answer a closing handshake.
    socket.terminate();
    failed(reason);
    for (const listener of listeners.values()) listener.lost(reason);
    listeners.clear();
    onEnd();
  }

  /** Ends the line unless what is awaited happens in time. */
  function expect(what: string): void {
    clearTimeout(patience);
    patience = setTimeout(() => end(new Error(`It does not ${what}.`)), answerWithinMs);
  }

  function ping(): void {
    if (!isAlive) end(new Error('It answers no ping.'));
    else send({ type: 'ping' });
    isAlive = false;
  }

  function take(id: unknown): Listener | undefined {
    const listener = listeners.get(String(id));
    listeners.delete(String(id));
    return listener;
  }

  const handlers = new Map<string, (message: Message) => void>([
    [
      'connection_ack',
      () => {
        clearTimeout(patience);
        pings ??= setInterval(ping, pingEveryMs);
        opened();
      },
    ],
    ['ping', ({ payload }) => send({ type: 'pong', payload })],
    ['pong', () => {}],
    ['next', ({ id, payload }) => listeners.get(String(id))?.next(payload)],
    ['error', ({ id, payload }) => take(id)?.error(payload)],
    ['complete', ({ id }) => take(id)?.complete()],
  ]);

  socket.on('open', () => {
    const isBare = Object.keys(headers).length === 0;
    send({ type: 'connection_init', ...(isBare ? {} : { payload: headers }) });
    expect('acknowledge the connection');
  });
  socket.on('message', (data) => {
    isAlive = true;
    const message = readMessage(String(data));
    const handle = handlers.get(message?.type ?? '');
    if (message && handle) handle(message);
    else end(new Error('It sent a message that the protocol does not know.'));
  });
  socket.on('error', (error) => end(noWebSocket.test(error.message) ? new NoWebSocket() : error));
  socket.on('close', (code) => end(new Error(`It closed the connection with ${code}.`)));

  return {
    isOpen,

    subscribe(payload, listener) {
      operations += 1;
      const id = String(operations);
      if (isOver) {
        listener.lost(new Error('The connection has ended.'));
        return () => {};
      }
      listeners.set(id, listener);
      send({ id, type: 'subscribe', payload });
      return () => {
        if (listeners.delete(id)) send({ id, type: 'complete' });
      };
    },

    close() {
      if (isOver) return;
      socket.close(1000, 'Nothing more is wanted');
      expect('close');
    },
  };
}

interface Message {
  readonly type: string;
  readonly id?: unknown;
  readonly payload?: unknown;
}

function readMessage(text: string): Message | undefined {
  try {
    const message = JSON.parse(text);
    return typeof message?.type === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
