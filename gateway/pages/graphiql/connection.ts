import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import type { Session } from './session.ts';

/** One person's way to the graph: queries over HTTP, subscriptions over one WebSocket. */
export interface Connection {
  readonly fetcher: Fetcher;
  /** Runs a small query beside the editor; the answer's `data`, or null. */
  readonly ask: (query: string) => Promise<unknown>;
  /** The plan of an operation, or why there is none. */
  readonly explain: Explain;
  /** Closes the socket, and with it the running subscription. */
  readonly close: () => void;
}

export type Explain = (query: string, operationName: string | undefined) => Promise<string>;

/** What became of the running subscription; null while there is none. */
export type Live = { readonly events: number } | null;

/** @param onLive - told when the socket opens, brings an event, and closes. */
export function connect(session: Session, onLive: (live: Live) => void): Connection {
  const authorized: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    if (!headers.has('authorization')) headers.set('authorization', await bearer(session));
    return fetch(input, { ...init, headers });
  };
  const socket = openOnDemand(session, onLive);
  return {
    fetcher: createGraphiQLFetcher({
      url: '/graphql',
      fetch: authorized,
      wsClient: socket,
      enableIncrementalDelivery: false,
    }),
    ask: async (query) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const response = await authorized('/graphql', { ...init, body: JSON.stringify({ query }) });
      return (await response.json()).data ?? null;
    },
    explain: async (query, operationName) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const body = JSON.stringify({ query, operationName });
      const response = await authorized('/graphql/plan', { ...init, body });
      if (response.ok) return response.text();
      const { errors = [] } = await response.json();
      return errors.map(({ message }: { message: string }) => message).join('\n');
    },
    close: () => void socket.dispose(),
  };
}

function openOnDemand(session: Session, onLive: (live: Live) => void) {
  let events = 0;
  return createClient({
    url: `${location.origin.replace('http', 'ws')}/graphql`,
    connectionParams: async () => ({ authorization: await bearer(session) }),
    // A subscription that came back by itself would start again at its first cursor.
    retryAttempts: 0,
    on: {
      connected: () => {
        events = 0;
        onLive({ events });
      },
      message: ({ type }) => {
        if (type !== 'next') return;
        events += 1;
        onLive({ events });
      },
      closed: () => onLive(null),
    },
  });
}

async function bearer(session: Session): Promise<string> {
  return `Bearer ${await session.token()}`;
}
