import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { createPreparation } from '../../../gateway/admission/prepare.ts';
import { type Engine, readAnswer } from '../../../gateway/engine/engine.ts';
import { scopeOf } from './scopes.ts';

/** The engine behind nothing but node:http: what everything else of the gateway is measured against. */
export function serveBare(engine: Engine, port: number): void {
  const { prepare } = createPreparation(engine.schema, false, (prepared) => prepared);

  async function answer(body: string, authorization: string): Promise<string> {
    const { query, variables = {}, operationName } = JSON.parse(body);
    const prepared = prepare(query, operationName);
    const found = await engine.execute({ prepared, variables, scope: scopeOf(authorization) });
    if ('dataText' in found) return `{"data":${found.dataText}}`;
    if ('subsequent' in found) throw new Error('Nothing of it is deferred.');
    return JSON.stringify(readAnswer(found));
  }

  createServer((request, response) => {
    text(request)
      .then((body) => answer(body, request.headers.authorization ?? ''))
      .then(
        (found) => response.setHeader('content-type', 'application/json').end(found),
        (error: Error) => response.writeHead(500).end(error.message),
      );
  }).listen(port, '127.0.0.1', () => process.send?.('ready'));
}
