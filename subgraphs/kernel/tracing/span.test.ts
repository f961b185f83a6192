import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, it } from 'vitest';
import { forTenant, inSpan, inSpanOf, tenantAttribute } from './span.ts';
import { startTracing, type Tracing } from './start.ts';

let tracing: Tracing | undefined;
afterEach(() => tracing?.stop());

function traced() {
  const exporter = new InMemorySpanExporter();
  const started = startTracing({ serviceName: 'test', exporters: [exporter], sampleRatio: 1 });
  tracing = started;
  return async () => {
    await started.flush();
    return exporter.getFinishedSpans();
  };
}

describe('a span', () => {
  it('lies below the one in whose course it begins, in one trace', async () => {
    const finished = traced();

    await inSpan('request', {}, () => inSpan('fetch', {}, async () => {}));

    const [fetch, request] = await finished();
    expect([fetch?.name, request?.name]).toEqual(['fetch', 'request']);
    expect(fetch?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(fetch?.spanContext().traceId).toBe(request?.spanContext().traceId);
  });

  it('bears the tenant for whom it is done, and so does what is above it', async () => {
    const finished = traced();

    await inSpan('request', {}, () => forTenant('acme', () => inSpan('fetch', {}, async () => {})));

    const tenants = (await finished()).map(({ attributes }) => attributes[tenantAttribute]);
    expect(tenants).toEqual(['acme', 'acme']);
  });

  it('is the first of a trace that has its id already, and then below it', async () => {
    const finished = traced();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

    await inSpanOf(traceId, 'request', {}, () => inSpanOf(traceId, 'fetch', {}, async () => {}));
    await inSpan('another', {}, async () => {});

    const [fetch, request, another] = await finished();
    expect(request?.spanContext().traceId).toBe(traceId);
    expect(request?.parentSpanContext).toBeUndefined();
    expect(fetch?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(another?.spanContext().traceId).not.toBe(traceId);
  });

  it('tells of a failure its kind and not its words', async () => {
    const finished = traced();

    await inSpan('request', {}, async () => {
      throw new TypeError('password=hunter2');
    }).catch(() => {});

    const [span] = await finished();
    expect(span?.attributes).toEqual({ 'error.type': 'TypeError' });
    expect(span?.status).toEqual({ code: 2 });
    expect(span?.events).toEqual([]);
  });

  it('is none at all while nobody traces', async () => {
    expect(await inSpan('request', {}, async (span) => span.isRecording())).toBe(false);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
