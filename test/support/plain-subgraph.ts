import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { parse } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { createHandler as createEventStreams } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** A subgraph as anybody may have it: plain GraphQL over HTTP, subscriptions by WebSocket or Server-Sent Events. */
export interface PlainSubgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
  /** The headers of every request so far; of a WebSocket those of its handshake. */
  readonly requests: readonly IncomingHttpHeaders[];
  /** The payload of each `connection_init` so far. */
  readonly inits: readonly unknown[];
  /** Ends every connection without a word. */
  cut(): void;
  stop(): Promise<void>;
}

export interface PlainSubgraphOptions {
  readonly name: string;
  /** Without the header that links federation. */
  readonly typeDefs: string;
  readonly resolvers: object;
  readonly streams?: 'websocket' | 'event-stream' | 'none';
  readonly port?: number;
}

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires"])`;

export async function openPlainSubgraph(options: PlainSubgraphOptions): Promise<PlainSubgraph> {
  const { name, resolvers, streams = 'websocket', port = 0 } = options;
  const sdl = `${link}\n${options.typeDefs}`;
  const schema = buildSubgraphSchema([
    // The resolvers of a test, in the shape that the library asks for.
    { typeDefs: parse(sdl), resolvers: resolvers as GraphQLResolverMap<unknown> },
  ]);
  const requests: IncomingHttpHeaders[] = [];
  const inits: unknown[] = [];
  const sockets = new Set<Socket>();
  const context = ({ headers }: { readonly headers: unknown }) => ({ headers });
  const answer = createHandler({ schema, context: (request) => context(request.raw) });
  const stream = createEventStreams({ schema });
  const server = createServer((request, response) => {
    requests.push(request.headers);
    const wantsStream = request.headers.accept?.startsWith('text/event-stream');
    if (wantsStream && streams === 'event-stream') void stream(request, response);
    else void answer(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  if (streams === 'websocket') {
    const webSockets = new WebSocketServer({ server });
    useServer(
      {
        schema,
        onConnect: ({ connectionParams }) => void inits.push(connectionParams),
        context: ({ extra }) => context(extra.request),
      },
      webSockets,
    );
    webSockets.on('connection', (_, request) => requests.push(request.headers));
  }
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  return {
    name,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    sdl,
    requests,
    inits,
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** These subgraphs as one graph. */
export function composePlain(
  subgraphs: readonly Pick<PlainSubgraph, 'name' | 'url' | 'sdl'>[],
): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (errors) throw new Error(errors.join('\n'));
  return supergraphSdl;
}
