import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownObservability } from '../../gateway/observe/own-observability.ts';
import { tenantAttribute } from '../../subgraphs/kernel/tracing/span.ts';
import { startTracing, type Tracing } from '../../subgraphs/kernel/tracing/start.ts';
import type { Data } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, requestReview } from '../support/operations.ts';

// The factory's own spans, kept in its own Observability: who asks may see what became of the question.

let factory: TestFactory;
let tracing: Tracing;
const finished = new InMemorySpanExporter();

beforeAll(async () => {
  factory = await openTestFactory();
  const observability = factory.subgraphs.ports.get('observability');
  if (!observability) throw new Error('The factory has no observability.');
  const exporters = [ownObservability(observability), finished];
  tracing = startTracing({ serviceName: 'factory', exporters, sampleRatio: 1 });
});
afterAll(async () => {
  await tracing?.stop();
  await factory?.stop();
});

interface Span {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Asked {
  readonly traceId: string;
  readonly spans: readonly Span[];
}

async function ask(query: string, user = 'ada', headers: Record<string, string> = {}) {
  const response = await fetch(`${factory.gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await factory.token('acme', user)}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ query }),
  });
  return {
    traceId: response.headers.get('x-trace-id') ?? '',
    body: (await response.json()) as ExecutionResult<Data>,
  };
}

/** Asks, and reads the trace of it as the same person. */
async function traced(query: string, headers: Record<string, string> = {}): Promise<Asked> {
  const { traceId } = await ask(query, 'ada', headers);
  await tracing.flush();
  const { body } = await ask(`{ trace(traceId: "${traceId}") { spans(first: 100) { nodes {
    name spanId parentSpanId attributes } } } }`);
  return { traceId, spans: body.data?.trace?.spans.nodes ?? [] };
}

const queue = 'query Queue { reviewQueue { nodes { id project { name } } } }';

describe('the trace of a request', () => {
  it('leads from the operation over its fetches and subgraphs to the statements', async () => {
    const ada = await factory.as('acme', 'ada');
    const projectId = await createProject(ada, 'Checkout');
    const { spans } = await traced(`query One { project(id: "${projectId}") { name } }`);

    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const lineOf = (span: Span | undefined): string[] =>
      span ? [...lineOf(byId.get(span.parentSpanId ?? '')), span.name] : [];
    const statement = spans.find(({ name }) => name === 'SELECT control-plane');
    expect(lineOf(statement)).toEqual([
      'query One',
      'fetch control-plane',
      'control-plane',
      'SELECT control-plane',
    ]);
  });

  it('holds the text of statements and not their values', async () => {
    const { spans } = await traced(queue);

    const texts = spans.flatMap(({ attributes }) => attributes['db.query.text'] ?? []);
    expect(texts.length).toBeGreaterThan(0);
    expect(JSON.stringify(texts)).toContain('$1');
    expect(JSON.stringify(spans)).not.toContain('Bearer');
  });

  it("lies below the caller's span, in the caller's trace", async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const parent = 'b7ad6b7169203331';
    const found = await traced(queue, { traceparent: `00-${traceId}-${parent}-01` });

    expect(found.traceId).toBe(traceId);
    const operation = found.spans.find(({ name }) => name === 'query Queue');
    expect(operation?.parentSpanId).toBe(parent);
  });

  it('is not kept where the caller keeps none', async () => {
    const traceId = '1bf7651916cd43dd8448eb211c80319c';
    const { spans } = await traced(queue, { traceparent: `00-${traceId}-b7ad6b7169203331-00` });

    expect(spans).toEqual([]);
  });

  it("is its tenant's alone", async () => {
    const { traceId } = await ask(queue);
    await tracing.flush();
    const eve = await factory.as('globex', 'eve');

    expect(await eve.data(`{ trace(traceId: "${traceId}") { traceId } }`)).toEqual({ trace: null });
    const { body } = await ask(`{ trace(traceId: "${traceId}") { traceId } }`);
    expect(body.data.trace).toEqual({ traceId });
  });
});

describe('an event of a subscription', () => {
  /** The span and all above it in its trace, by name. */
  function lineOf(span: ReadableSpan | undefined, all: readonly ReadableSpan[]): string[] {
    if (!span) return [];
    const { traceId } = span.spanContext();
    const above = all.find(
      (other) =>
        other.spanContext().traceId === traceId &&
        other.spanContext().spanId === span.parentSpanContext?.spanId,
    );
    return [...lineOf(above, all), span.name];
  }

  it('has a trace of its own, down to the statements, linked to the one of the subscription', async () => {
    const ada = await factory.as('acme', 'ada');
    const projectId = await createProject(ada, 'Watched');
    const { reviewQueue } = await ada.data('{ reviewQueue(first: 1) { liveCursor } }');
    const updates = ada.subscribe(
      `subscription Watch ($projectId: ID, $after: String) {
        reviewQueueUpdated(projectId: $projectId, after: $after) { reviewRequest { project { name } } }
      }`,
      { projectId, after: reviewQueue.liveCursor },
    );
    await requestReview(ada, projectId);
    await updates.next();
    updates.stop();
    await tracing.flush();

    const spans = finished.getFinishedSpans();
    const subscribed = spans.find(({ name }) => name === 'subscription Watch');
    const [event, ...others] = spans.filter(({ name }) => name === 'event studio');
    expect(others).toEqual([]);
    expect(event?.parentSpanContext).toBeUndefined();
    expect(event?.links.map((link) => link.context.spanId)).toEqual([
      subscribed?.spanContext().spanId,
    ]);
    expect(event?.attributes[tenantAttribute]).toBe('acme');
    const { traceId } = event?.spanContext() ?? {};
    expect(traceId).not.toBe(subscribed?.spanContext().traceId);
    const below = spans.filter((span) => span.spanContext().traceId === traceId);
    const lines = below.map((span) => lineOf(span, below));
    expect(lines).toContainEqual(['event studio', 'SELECT studio']);
    expect(lines).toContainEqual([
      'event studio',
      'hydrate studio',
      'fetch control-plane',
      'control-plane',
      'SELECT control-plane',
    ]);
  });
});
