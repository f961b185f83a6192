/**
 * All subgraphs of all graphs in one process: `tsx subgraphs.ts PORT`. `GET /count` tells how many requests came
 * since it was last asked.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type GraphQLSchema, parse } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { graphs, schemasOf } from './graph.ts';

const schemas = new Map<string, GraphQLSchema>(
  Object.entries(graphs).flatMap(([name, graph]) =>
    [...schemasOf(graph)].map(([subgraph, schema]) => [`/${name}/${subgraph}`, schema] as const),
  ),
);

type Run = (variables: object) => object | Promise<object>;
const operations = new Map<string, Run>();
let requests = 0;

function compiled(path: string, query: string, operationName: string | undefined): Run {
  const schema = schemas.get(path);
  if (!schema) return () => ({ errors: [{ message: `There is no subgraph ${path}.` }] });
  const found = compileQuery(schema, parse(query), operationName);
  if (!isCompiledQuery(found)) return () => found;
  return (variables) => found.query({}, {}, variables);
}

/** What a gateway asks the Control Plane about whoever asks it, beside GraphQL. */
const principal = JSON.stringify({
  userId: '00000000-0000-7000-8000-000000000001',
  kind: 'PERSON',
  grants: [{ role: 'APPROVER', projectId: null }],
  grantsEpoch: 1,
});

async function answer(request: IncomingMessage, path: string): Promise<string> {
  if (path === '/count') {
    const counted = String(requests);
    requests = 0;
    return counted;
  }
  if (path.startsWith('/ask/principal')) return principal;
  if (path === '/v1/traces') return '{}';
  requests += 1;
  const { query, variables = {}, operationName } = JSON.parse(await text(request));
  const key = `${path}\n${query}`;
  const run = operations.get(key) ?? compiled(path, query, operationName);
  operations.set(key, run);
  return JSON.stringify(await run(variables));
}

function serve(port: number, pathOf: (url: string) => string): Promise<void> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answer(request, pathOf(request.url ?? '')).then(
      (body) => {
        const length = Buffer.byteLength(body);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
        response.end(body);
      },
      () => response.writeHead(500).end(),
    );
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}

const port = Number(process.argv[2]);
await serve(port, (url) => url);
// The same once more as processes of ours have them: a subgraph an address, always at /graphql.
for (const [index, name] of Object.keys(graphs.queue.subgraphs).entries()) {
  await serve(port + 1 + index, (url) => (url === '/graphql' ? `/queue/${name}` : url));
}
process.send?.('ready');
