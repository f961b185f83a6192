import type { IncomingMessage, ServerResponse } from 'node:http';
import { OperationTypeNode } from 'graphql';
import { type ErrorCode, refusal } from '../../subgraphs/kernel/errors.ts';
import { readTraceparent } from '../../subgraphs/kernel/scope/scope-headers.ts';
import { type Answer, type DeferredAnswer, isDeferred } from '../engine/engine.ts';
import { asGraphQLError, codeOf, statusOf } from '../errors.ts';
import { Departing, type Departure } from '../fetch/departure.ts';
import { codesOf } from '../observe/observed-pipeline.ts';
import type { AdmittedOperation, Arrival, Pipeline } from '../pipeline.ts';
import type { Remarks } from '../remarks.ts';
import { newTraceId } from '../trace-id.ts';
import type { Witness } from '../witness.ts';
import { type Accept, mediaTypes, readAccept, singleForm } from './accept.ts';
import { readAsked } from './asked.ts';
import { unreadHeaders } from './body.ts';
import { writeDeferred } from './deferred.ts';
import { originOf } from './origin.ts';
import { budgetHeaders, refusalHeaders } from './rate-headers.ts';
import { boundedParts, only, writeAnswer } from './results.ts';
import type { Streaming } from './streaming.ts';

export interface HttpTransport {
  /** Answers `/graphql`; never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** A request on its way to its answer. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly arrival: Arrival;
  readonly accept: Accept;
}

/** How an exchange went, for logs and metrics. */
interface Outcome {
  readonly status: number;
  readonly codes: readonly ErrorCode[];
}

/** Of an answer, beside those that every one has. */
type Headers = Readonly<Record<string, string>>;

type SingleForm = ReturnType<typeof singleForm>;

/**
 * `/graphql` by POST alone, by the rules of "GraphQL over HTTP": one answer as JSON, or results as they come for who
 * accepts them: server-sent events, multipart subscriptions, answers in parts.
 */
export function createHttpTransport(
  pipeline: Pipeline,
  witness: Witness,
  streaming: Streaming,
): HttpTransport {
  const { mostAnswerBytes } = pipeline;

  async function answer(exchange: Exchange): Promise<Outcome> {
    const { request, response, arrival, accept } = exchange;
    const signal = whileConnected(response);
    const identity = await pipeline.authenticate(arrival);
    const scope = await pipeline.scope(identity, arrival);
    const { form, asked } = await pipeline.read(scope, async () => ({
      form: singleForm(accept),
      asked: await readAsked(request),
    }));
    const { variables, wantsCost, ...text } = asked;
    try {
      const prepared = pipeline.prepare(text, scope);
      const operation = { prepared, variables, scope, signal, wantsCost };
      return await run(exchange, operation, form);
    } catch (error) {
      const refused = asGraphQLError(error);
      return reply(exchange, { errors: [refused] }, form, refusalHeaders(refused));
    }
  }

  async function run(exchange: Exchange, operation: AdmittedOperation, form: SingleForm) {
    if (operation.prepared.definition.operation === OperationTypeNode.SUBSCRIPTION) {
      return subscribe(exchange, operation);
    }
    const deferredForm = exchange.accept.best(['deferParts', 'incrementalParts', 'events']);
    const acceptsDeferred = deferredForm !== undefined;
    const found = await pipeline.execute({ ...operation, acceptsDeferred });
    const headers = budgetHeaders(found.budget);
    if (!isDeferred(found)) return reply(exchange, found, form, headers);
    return deliver(exchange, found, deferredForm ?? 'events');
  }

  async function subscribe(exchange: Exchange, operation: AdmittedOperation): Promise<Outcome> {
    const { request, response, arrival, accept } = exchange;
    const form = await pipeline.read(operation.scope, () => streamForm(accept));
    // An event stream that was broken off goes on behind the last event it had an id of.
    const last = form === 'events' ? request.headers['last-event-id'] : undefined;
    const after = typeof last === 'string' && last !== '' ? last : undefined;
    const codes = await streaming.subscribe(response, form, { ...operation, after }, arrival);
    return { status: 200, codes };
  }

  async function deliver(
    { response, arrival }: Exchange,
    found: DeferredAnswer,
    form: 'deferParts' | 'incrementalParts' | 'events',
  ): Promise<Outcome> {
    const notation = form === 'incrementalParts' ? 'today' : 'august2022';
    const written = writeDeferred(found, notation, arrival.traceId, witness);
    const results = boundedParts(written, mostAnswerBytes);
    await streaming.open(response, form, arrival).deliver(results);
    return { status: 200, codes: codesOf(found) };
  }

  async function reply(
    exchange: Exchange,
    found: Answer & Remarks,
    form: SingleForm,
    headers: Headers,
  ): Promise<Outcome> {
    const { response, arrival, accept } = exchange;
    const result = writeAnswer(found, arrival.traceId, witness, mostAnswerBytes);
    const codes = result.isTooLarge ? tooLarge : codesOf(found);
    if (form === 'events') {
      await streaming.open(response, form, arrival).deliver(only(result));
      return { status: 200, codes };
    }
    const isLenient = form === 'json' && accept.isLegacy;
    const status = result.isTooLarge ? 200 : statusFor(found, codes, isLenient);
    send(exchange, status, mediaTypes[form], result.text, headers);
    return { status, codes };
  }

  /** Of a request that came to no operation. */
  function refuse(exchange: Exchange, error: unknown): Outcome {
    const refused = asGraphQLError(error);
    const { text } = writeAnswer({ errors: [refused] }, exchange.arrival.traceId, witness);
    const code = codeOf(refused);
    send(exchange, statusOf[code], mediaTypes.json, text, refusalHeaders(refused));
    return { status: statusOf[code], codes: [code] };
  }

  return {
    async handle(request, response) {
      if (request.method !== 'POST') return refuseMethod(response);
      const startedAt = performance.now();
      const arrival = arrivalOf(request);
      const exchange = { request, response, arrival, accept: readAccept(request.headers.accept) };
      const outcome = await answer(exchange).catch((error) => refuse(exchange, error));
      const durationMs = performance.now() - startedAt;
      witness.served({ transport: 'http', durationMs, traceId: arrival.traceId, ...outcome });
    },
  };
}

/** @throws GraphQLError BAD_USER_INPUT when the client accepts no form that goes on. */
function streamForm(accept: Accept): 'events' | 'subscriptionParts' {
  const form = accept.best(['events', 'subscriptionParts']);
  if (form) return form;
  throw refusal(
    'BAD_USER_INPUT',
    'Subscribe over a WebSocket, on this same path, or accept text/event-stream.',
  );
}

/** It was executed all the same, so its status is 200. */
const tooLarge: readonly ErrorCode[] = ['OPERATION_TOO_LARGE'];

/** Faults of the document itself, and of values for its variables. */
const documentCodes: ReadonlySet<ErrorCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'PERSISTED_QUERY_NOT_FOUND',
]);

/** An answer with data, be it null, has been executed; one without says by its first error why not. */
function statusFor(answer: Answer, [code]: readonly ErrorCode[], isLenient: boolean): number {
  if (code === undefined || ('data' in answer && answer.data !== undefined)) return 200;
  return isLenient && documentCodes.has(code) ? 200 : statusOf[code];
}

/** Aborted when the client goes before it has its answer. */
function whileConnected(response: ServerResponse): Departure {
  const departing = new Departing();
  response.once('close', () => {
    if (!response.writableFinished) departing.abort();
  });
  return departing;
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
  { request, response, arrival }: Exchange,
  status: number,
  contentType: string,
  text: string,
  headers: Headers,
): void {
  response.statusCode = status;
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  for (const [name, value] of Object.entries({ ...unreadHeaders(request), ...headers })) {
    response.setHeader(name, value);
  }
  response.setHeader('content-type', contentType);
  response.setHeader('x-trace-id', arrival.traceId);
  response.setHeader('cache-control', 'no-store');
  response.end(text);
}

function refuseMethod(response: ServerResponse): void {
  response.writeHead(405, { allow: 'POST', 'content-type': 'text/plain' });
  response.end('Send operations by POST.\n');
}
