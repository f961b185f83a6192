import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../kernel/authority.ts';
import type { ReceivedSpan, TelemetryDimensions } from '../span/domain.ts';
import { assemble, type RejectedSpan, type TraceSoFar } from './domain.ts';

const noon = new Date('2026-01-01T12:00:00Z');
const traceId = '0af7651916cd43dd8448eb211c80319c';
const factory: Actor = {
  userId: '01890000-0000-7000-8000-000000000001',
  kind: 'SERVICE',
  grants: [{ role: 'SERVICE', projectId: null }],
};
const nothing: TraceSoFar = { tenantId: 'acme', traceId, record: null, places: [] };
const id = (number: number) => (number + 1).toString(16).padStart(16, '0');

const said = fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 2 });
const details = fc.record({
  start: fc.bigInt({ min: 1n, max: 2_000_000_000_000_000_000n }),
  lasting: fc.bigInt({ min: 0n, max: 1_000_000_000_000n }),
  status: fc.constantFrom('OK', 'ERROR', 'UNSET', 'UNSET', 'UNSET'),
  dimensions: fc.record<TelemetryDimensions>({
    traceId: fc.constant(null),
    executionId: said,
    tenantId: fc.constantFrom(null, 'acme'),
    projectId: said,
    moduleId: said,
    agentId: said,
    skillId: said,
    artifactId: said,
    workflowId: said,
    environment: fc.option(fc.constantFrom('DEV', 'PROD')),
    version: said,
  }),
});
type Details = typeof details extends fc.Arbitrary<infer Value> ? Value : never;

const received = (number: number, parent: number | null, more: Details): ReceivedSpan => ({
  traceId,
  spanId: id(number),
  parentSpanId: parent === null ? null : id(parent),
  name: `span ${number}`,
  kind: 'INTERNAL',
  serviceName: null,
  startUnixNano: String(more.start),
  endUnixNano: String(more.start + more.lasting),
  status: more.status,
  statusMessage: null,
  attributes: {},
  resourceAttributes: {},
  events: [],
  dimensions: more.dimensions,
});

/** A valid trace: span 0 is the root, every other hangs below one with a smaller number. */
const validTrace = fc
  .array(fc.tuple(fc.nat(), details), { minLength: 1, maxLength: 30 })
  .map((all) =>
    all.map(([choice, more], number) =>
      received(number, number === 0 ? null : choice % number, more),
    ),
  );

interface Step {
  readonly soFar: TraceSoFar;
  readonly events: readonly string[];
  readonly rejected: readonly RejectedSpan[];
}
const begin: Step = { soFar: nothing, events: [], rejected: [] };

function deliver({ soFar, events, rejected }: Step, spans: readonly ReceivedSpan[]): Step {
  const assembly = assemble(soFar, { by: factory, spans }, noon);
  return {
    soFar: {
      ...soFar,
      record: assembly.change?.state ?? soFar.record,
      places: [...soFar.places, ...assembly.accepted],
    },
    events: [...events, ...(assembly.change?.events ?? []).map(({ type }) => type)],
    rejected: [...rejected, ...assembly.rejected],
  };
}

describe('the spans of a valid trace', () => {
  const partsOf = (spans: readonly ReceivedSpan[]) =>
    fc.tuple(
      fc.constant(spans),
      fc.shuffledSubarray([...spans, ...spans], { minLength: spans.length }),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
    );

  it('yield the same trace in any order, any parts, and however often they are sent', () => {
    fc.assert(
      fc.property(validTrace.chain(partsOf), ([spans, shuffled, sizes]) => {
        const atOnce = deliver(begin, spans);
        // Everything comes at least once: a shuffled pile with repetitions, then all again.
        const inParts = cut([...shuffled, ...spans], sizes).reduce(deliver, begin);

        expect(inParts.soFar.record).toEqual(atOnce.soFar.record);
        expect(inParts.soFar.record).toMatchObject({ spanCount: spans.length, partial: false });
        expect(new Set(inParts.soFar.places.map(({ spanId }) => spanId)).size).toBe(spans.length);
        expect(inParts.rejected).toEqual([]);
        expect(inParts.events.filter((type) => type === 'TraceRecorded')).toHaveLength(1);
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);
});

describe('any spans at all', () => {
  const anySpan = fc
    .tuple(fc.nat(12), fc.option(fc.nat(12), { freq: 6 }), details)
    .map(([number, parent, more]) => received(number, parent, more));

  it('keep the tree invariants after every part', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anySpan, { maxLength: 6 }), { maxLength: 8 }), (parts) => {
        parts.reduce((before, spans) => {
          const after = deliver(before, spans);
          assertTree(after.soFar);
          return after;
        }, begin);
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);
});

/** The invariants in their plainest form, by walking from each span to where it hangs. */
function assertTree({ record, places }: TraceSoFar): void {
  const parents = new Map(places.map(({ spanId, parentSpanId }) => [spanId, parentSpanId]));
  expect(parents.size).toBe(places.length);
  expect(record?.spanCount ?? 0).toBe(places.length);
  const ends = places.map(({ spanId }) => topOf(parents, spanId));
  const roots = places.filter(({ parentSpanId }) => parentSpanId === null);
  expect(roots.length).toBeLessThanOrEqual(1);
  if (!record) return;
  const isWhole = roots.length === 1 && ends.every((end) => end === roots[0]?.spanId);
  expect(record.partial).toBe(!isWhole);
  expect(record.durationMs).toBeGreaterThanOrEqual(0);
}

function topOf(parents: ReadonlyMap<string, string | null>, spanId: string): string {
  const walk = [spanId];
  for (const id of walk) {
    const parent = parents.get(id);
    if (parent) walk.push(parent);
    if (walk.length > parents.size + 1) throw new Error('There is a cycle.');
  }
  return walk.at(-1) ?? spanId;
}

/** Cuts into parts of these sizes, over and over. */
function cut<Item>(items: readonly Item[], sizes: readonly number[]): readonly (readonly Item[])[] {
  const parts: Item[][] = [];
  for (let at = 0; at < items.length; at += parts.at(-1)?.length || 1) {
    parts.push(items.slice(at, at + (sizes[parts.length % sizes.length] ?? 1)));
  }
  return parts;
}
