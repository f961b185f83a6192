import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, it } from 'vitest';
import { createScope } from '../scope/scope.ts';
import { traceOf, traceWithin } from './scope-trace.ts';
import { forTenant, inSpan, inSpanOf, spanOf, tenantAttribute } from './span.ts';
import { startTracing, type Tracing } from './start.ts';

let tracing: Tracing | undefined;
afterEach(() => tracing?.stop());

function scopeOf(traceId: string) {
  const actor = { userId: 'ada', kind: 'PERSON', grants: [] } as const;
  const facts = { requestId: 'r', traceId, correlationId: traceId, deadlineAt: null };
  return createScope({ tenantId: 'acme', actor, grantsEpoch: 1 }, facts);
}

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
    const scope = scopeOf(traceId);

    await inSpanOf(scope, 'request', {}, () => inSpanOf(scope, 'fetch', {}, async () => {}));
    await inSpan('another', {}, async () => {});

    const [fetch, request, another] = await finished();
    expect(request?.spanContext().traceId).toBe(traceId);
    expect(request?.parentSpanContext).toBeUndefined();
    expect(fetch?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(another?.spanContext().traceId).not.toBe(traceId);
    expect([fetch, request].map((each) => each?.attributes[tenantAttribute])).toEqual([
      'acme',
      'acme',
    ]);
  });

  it('lies below the place that a scope was given, only where that is of its trace', async () => {
    const finished = traced();
    const [own, foreign] = ['4bf92f3577b34da6a3ce929d0e0e4736', '1'.repeat(32)];
    const below = (traceId: string) =>
      trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: '2'.repeat(16), traceFlags: 1 });
    for (const traceId of [own, foreign]) {
      const scope = scopeOf(own);
      traceWithin(scope, below(traceId));
      await inSpanOf(scope, 'request', {}, async () => {});
    }

    const [request, other] = await finished();
    expect(request?.parentSpanContext?.spanId).toBe('2'.repeat(16));
    expect(other?.parentSpanContext).toBeUndefined();
    expect(other?.spanContext().traceId).toBe(own);
  });

  it('is told to those who hand it on, and followed by no await', async () => {
    traced();
    const scope = scopeOf('4bf92f3577b34da6a3ce929d0e0e4736');

    await inSpanOf(scope, 'request', {}, async () => {
      await Promise.resolve();
      expect(trace.getActiveSpan()).toBeUndefined();
      expect(spanOf(traceOf(scope))?.isSampled).toBe(true);
    });
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
