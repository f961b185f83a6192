import type { ExecutionResult } from 'graphql';
import { createClient, type Client as WebSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape and assert on them.
export type Data = any;

/** A client of the graph, as a page or a service would be: HTTP for operations, a WebSocket for streams. */
export interface Client {
  /** The whole answer, errors included. */
  ask(query: string, variables?: object): Promise<ExecutionResult<Data>>;
  /** The data; fails when the answer holds any error. */
  data(query: string, variables?: object): Promise<Data>;
  subscribe(query: string, variables?: object): Subscription;
  close(): Promise<void>;
}

/** Awaits what has been delivered, one by one: no sleeping, no polling. */
export interface Subscription {
  next(): Promise<ExecutionResult<Data>>;
  /** Resolves with the close event or error that ended it, or undefined when it completed. */
  readonly ended: Promise<unknown>;
  stop(): void;
}

/** @param more - headers beside the token; over a WebSocket they go along in `connection_init`. */
export function openClient(
  url: string,
  token: string,
  more: Readonly<Record<string, string>> = {},
): Client {
  const authorization = `Bearer ${token}`;
  const sockets = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization, ...more },
    retryAttempts: 0,
  });

  async function ask(query: string, variables: object = {}): Promise<ExecutionResult<Data>> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', ...more },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as ExecutionResult<Data>;
  }

  return {
    ask,
    async data(query, variables) {
      const { data, errors } = await ask(query, variables);
      if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
      return data;
    },
    subscribe: (query, variables) => openSubscription(sockets, query, variables),
    close: async () => sockets.dispose(),
  };
}

function openSubscription(
  sockets: WebSocketClient,
  query: string,
  variables: object = {},
): Subscription {
  const delivered: ExecutionResult<Data>[] = [];
  let wake = () => {};
  let isOver = false;
  let stop = () => {};
  const ended = new Promise<unknown>((resolve) => {
    const over = (reason?: unknown) => {
      isOver = true;
      wake();
      resolve(reason);
    };
    stop = sockets.subscribe(
      { query, variables: { ...variables } },
      {
        next(result) {
          delivered.push(result as ExecutionResult<Data>);
          wake();
        },
        error: over,
        complete: () => over(),
      },
    );
  });

  return {
    async next() {
      while (delivered.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const result = delivered.shift();
      if (!result) throw new Error('The subscription ended.');
      return result;
    },
    ended,
    stop: () => stop(),
  };
}
