import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, requestReview } from '../support/operations.ts';

let factory: TestFactory;
beforeAll(async () => {
  factory = await openTestFactory();
  // Gives the SDK its notion of the active span.
  new NodeTracerProvider().register();
});
afterAll(() => factory?.stop());
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Runs a search within a request, as an instrumented service would, and sends what happened. */
async function search(exporter: SpanExporter, projectId: string): Promise<string> {
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
  const tracer = provider.getTracer('booking-search');
  const traceId = tracer.startActiveSpan('GET /search', (root) => {
    root.setAttribute('factory.project.id', projectId);
    tracer.startActiveSpan('select offers', (query) => query.end());
    root.end();
    return root.spanContext().traceId;
  });
  await provider.forceFlush();
  await provider.shutdown();
  return traceId;
}

describe.each([
  ['protobuf', ProtobufExporter],
  ['JSON', JsonExporter],
])('an instrumented service that exports %s', (_, Exporter) => {
  it.each(['none', 'gzip'])(
    'has its trace in the graph, beside its review (%s)',
    async (packing) => {
      vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', packing);
      const ada = await factory.as('acme', 'ada');
      const eve = await factory.as('globex', 'eve');
      const service = await factory.as('acme', 'factory');
      const projectId = await createProject(ada, 'Booking');
      const headers = { authorization: `Bearer ${await factory.token('acme', 'factory')}` };
      const url = `${factory.gateway.url}/v1/traces`;

      const traceId = await search(new Exporter({ url, headers }), projectId);
      const review = await requestReview(service, projectId, { traceId });

      const ask = `query ($id: ID!) { reviewRequest(id: $id) {
      trace { rootSpanName spanCount partial project { name } spans { nodes { name } } }
    } }`;
      expect((await ada.data(ask, { id: review.id })).reviewRequest.trace).toEqual({
        rootSpanName: 'GET /search',
        spanCount: 2,
        partial: false,
        project: { name: 'Booking' },
        spans: { nodes: [{ name: 'GET /search' }, { name: 'select offers' }] },
      });
      const theirs = await eve.data('query ($traceId: ID!) { trace(traceId: $traceId) { id } }', {
        traceId,
      });
      expect(theirs.trace).toBeNull();
    },
  );
});

describe('telemetry', () => {
  const post = async (token: string | null, body = '{}') => {
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${factory.gateway.url}/v1/traces`, {
      method: 'POST',
      headers: { ...authorization, 'content-type': 'application/json' },
      body,
    });
    return response.status;
  };
  const oneSpan = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{}] }] }] });

  it('is taken from nobody without a token, and from nobody who may not send it', async () => {
    expect(await post(null, oneSpan)).toBe(401);
    expect(await post(await factory.token('acme', 'ben'), oneSpan)).toBe(403);
    expect(await post(await factory.token(null, 'petra'), oneSpan)).toBe(403);
    expect(await post(await factory.token('acme', 'factory'), oneSpan)).toBe(200);
  });

  it('that makes no sense is refused', async () => {
    expect(await post(await factory.token('acme', 'factory'), '{')).toBe(400);
  });
});
