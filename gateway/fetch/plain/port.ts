import { propagation } from '@opentelemetry/api';
import { Pool } from 'undici';
import { traceOf } from '../../../subgraphs/kernel/tracing/scope-trace.ts';
import { exchange } from '../exchange.ts';
import { failureOf } from '../failure.ts';
import { bodyHead } from '../http.ts';
import type { FetchCaller, SubgraphPort } from '../port.ts';
import { readAnswerText } from './answer.ts';
import { openEventStream } from './event-stream.ts';
import { NoWebSocket } from './socket-line.ts';
import { socketStreams } from './socket-streams.ts';

export interface PlainPortOptions {
  readonly name: string;
  /** Where the subgraph takes operations: 'http://products:4001/graphql'. */
  readonly url: string;
  /** Whether clients see the messages of its errors as they are: only where somebody develops. */
  readonly exposesErrors: boolean;
  readonly largestAnswerBytes: number;
}

const connectionsAtMost = 64;
/** Whoever waits gives up before; this is for connections that nobody waits for. */
const silentForMs = 60_000;
const json = 'application/json';
const accept = 'application/graphql-response+json, application/json;q=0.9';

/**
 * A subgraph that is not of this house: it speaks plain GraphQL over HTTP, and subscriptions by
 * `graphql-transport-ws` on the same address, or by Server-Sent Events where it refuses a WebSocket. It is told
 * nothing of who asks but the headers that the scope hands on.
 */
export function plainPort(options: PlainPortOptions): SubgraphPort {
  const { name, largestAnswerBytes } = options;
  const url = new URL(options.url);
  const path = `${url.pathname}${url.search}`;
  const pool = new Pool(url.origin, {
    connections: connectionsAtMost,
    connect: { timeout: 1_000 },
    headersTimeout: silentForMs,
    bodyTimeout: silentForMs,
  });
  // A stream keeps its connection for as long as it lives, and must not take one from the fetches.
  const streams = new Pool(url.origin, { connections: null, connect: { timeout: 1_000 } });
  const sockets = socketStreams({
    ...options,
    url: url.href.replace(/^http/, 'ws'),
    largestMessageBytes: largestAnswerBytes,
  });
  let refusesWebSocket = false;

  const headersFor = (caller: FetchCaller) => ({
    ...handedOn(caller),
    'content-type': json,
    accept,
  });

  return {
    name,

    prepare(fetch) {
      const head = bodyHead(fetch);
      return async (variables, caller) => {
        const { signal } = caller;
        const body = `${head}${variables}}`;
        const headers = headersFor(caller);
        const asked = { subgraph: name, path, headers, body, largestAnswerBytes, signal };
        const answer = await exchange(pool, asked).catch((error) =>
          Promise.reject(failureOf(name, error)),
        );
        return readAnswerText(options, answer.body.toString(), answer.status);
      };
    },

    async subscribe({ query, operationName }, variables, caller) {
      const { scope, signal } = caller;
      const payload = { query, operationName, variables };
      if (!refusesWebSocket) {
        try {
          // Many share a line, so it tells of no trace.
          return await sockets.subscribe(payload, scope.forwarded ?? {}, signal);
        } catch (error) {
          if (!(error instanceof NoWebSocket)) throw error;
        }
      }
      const body = JSON.stringify(payload);
      const asked = { ...options, path, body, headers: handedOn(caller), signal };
      const stream = await openEventStream(streams, asked);
      refusesWebSocket = Symbol.asyncIterator in stream;
      return stream;
    },

    // Telemetry and questions are between the processes of the house.
    internal: async () => nothingThere,
    ask: async () => nothingThere,

    // It has no address for this; whether it answers is seen from what it is asked anyway.
    isReady: async () => null,

    async stop() {
      sockets.stop();
      await Promise.all([pool.destroy(), streams.destroy()]);
    },
  };
}

/** What the client's headers say, and below which span it is asked, where this gateway traces. */
function handedOn({ scope, trace = traceOf(scope) }: FetchCaller): Record<string, string> {
  const headers = { ...scope.forwarded };
  propagation.inject(trace, headers);
  return headers;
}

const nothingThere = { status: 404, contentType: 'text/plain', body: 'There is nothing here.' };
