import { randomBytes } from 'node:crypto';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client, Data } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, done, requestReview } from '../support/operations.ts';

// The real SDK of OpenTelemetry and its exporters send to the gateway's port, as a service of the factory would.

let factory: TestFactory;
let ada: Client;
let projectId: string;

beforeAll(async () => {
  // Gives the SDK its notion of the active span, which all providers share.
  new NodeTracerProvider().register();
  factory = await openTestFactory();
  ada = await factory.as('acme', 'ada');
  projectId = await createProject(ada, 'Checkout');
});
afterAll(() => factory?.stop());

/** A failed call within a request, as the SDK tells it: children end, and so come, first. */
function record(about: object = {}): readonly [child: ReadableSpan, root: ReadableSpan] {
  const attributes = {
    'service.name': 'checkout',
    'service.version': '1.4.0',
    'deployment.environment.name': 'production',
    'factory.project.id': projectId,
    ...about,
  };
  const resource = {
    attributes,
    merge: () => resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  const memory = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [new SimpleSpanProcessor(memory)],
  });
  const tracer = provider.getTracer('shop');
  const startTime = Date.now();
  tracer.startActiveSpan('POST /orders', { kind: 1, startTime }, (root) => {
    const calling = { kind: 2, startTime: startTime + 5 };
    tracer.startActiveSpan('charge the card', calling, (call) => {
      call.setAttributes({ 'factory.agent.id': 'agent-7', 'factory.skill.id': 'payments' });
      call.setStatus({ code: 2, message: 'card declined' });
      call.end(startTime + 35);
    });
    root.end(startTime + 40);
  });
  const [child, root] = memory.getFinishedSpans();
  if (!child || !root) throw new Error('The SDK has recorded nothing.');
  return [child, root];
}

interface Sending {
  /** Null is the platform. */
  readonly tenant?: string | null;
  /** Null sends without a token. */
  readonly user?: string | null;
  readonly format?: 'protobuf' | 'json';
  readonly compression?: 'gzip' | 'none';
}

/** @returns what the exporter makes of the answer; undefined when all went well. */
async function send(
  spans: readonly ReadableSpan[],
  { tenant = 'acme', user = 'factory', format = 'protobuf', compression = 'gzip' }: Sending = {},
): Promise<Error | undefined> {
  const token = user === null ? null : await factory.token(tenant, user);
  const exporter: SpanExporter = new (format === 'json' ? JsonExporter : ProtobufExporter)({
    url: `${factory.gateway.url}/v1/traces`,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    // The enumeration's value is its name.
    compression: compression as never,
  });
  const result = await new Promise<{ code: number; error?: Error }>((resolve) => {
    exporter.export([...spans], resolve);
  });
  await exporter.shutdown();
  return result.code === 0 ? undefined : result.error;
}

const traceIdOf = ([span]: readonly ReadableSpan[]) => span?.spanContext().traceId ?? '';

async function traceSeenBy(client: Client, traceId: string): Promise<Data> {
  const query = `query ($traceId: ID!) {
    trace(traceId: $traceId) {
      traceId rootSpanName status spanCount partial durationMs project { name }
      dimensions { tenantId projectId agentId skillId environment version }
      spans { nodes { name kind serviceName parentSpanId status statusMessage } }
    }
  }`;
  return (await client.data(query, { traceId })).trace;
}

