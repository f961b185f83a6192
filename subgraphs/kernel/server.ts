import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { context, propagation } from '@opentelemetry/api';
import { type ExecutionResult, getOperationAST, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SubgraphRequest } from './executable.ts';
import type { Logger } from './log.ts';
import type { CallVerifier } from './scope/internal-call.ts';
import { createScope, type Scope } from './scope/scope.ts';
import { readScopeHeaders, scopeHeaders } from './scope/scope-headers.ts';
import { isUnauthenticated } from './scope/unauthenticated.ts';
import type { AssertionVerifier } from './scope/verifier.ts';
import type { InternalResponse, Subgraph } from './subgraph.ts';

export interface SubgraphServerOptions {
  readonly subgraph: Subgraph;
  readonly assertions: AssertionVerifier;
  /** For calls in the name of another process of the house. */
  readonly calls: CallVerifier;
  /** Answers `/events`, the feed of this subgraph's log. */
  readonly feed: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly isReady: () => Promise<boolean>;
  readonly log: Logger;
}

/** By this header a router asks for a trace in the answer's `extensions.ftv1`. */
const traceHeader = 'apollo-federation-include-trace';

const largestBodyBytes = 4 * 1024 * 1024;

/**
 * A subgraph behind HTTP, for the gateway alone: without a signed assertion nothing is answered, `_service`
 * and `_entities` included.
 *
 *   POST /graphql            an operation; with `accept: application/x-ndjson` a subscription, a line an event
 *   POST /internal/<route>   what is not GraphQL, on a caller's behalf
 *   GET  /ask/<question>     a question of another process of the house
 *   GET  /events             the feed
 *   GET  /livez, /readyz
 */
export function createSubgraphServer(options: SubgraphServerOptions): Server {
  return createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (isUnauthenticated(error))
        return refuse(response, error.isRetriable ? 503 : 401, error.message);
      options.log.error({ err: error }, 'a request failed');
      return refuse(response, 500, 'Something went wrong here; the fault has been logged.');
    });
  });
}

async function answer(
  options: SubgraphServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://subgraph');
  const [, area = '', name = ''] = url.pathname.split('/');
  if (url.pathname === '/livez') return void response.end('alive\n');
  if (url.pathname === '/readyz') return readiness(options, response);
  if (url.pathname === '/events') return options.feed(request, response);
  if (area === 'ask') return question(options, name, url, request, response);
  if (request.method !== 'POST') return refuse(response, 405, 'Only POST is answered here.');
  const body = await readAll(request);
  if (area === 'internal') return internal(options, name, request, body, response);
  if (area === 'graphql') return operation(options, request, body, response);
  return refuse(response, 404, 'There is nothing here.');
}

async function readiness(
  { isReady }: SubgraphServerOptions,
  response: ServerResponse,
): Promise<void> {
  const ready = await isReady();
  response.writeHead(ready ? 200 : 503).end(ready ? 'ready\n' : 'unready\n');
}

async function question(
  { subgraph, calls }: SubgraphServerOptions,
  name: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const assertion = request.headers[scopeHeaders.assertion];
  await calls.verify(typeof assertion === 'string' ? assertion : '', request.url ?? '');
  send(response, await subgraph.ask(name, url.searchParams));
}

async function internal(
  { subgraph, assertions }: SubgraphServerOptions,
  name: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const { assertion, facts } = readScopeHeaders(request.headers);
  const identity = await assertions.verify(assertion, { body, isMutation: true });
  const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
  const scope = createScope(identity, facts);
  send(response, await subgraph.internal(name, { contentType, contentEncoding, body }, scope));
}

async function operation(
  { subgraph, assertions }: SubgraphServerOptions,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const { assertion, facts } = readScopeHeaders(request.headers);
  const isTraced = request.headers[traceHeader] === 'ftv1';
  const asked: SubgraphRequest = { ...JSON.parse(body.toString('utf8')), isTraced };
  const call = { body, isMutation: isMutation(asked) };
  const scope = createScope(await assertions.verify(assertion, call), facts);
  const caller = propagation.extract(context.active(), request.headers);
  if (request.headers.accept === streamType) {
    return context.with(caller, () => stream(subgraph, asked, scope, response));
  }
  const result = await context.with(caller, () => subgraph.execute(asked, scope));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
}

/** A subscription over HTTP: one JSON line for each event. Asked for by `accept`. */
export const streamType = 'application/x-ndjson';

/** An empty line this often says that the subgraph is still there while nothing happens. */
export const streamHeartbeatMs = 10_000;

async function stream(
  subgraph: Subgraph,
  asked: SubgraphRequest,
  scope: Scope,
  response: ServerResponse,
): Promise<void> {
  const source = await subgraph.subscribe(asked, scope);
  response.writeHead(200, { 'content-type': streamType });
  response.flushHeaders();
  if (!(Symbol.asyncIterator in source)) return void response.end(line(source));
  // The gateway ends a subscription by going away.
  response.once('close', () => void source.return());
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write('\n');
  }, streamHeartbeatMs);
  response.once('close', () => clearInterval(heartbeat));
  for await (const result of source) {
    if (!response.write(line(result))) await drained(response);
  }
  response.end();
}

function line(result: ExecutionResult): string {
  return `${JSON.stringify(result)}\n`;
}

/** A reader that is slow makes the source wait, which then goes back to the log by itself. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}

const kinds = new LRUCache<string, boolean>({ max: 2_000 });

/** By the document and not by the caller's word: a query's assertion must never change anything. */
function isMutation({ query, operationName }: SubgraphRequest): boolean {
  const key = `${operationName ?? ''}\n${query}`;
  const known = kinds.get(key);
  if (known !== undefined) return known;
  const found = getOperationAST(parse(query), operationName)?.operation === 'mutation';
  kinds.set(key, found);
  return found;
}

function send(response: ServerResponse, found: InternalResponse | undefined): void {
  if (found)
    response.writeHead(found.status, { 'content-type': found.contentType }).end(found.body);
  else refuse(response, 404, 'There is nothing here.');
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${sentence}\n`);
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > largestBodyBytes) throw new Error('A request of the gateway was too large.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
