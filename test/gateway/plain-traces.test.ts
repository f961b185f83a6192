import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainPort } from '../../gateway/fetch/plain/port.ts';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import { inSpan } from '../../subgraphs/kernel/tracing/span.ts';
import { startTracing, type Tracing } from '../../subgraphs/kernel/tracing/start.ts';
import { inAcme } from '../identity/assertions.ts';
import { openPlainSubgraph, type PlainSubgraph } from '../support/plain-subgraph.ts';

// What a subgraph that is not of this house is told of the trace of a request.

const scope = createScope(inAcme, {
  requestId: 'r',
  traceId: 'a'.repeat(32),
  correlationId: 'c',
  deadlineAt: null,
  forwarded: { traceparent: `00-${'b'.repeat(32)}-${'c'.repeat(16)}-01` },
});
let tracing: Tracing | undefined;
let subgraph: PlainSubgraph;
let port: SubgraphPort;

beforeEach(async () => {
  subgraph = await openPlainSubgraph({
    name: 'clocks',
    typeDefs: 'type Query { hour: Int } type Subscription { struck: Int }',
    resolvers: {
      Query: { hour: () => 3 },
      Subscription: {
        struck: {
          async *subscribe() {
            yield { struck: 3 };
          },
        },
      },
    },
    streams: 'event-stream',
  });
  const { name, url } = subgraph;
  port = plainPort({ name, url, exposesErrors: false, largestAnswerBytes: 1_000 });
});

afterEach(async () => {
  await tracing?.stop();
  tracing = undefined;
  await port.stop();
  await subgraph.stop();
});

async function ask(): Promise<void> {
  const fetch = port.prepare({ query: '{ hour }', isMutation: false });
  expect(await fetch('{}', { scope })).toMatchObject({ data: { hour: 3 } });
}

async function listen(): Promise<void> {
  const query = { query: 'subscription { struck }', isMutation: false };
  const stream = await port.subscribe(query, {}, { scope });
  if (Symbol.asyncIterator in stream) await stream.return();
}

describe('a foreign subgraph', () => {
  it.each([
    ['asked', ask],
    ['listened to', listen],
  ])('is told below which span it is %s', async (_, work) => {
    const options = { serviceName: 'test', exporters: [new InMemorySpanExporter()] };
    tracing = startTracing({ ...options, sampleRatio: 1 });
    const { traceId, spanId } = await inSpan('fetch', {}, async (span) => {
      await work();
      return span.spanContext();
    });

    expect(subgraph.requests.at(-1)?.['traceparent']).toBe(`00-${traceId}-${spanId}-01`);
  });

  it('is given what the client said, where that is handed on and this gateway traces nothing', async () => {
    await ask();

    expect(subgraph.requests.at(-1)?.['traceparent']).toBe(scope.forwarded?.['traceparent']);
  });
});
