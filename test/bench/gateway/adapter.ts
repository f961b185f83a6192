import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { ApolloServer, HeaderMap } from '@apollo/server';
import type { GatewayInterface } from '@apollo/server-gateway-interface';

/** What a request is served with: who asks, which is all that a contender may share answers by. */
export interface AdapterContext {
  readonly authorization: string;
}

/** The text of an answer that an engine has written itself, where Apollo Server expects an object. */
export class Written {
  #dataText: string;
  constructor(dataText: string) {
    this.#dataText = dataText;
  }

  /** Once: Apollo Server's own objects outlive the young part of the heap, and need not take the text along. */
  take(): string {
    const text = this.#dataText;
    this.#dataText = '';
    return text;
  }
}

/**
 * Apollo Server behind node:http, as thin as its public interface allows: the one HTTP adapter that stands
 * before every engine, so that only what is behind it differs.
 */
export async function serveByApolloServer(gateway: GatewayInterface, port: number): Promise<void> {
  const server = new ApolloServer<AdapterContext>({
    gateway,
    stringifyResult: (result) =>
      'data' in result && result.data instanceof Written
        ? `{"data":${result.data.take()}}`
        : JSON.stringify(result),
  });
  await server.start();

  async function answer(request: IncomingMessage) {
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    return server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method ?? '',
        headers,
        search: '',
        body: JSON.parse(await text(request)),
      },
      context: async () => ({ authorization: request.headers.authorization ?? '' }),
    });
  }

  createServer((request, response) => {
    answer(request).then(
      ({ status = 200, headers, body }) => {
        for (const [name, value] of headers) response.setHeader(name, value);
        response.writeHead(status).end(body.kind === 'complete' ? body.string : undefined);
      },
      (error: Error) => response.writeHead(500).end(error.message),
    );
  }).listen(port, '127.0.0.1', () => process.send?.('ready'));
}
