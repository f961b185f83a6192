import type { IncomingMessage, ServerResponse } from 'node:http';
import { OperationTypeNode } from 'graphql';
import { type ErrorCode, refusal } from '../../subgraphs/kernel/errors.ts';
import { readTraceparent } from '../../subgraphs/kernel/scope/scope-headers.ts';
import { type Answer, readAnswer } from '../engine/engine.ts';
import { asGraphQLError, codeOf, statusOf } from '../errors.ts';
import type { Arrival, Pipeline, Remarks } from '../pipeline.ts';
import { newTraceId } from '../trace-id.ts';
import type { Witness } from '../witness.ts';
import { showErrors, showResult } from './answering.ts';
import { readAsked } from './asked.ts';
import { type MediaType, mediaTypeFor } from './media-type.ts';
import { originOf } from './origin.ts';
import { budgetHeaders, refusalHeaders } from './rate-headers.ts';

export interface HttpTransport {
  /** Answers `/graphql`; never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** An answer on its way out. */
interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly codes: readonly ErrorCode[];
  /** Beside those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** `/graphql` by POST alone, by the rules of "GraphQL over HTTP". */
export function createHttpTransport(pipeline: Pipeline, witness: Witness): HttpTransport {
  async function answer(
    request: IncomingMessage,
    arrival: Arrival,
    signal: AbortSignal,
  ): Promise<Reply> {
    const identity = await pipeline.authenticate(arrival);
    const scope = await pipeline.scope(identity, arrival);
    const mediaType = mediaTypeFor(request.headers.accept);
    const asked = await readAsked(request);
    try {
      const prepared = pipeline.prepare(asked, scope);
      if (prepared.definition.operation === OperationTypeNode.SUBSCRIPTION) {
        throw refusal('BAD_USER_INPUT', 'Subscribe over a WebSocket, on this same path.');
      }
      const { variables, wantsCost } = asked;
      const found = await pipeline.execute({ prepared, variables, scope, signal, wantsCost });
      return { ...reply(found, mediaType, arrival), headers: budgetHeaders(found.budget) };
    } catch (error) {
      const refused = asGraphQLError(error);
      return {
        ...reply({ errors: [refused] }, mediaType, arrival),
        headers: refusalHeaders(refused),
      };
    }
  }

  function reply(answer: Answer & Remarks, mediaType: MediaType, { traceId }: Arrival): Reply {
    const { contentType } = mediaType;
    const { told } = answer;
    if ('dataText' in answer) {
      const more = told ? `,"extensions":${JSON.stringify(told)}` : '';
      return { status: 200, contentType, text: `{"data":${answer.dataText}${more}}`, codes: [] };
    }
    const result = showResult(readAnswer(answer), traceId, witness, told);
    const codes = (result.errors ?? []).map(codeOf);
    const status = statusFor(answer, codes, mediaType);
    return { status, contentType, text: JSON.stringify(result), codes };
  }

  function refuse(error: unknown, { traceId }: Arrival): Reply {
    const refused = asGraphQLError(error);
    const code = codeOf(refused);
    const text = JSON.stringify({ errors: showErrors([refused], traceId, witness) });
    const contentType = 'application/json; charset=utf-8';
    const headers = refusalHeaders(refused);
    return { status: statusOf[code], contentType, text, codes: [code], headers };
  }

  return {
    async handle(request, response) {
      if (request.method !== 'POST') return refuseMethod(response);
      const startedAt = performance.now();
      const arrival = arrivalOf(request);
      const { codes, ...sent } = await answer(request, arrival, whileConnected(response)).catch(
        (error) => refuse(error, arrival),
      );
      send(request, response, sent, arrival);
      const durationMs = performance.now() - startedAt;
      const { status } = sent;
      witness.served({ transport: 'http', status, durationMs, traceId: arrival.traceId, codes });
    },
  };
}

/** Faults of the document itself, and of values for its variables. */
const documentCodes: ReadonlySet<ErrorCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'PERSISTED_QUERY_NOT_FOUND',
]);

/** An answer with data, be it null, has been executed; one without says by its first error why not. */
function statusFor(answer: Answer, [code]: readonly ErrorCode[], { isLegacy }: MediaType): number {
  if (code === undefined || ('data' in answer && answer.data !== undefined)) return 200;
  return isLegacy && documentCodes.has(code) ? 200 : statusOf[code];
}

/** Aborted when the client goes before it has its answer. */
function whileConnected(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

function arrivalOf(request: IncomingMessage): Arrival {
  const { headers } = request;
  return {
    ...originOf(request),
    authorization: headers.authorization,
    headers,
    traceId: readTraceparent(headers['traceparent'])?.traceId ?? newTraceId(),
  };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, contentType, text, headers = {} }: Omit<Reply, 'codes'>,
  { traceId }: Arrival,
): void {
  response.statusCode = status;
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  // What is left of an oversized body is not worth reading.
  if (!request.complete) response.setHeader('connection', 'close');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('content-type', contentType);
  response.setHeader('x-trace-id', traceId);
  response.setHeader('cache-control', 'no-store');
  response.end(text);
}

function refuseMethod(response: ServerResponse): void {
  response.writeHead(405, { allow: 'POST', 'content-type': 'text/plain' });
  response.end('Send operations by POST.\n');
}