describe('spans that an exporter of OpenTelemetry sends', () => {
  it.each([
    ['protobuf', 'gzip'],
    ['protobuf', 'none'],
    ['json', 'gzip'],
    ['json', 'none'],
  ] as const)('as %s, compressed by %s, are a trace', async (format, compression) => {
    const [child, root] = record();

    expect(await send([child, root], { format, compression })).toBeUndefined();

    expect(await traceSeenBy(ada, traceIdOf([root]))).toEqual({
      traceId: traceIdOf([root]),
      rootSpanName: 'POST /orders',
      status: 'ERROR',
      spanCount: 2,
      partial: false,
      durationMs: 40,
      project: { name: 'Checkout' },
      dimensions: {
        tenantId: 'acme',
        projectId,
        agentId: 'agent-7',
        skillId: 'payments',
        environment: 'PROD',
        version: '1.4.0',
      },
      spans: {
        nodes: [
          {
            name: 'POST /orders',
            kind: 'SERVER',
            serviceName: 'checkout',
            parentSpanId: null,
            status: 'UNSET',
            statusMessage: null,
          },
          {
            name: 'charge the card',
            kind: 'CLIENT',
            serviceName: 'checkout',
            parentSpanId: root.spanContext().spanId,
            status: 'ERROR',
            statusMessage: 'card declined',
          },
        ],
      },
    });
  });

  it('are a partial trace until the root comes, last and sent twice', async () => {
    const [child, root] = record();
    await send([child]);
    const early = await traceSeenBy(ada, traceIdOf([child]));
    await send([root]);
    await send([child, root]);

    expect(early).toMatchObject({ partial: true, spanCount: 1, rootSpanName: null });
    expect(await traceSeenBy(ada, traceIdOf([child]))).toMatchObject({
      partial: false,
      spanCount: 2,
      rootSpanName: 'POST /orders',
    });
  });

  it('join the review and the incident of their trace', async () => {
    const spans = record();
    const traceId = traceIdOf(spans);
    const service = await factory.as('acme', 'factory');
    const review = await requestReview(service, projectId, { traceId });
    const about = { projectId, title: 'Cards are declined', severity: 'HIGH', source: 'MANUAL' };
    const { incident } = await done(
      service,
      'openIncident',
      { ...about, traceId },
      'incident { id }',
    );
    const query = `query ($review: ID!, $incident: ID!) {
      reviewRequest(id: $review) { trace { rootSpanName spanCount } }
      incident(id: $incident) { trace { rootSpanName spanCount } }
    }`;
    const ids = { review: review.id, incident: incident.id };
    const before = await ada.ask(query, ids);

    await send(spans);

    const trace = { rootSpanName: 'POST /orders', spanCount: 2 };
    expect(before).toEqual({ data: { reviewRequest: { trace: null }, incident: { trace: null } } });
    expect(await ada.data(query, ids)).toEqual({ reviewRequest: { trace }, incident: { trace } });
  });
});

describe('who sends and reads spans', () => {
  it('is refused without a token', async () => {
    const spans = record();

    expect(await send(spans, { user: null })).toMatchObject({ code: 401 });
    expect(await traceSeenBy(ada, traceIdOf(spans))).toBeNull();
  });

  it.each([
    ['acme', 'cleo'],
    ['acme', 'ben'],
    [null, 'petra'],
  ])('is refused when roles do not cover it: %s/%s', async (tenant, user) => {
    const spans = record();

    expect(await send(spans, { tenant, user })).toMatchObject({ code: 403 });
    expect(await traceSeenBy(ada, traceIdOf(spans))).toBeNull();
  });

  it('is refused when what is sent makes no sense', async () => {
    const response = await fetch(`${factory.gateway.url}/v1/traces`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await factory.token('acme', 'factory')}`,
        'content-type': 'application/json',
      },
      body: '{',
    });

    expect(response.status).toBe(400);
  });

  it('sees nothing of another tenant, nor as a viewer of this one', async () => {
    const spans = record();
    await send(spans);
    const [eve, cleo] = [await factory.as('globex', 'eve'), await factory.as('acme', 'cleo')];

    expect(await traceSeenBy(eve, traceIdOf(spans))).toBeNull();
    expect(await traceSeenBy(cleo, traceIdOf(spans))).toBeNull();
    expect(await traceSeenBy(ada, traceIdOf(spans))).not.toBeNull();
  });

  it('keeps the same trace id apart by tenant', async () => {
    const own = record();
    await send(own);

    expect(await send(own, { tenant: 'globex', user: 'plant' })).toBeUndefined();

    const eve = await factory.as('globex', 'eve');
    expect(await traceSeenBy(eve, traceIdOf(own))).toMatchObject({
      dimensions: { tenantId: 'globex' },
    });
    expect(await traceSeenBy(ada, traceIdOf(own))).toMatchObject({ spanCount: 2 });
  });

  it('cannot write for a tenant that the token does not name', async () => {
    const spans = record({ 'factory.tenantId': `other-${randomBytes(2).toString('hex')}` });

    await send(spans);

    expect(await traceSeenBy(ada, traceIdOf(spans))).toBeNull();
  });
});
