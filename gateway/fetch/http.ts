import { randomBytes } from 'node:crypto';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { Pool } from 'undici';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import type { CallSigner } from '../../subgraphs/kernel/scope/internal-call.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { scopeHeaders, writeScopeHeaders } from '../../subgraphs/kernel/scope/scope-headers.ts';
import type { AssertionSigner } from '../../subgraphs/kernel/scope/signer.ts';
import { streamType } from '../../subgraphs/kernel/server.ts';
import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
import type { InternalResponse } from '../../subgraphs/kernel/subgraph.ts';
import { readLines } from './lines.ts';
import type { FetchCaller, PlannedFetch, SubgraphPort } from './port.ts';

export interface HttpPortOptions {
  readonly name: string;
  /** Where the subgraph listens: 'http://studio:4001'. */
  readonly url: string;
  readonly assertions: AssertionSigner;
  /** Signs what the gateway asks in its own name. */
  readonly calls: CallSigner;
}

const timeoutMs = 5_000;
const connectionsAtMost = 64;

interface Sent {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string>;
  readonly body?: string | Buffer;
  readonly isStream?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A subgraph behind HTTP. Every request carries an assertion for this subgraph alone. */
export function httpPort({ name, url, assertions, calls }: HttpPortOptions): SubgraphPort {
  const pool = new Pool(new URL(url).origin, {
    connections: connectionsAtMost,
    connect: { timeout: 1_000 },
    headersTimeout: timeoutMs,
  });

  async function send({ path, method, headers, body, isStream = false, signal }: Sent) {
    try {
      return await pool.request({
        path,
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
        // A stream is silent for as long as nothing happens.
        bodyTimeout: isStream ? 0 : timeoutMs,
      });
    } catch {
      throw unreachable(name);
    }
  }

  async function headersFor(scope: Scope, body: string | Buffer, isMutation: boolean) {
    const assertion = isMutation
      ? await assertions.forMutation(scope, name, body)
      : await assertions.forQuery(scope, name);
    const spanId = randomBytes(8).toString('hex');
    return writeScopeHeaders(scope, { assertion, spanId });
  }

  async function post(
    body: string,
    accept: string,
    { isMutation }: PlannedFetch,
    { scope, signal }: FetchCaller,
  ) {
    const headers = {
      ...(await headersFor(scope, body, isMutation)),
      'content-type': 'application/json',
      accept,
    };
    const isStream = accept === streamType;
    const sent = { path: '/graphql', method: 'POST', headers, body, isStream, signal } as const;
    const answer = await send(sent);
    if (answer.statusCode === 200) return answer;
    await answer.body.dump();
    throw unreachable(name);
  }

  async function taken(sent: Sent): Promise<InternalResponse> {
    const { statusCode, headers, body } = await send(sent);
    return {
      status: statusCode,
      contentType: String(headers['content-type'] ?? 'text/plain'),
      body: Buffer.from(await body.arrayBuffer()),
    };
  }

  return {
    name,

    prepare(fetch) {
      const head = bodyHead(fetch);
      return async (variables, caller) => {
        const { body } = await post(`${head}${variables}}`, 'application/json', fetch, caller);
        // A subgraph answers with what graphql-js made.
        return (await body
          .json()
          .catch(() => Promise.reject(unreachable(name)))) as ExecutionResult;
      };
    },

    async subscribe(fetch, variables, caller) {
      const text = `${bodyHead(fetch)}${JSON.stringify(variables)}}`;
      const { body } = await post(text, streamType, fetch, caller);
      const results: Stream<ExecutionResult> = mapStream(readLines(body), (line) => revive(line));
      return results;
    },

    async internal(route, { contentType, contentEncoding, body }, scope) {
      const headers = {
        ...(await headersFor(scope, body, true)),
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        ...(contentEncoding === undefined ? {} : { 'content-encoding': contentEncoding }),
      };
      return taken({ path: `/internal/${route}`, method: 'POST', headers, body });
    },

    async ask(question, parameters) {
      const path = `/ask/${question}?${parameters}`;
      const headers = { [scopeHeaders.assertion]: await calls.forCall(`${name}/ask`, path) };
      return taken({ path, method: 'GET', headers });
    },

    async isReady() {
      try {
        const { statusCode, body } = await send({ path: '/readyz', method: 'GET', headers: {} });
        await body.dump();
        return statusCode === 200;
      } catch {
        return false;
      }
    },

    stop: () => pool.destroy(),
  };
}

/** The text of a request up to its variables, which come last. */
export function bodyHead({ query, operationName }: PlannedFetch): string {
  return `${JSON.stringify({ query, operationName }).slice(0, -1)},"variables":`;
}

function unreachable(name: string): GraphQLError {
  return refusal('SUBGRAPH_UNAVAILABLE', `The ${name} subgraph cannot be reached at the moment.`);
}

/** A line of a stream: what JSON made of a result, its errors made GraphQL errors again. */
function revive(line: string): ExecutionResult {
  const { errors, ...result } = JSON.parse(line) as ExecutionResult;
  if (!errors) return result;
  return {
    ...result,
    errors: errors.map(
      ({ message, path, extensions }) => new GraphQLError(message, { path, extensions }),
    ),
  };
}
