import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { tenantAttribute, tenantOf } from './span.ts';
import { traceIds } from './trace-ids.ts';

export interface TracingOptions {
  /** `gateway`, `studio`…; in one process `factory`. */
  readonly serviceName: string;
  readonly exporters: readonly SpanExporter[];
  /** Share of the traces that begin here and are kept; one that comes in keeps its caller's choice. */
  readonly sampleRatio: number;
  /**
   * Whether the active span follows every await, which database code relies on. Where every call has its scope at
   * hand it need not (`scope-trace.ts`), and on Node 20 it costs each promise of the process.
   */
  readonly followsAwaits?: boolean;
  /** How long a finished span waits for others before they are sent together. */
  readonly delayMs?: number;
}

export interface Tracing {
  /** Sends what has been finished so far. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the tracing of this process. Until then, and without exporters, spans cost next to nothing. */
export function startTracing(options: TracingOptions): Tracing {
  const { serviceName, exporters, sampleRatio, delayMs = 1_000, followsAwaits = true } = options;
  if (exporters.length === 0) return { flush: async () => {}, stop: async () => {} };
  const provider = new BasicTracerProvider({
    idGenerator: traceIds,
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [
      tenantMarker,
      ...exporters.map((exporter) => {
        const sizes = { maxQueueSize: 8_192, maxExportBatchSize: 512 };
        return new BatchSpanProcessor(exporter, { scheduledDelayMillis: delayMs, ...sizes });
      }),
    ],
  });
  if (followsAwaits) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  }
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);

  return {
    flush: () => provider.forceFlush(),
    async stop() {
      await provider.shutdown();
      trace.disable();
      propagation.disable();
      context.disable();
    },
  };
}

/** Puts the tenant of the context on every span that begins in it. */
const tenantMarker: SpanProcessor = {
  onStart(span, within) {
    const tenantId = tenantOf(within);
    if (tenantId !== undefined) span.setAttribute(tenantAttribute, tenantId);
  },
  onEnd() {},
  forceFlush: async () => {},
  shutdown: async () => {},
};
