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

async function answer(request: IncomingMessage): Promise<string> {
  if (request.url === '/count') {
    const counted = String(requests);
    requests = 0;
    return counted;
  }
  requests += 1;
  const { query, variables = {}, operationName } = JSON.parse(await text(request));
  const key = `${request.url}\n${query}`;
  const run = operations.get(key) ?? compiled(request.url ?? '', query, operationName);
  operations.set(key, run);
  return JSON.stringify(await run(variables));
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  answer(request).then(
    (body) => {
      const length = Buffer.byteLength(body);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
      response.end(body);
    },
    () => response.writeHead(500).end(),
  );
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('ready'));
