import { createServer, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../kernel/authority.ts';
import { ingestOtlp } from './intake.ts';
import type { ReceivedSpan } from './span/domain.ts';
import { assemble } from './trace-record/domain.ts';

// The real exporters of OpenTelemetry are the clients here: what they write is what we must read.

const project = '01890000-0000-7000-8000-00000000000b';
const attributes = {
  'service.name': 'checkout',
  'service.version': '1.4.0',
  'factory.project.id': project,
};
const resource = {
  attributes,
  merge: () => resource,
  getRawAttributes: () => Object.entries(attributes),
};
const factory: Actor = {
  userId: '01890000-0000-7000-8000-000000000001',
  kind: 'SERVICE',
  grants: [{ role: 'SERVICE', projectId: null }],
};

let server: Server;
let url: string;
let received: ReceivedSpan[] = [];
let packings: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
    packings.push(contentEncoding);
    const body = await buffer(request);
    const answer = await ingestOtlp({ body, contentType, contentEncoding }, async (spans) => {
      received.push(...spans);
      return [];
    });
    response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  url = `http://127.0.0.1:${address.port}/v1/traces`;
  // Gives the SDK its notion of the active span, which all providers share.
  new NodeTracerProvider().register();
});

afterEach(() => {
  vi.unstubAllEnvs();
  received = [];
  packings = [];
});
afterAll(() => server.close());

/** A failed call within a request, told by the SDK; the spans as it ended them, children first. */
async function tell(exporter: SpanExporter): Promise<readonly ReadableSpan[]> {
  const told: ReadableSpan[] = [];
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [
      new BatchSpanProcessor(exporter),
      {
        onStart: () => {},
        onEnd: (span) => told.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  provider.getTracer('shop').startActiveSpan('POST /orders', { kind: 1 }, (root) => {
    provider.getTracer('shop').startActiveSpan('charge the card', { kind: 2 }, (call) => {
      call.setAttributes({
        'factory.agent.id': 'agent-1',
        retries: 2,
        share: 0.5,
        tags: ['a', 'b'],
      });
      call.recordException(new Error('card declined'));
      call.setStatus({ code: 2, message: 'declined' });
      call.end();
    });
    root.end();
  });
  await provider.forceFlush();
  await provider.shutdown();
  return told;
}

describe.each([
  ['protobuf', () => new ProtobufExporter({ url })],
  ['JSON', () => new JsonExporter({ url })],
])('the exporter in %s', (_, open) => {
  it.each(['none', 'gzip'])('is understood, packed with %s', async (compression) => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', compression);

    const told = await tell(open());

    expect(packings).toEqual([compression === 'gzip' ? 'gzip' : undefined]);
    expect(received.map(({ name }) => name)).toEqual(['charge the card', 'POST /orders']);
    for (const [index, span] of received.entries()) {
      const original = told[index];
      const nanos = ([seconds, rest]: readonly [number, number]) =>
        String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));
      expect(span).toMatchObject({
        traceId: original?.spanContext().traceId,
        spanId: original?.spanContext().spanId,
        parentSpanId: original?.parentSpanContext?.spanId ?? null,
        startUnixNano: nanos(original?.startTime ?? [0, 0]),
        endUnixNano: nanos(original?.endTime ?? [0, 0]),
        serviceName: 'checkout',
        dimensions: { projectId: project, version: '1.4.0' },
      });
    }
    expect(received[0]).toMatchObject({
      kind: 'CLIENT',
      status: 'ERROR',
      statusMessage: 'declined',
      attributes: { 'factory.agent.id': 'agent-1', retries: 2, share: 0.5, tags: ['a', 'b'] },
      events: [{ name: 'exception', attributes: { 'exception.message': 'card declined' } }],
    });
    expect(received[1]).toMatchObject({ kind: 'SERVER', status: 'UNSET', parentSpanId: null });
  });

  it('yields a whole trace', async () => {
    await tell(open());
    const traceId = received[0]?.traceId ?? '';

    const { change, rejected } = assemble(
      { tenantId: 'acme', traceId, record: null, places: [] },
      { by: factory, spans: received },
      new Date('2026-01-01T12:00:00Z'),
    );

    expect(rejected).toEqual([]);
    expect(change?.state).toMatchObject({
      rootSpanName: 'POST /orders',
      status: 'ERROR',
      spanCount: 2,
      partial: false,
      projectId: project,
      dimensions: { agentId: 'agent-1', version: '1.4.0' },
    });
  });
});
