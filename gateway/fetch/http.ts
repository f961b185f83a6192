import { randomBytes } from 'node:crypto';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { Pool } from 'undici';
import type { CallSigner } from '../../subgraphs/kernel/scope/internal-call.ts';
import { scopeHeaders, writeScopeHeaders } from '../../subgraphs/kernel/scope/scope-headers.ts';
import type { AssertionSigner } from '../../subgraphs/kernel/scope/signer.ts';
import { streamHeartbeatMs, streamType } from '../../subgraphs/kernel/server.ts';
import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
import type { InternalResponse } from '../../subgraphs/kernel/subgraph.ts';
import { traceOf } from '../../subgraphs/kernel/tracing/scope-trace.ts';
import { spanOf } from '../../subgraphs/kernel/tracing/span.ts';
import type { Departure } from './departure.ts';
import { exchange } from './exchange.ts';
import { failureOf, kindOfStatus, SubgraphFailure } from './failure.ts';
import { lookForMs } from './guard/readiness.ts';
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

const connectionsAtMost = 64;
/** Whoever waits gives up before (`guard/`); this is for connections that nobody waits for. */
const silentForMs = 60_000;
/** A longer answer is not read to its end. */
const largestAnswerBytes = 16 * 1024 * 1024;

interface Sent {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string>;
  readonly body?: string | Buffer;
  readonly isStream?: boolean;
  readonly signal?: Departure | undefined;
}

/** A subgraph behind HTTP. Every request carries an assertion for this subgraph alone. */
export function httpPort({ name, url, assertions, calls }: HttpPortOptions): SubgraphPort {
  const pool = new Pool(new URL(url).origin, {
    connections: connectionsAtMost,
    connect: { timeout: 1_000 },
    headersTimeout: silentForMs,
    bodyTimeout: silentForMs,
  });
  // A stream keeps its connection for as long as it lives, and must not take one from the fetches.
  const streams = new Pool(new URL(url).origin, { connections: null, connect: { timeout: 1_000 } });
  // Nor does the question whether it is ready, which a subgraph may leave without an answer.
  const looks = new Pool(new URL(url).origin, {
    connections: 1,
    connect: { timeout: lookForMs },
    headersTimeout: lookForMs,
    bodyTimeout: lookForMs,
  });

  async function send({ path, method, headers, body, isStream = false, signal }: Sent) {
    try {
      return await (isStream ? streams : pool).request({
        path,
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
        // A stream whose heartbeat has stopped is lost, though nobody closed it.
        bodyTimeout: isStream ? 3 * streamHeartbeatMs : silentForMs,
      });
    } catch (error) {
      throw failureOf(name, error);
    }
  }

  async function headersFor(
    { scope, deadlineAt, trace = traceOf(scope) }: FetchCaller,
    body: string | Buffer,
    isMutation: boolean,
  ) {
    const assertion = isMutation
      ? await assertions.forMutation(scope, name, body)
      : await assertions.forQuery(scope, name);
    const span = spanOf(trace) ?? { spanId: randomBytes(8).toString('hex'), isSampled: true };
    const { requestId, traceId, correlationId } = scope;
    const facts = {
      requestId,
      traceId,
      correlationId,
      deadlineAt: deadlineAt ?? scope.deadlineAt,
    };
    return writeScopeHeaders(facts, { assertion, ...span });
  }

  async function operationHeaders(
    body: string,
    accept: string,
    { isMutation }: PlannedFetch,
    caller: FetchCaller,
  ) {
    const headers = await headersFor(caller, body, isMutation);
    return { ...headers, 'content-type': 'application/json', accept };
  }

  async function taken(sent: Sent): Promise<InternalResponse> {
    const { statusCode, headers, body } = await send(sent);
    return {
      status: statusCode,
      contentType: String(headers['content-type'] ?? 'text/plain'),
      body: Buffer.from(await body.arrayBuffer()),
    };
  }

  /** @throws SubgraphFailure where it is no answer to an operation. */
  function read(status: number, text: string): ExecutionResult {
    if (status !== 200) throw new SubgraphFailure(name, kindOfStatus(status));
    // A subgraph answers with what graphql-js made.
    return JSON.parse(text) as ExecutionResult;
  }

  return {
    name,

    prepare(fetch) {
      const head = bodyHead(fetch);
      return async (variables, caller) => {
        const body = `${head}${variables}}`;
        const headers = await operationHeaders(body, 'application/json', fetch, caller);
        const { signal } = caller;
        const asked = { subgraph: name, path: '/graphql', headers, body, signal };
        try {
          const answer = await exchange(pool, { ...asked, largestAnswerBytes });
          return read(answer.status, answer.body.toString());
        } catch (error) {
          throw failureOf(name, error);
        }
      };
    },

    async subscribe(fetch, variables, caller) {
      const { after, signal } = caller;
      const resumed = after === undefined ? '' : `,"after":${JSON.stringify(after)}`;
      const body = `${bodyHead(fetch)}${JSON.stringify(variables)}${resumed}}`;
      const headers = await operationHeaders(body, streamType, fetch, caller);
      const sent = { path: '/graphql', method: 'POST', headers, body, isStream: true } as const;
      const answer = await send({ ...sent, signal });
      if (answer.statusCode !== 200) {
        await answer.body.dump();
        throw new SubgraphFailure(name, kindOfStatus(answer.statusCode));
      }
      const results: Stream<ExecutionResult> = mapStream(readLines(answer.body), revive);
      return results;
    },

    async internal(route, { contentType, contentEncoding, body }, scope) {
      const headers = {
        ...(await headersFor({ scope }, body, true)),
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
        const { statusCode, body } = await looks.request({ path: '/readyz', method: 'GET' });
        await body.dump();
        return statusCode === 200;
      } catch {
        return false;
      }
    },

    async stop() {
      await Promise.all([pool.destroy(), streams.destroy(), looks.destroy()]);
    },
  };
}

/** The text of a request up to its variables, which come last. */
export function bodyHead({ query, operationName }: PlannedFetch): string {
  return `${JSON.stringify({ query, operationName }).slice(0, -1)},"variables":`;
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
