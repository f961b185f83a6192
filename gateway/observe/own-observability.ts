import { context } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, suppressTracing } from '@opentelemetry/core';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { createScope, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { tenantAttribute } from '../../subgraphs/kernel/tracing/span.ts';
import type { SubgraphPort } from '../fetch/port.ts';
import { newTraceId } from '../trace-id.ts';

/** Who the gateway is when it hands its own spans to a tenant's Observability: a service, and nobody's user. */
const exporterId = '00000000-0000-7000-8000-000000000001';

/**
 * Keeps the gateway's spans in our own Observability subgraph, each for the tenant whose request it served. Spans
 * of no tenant, such as those of refused requests, are not kept there. Its own doings are not traced.
 */
export function ownObservability(observability: SubgraphPort): SpanExporter {
  const underWay = new Set<Promise<void>>();

  async function keep(tenantId: string, spans: ReadableSpan[]): Promise<void> {
    const body = Buffer.from(JsonTraceSerializer.serializeRequest(spans) ?? []);
    const request = { contentType: 'application/json', contentEncoding: undefined, body };
    const { status } = await observability.internal('traces', request, scopeFor(tenantId));
    if (status !== 200) throw new Error(`Observability answered ${status} to the gateway's spans.`);
  }

  async function keepAll(spans: readonly ReadableSpan[]): Promise<void> {
    for (const tenantId of new Set(spans.map(tenantOf))) {
      if (tenantId === undefined) continue;
      await keep(
        tenantId,
        spans.filter((span) => tenantOf(span) === tenantId),
      );
    }
  }

  return {
    export(spans, done: (result: ExportResult) => void) {
      const kept = context
        .with(suppressTracing(context.active()), () => keepAll(spans))
        .then(
          () => done({ code: ExportResultCode.SUCCESS }),
          (error: Error) => done({ code: ExportResultCode.FAILED, error }),
        );
      underWay.add(kept);
      void kept.finally(() => underWay.delete(kept));
    },
    async forceFlush() {
      await Promise.all(underWay);
    },
    async shutdown() {
      await Promise.all(underWay);
    },
  };
}

function tenantOf({ attributes }: ReadableSpan): string | undefined {
  const tenantId = attributes[tenantAttribute];
  return typeof tenantId === 'string' ? tenantId : undefined;
}

function scopeFor(tenantId: string): Scope {
  const grants = [{ role: 'SERVICE', projectId: null }] as const;
  const identity = {
    tenantId,
    actor: { userId: exporterId, kind: 'SERVICE', grants },
    grantsEpoch: 0,
  } as const;
  const traceId = newTraceId();
  return createScope(identity, {
    requestId: traceId,
    traceId,
    correlationId: traceId,
    deadlineAt: null,
  });
}
