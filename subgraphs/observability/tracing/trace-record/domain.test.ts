import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../kernel/authority.ts';
import type { ReceivedSpan } from '../span/domain.ts';
import { type Assembly, assemble, mostSpans, type TraceSoFar } from './domain.ts';

const noon = new Date('2026-01-01T12:00:00Z');
const later = new Date('2026-01-01T12:05:00Z');
const traceId = '0af7651916cd43dd8448eb211c80319c';
const project = '01890000-0000-7000-8000-00000000000b';
const factory: Actor = {
  userId: '01890000-0000-7000-8000-000000000001',
  kind: 'SERVICE',
  grants: [{ role: 'SERVICE', projectId: null }],
};
const unsaid = {
  traceId: null,
  executionId: null,
  tenantId: null,
  projectId: null,
  moduleId: null,
  agentId: null,
  skillId: null,
  artifactId: null,
  workflowId: null,
  environment: null,
  version: null,
};
const nothing: TraceSoFar = { tenantId: 'acme', traceId, record: null, places: [] };

const id = (number: number) => number.toString(16).padStart(16, '0');
const span = (number: number, parent: number | null, more: Partial<ReceivedSpan> = {}) => ({
  traceId,
  spanId: id(number),
  parentSpanId: parent === null ? null : id(parent),
  name: `span ${number}`,
  kind: 'INTERNAL' as const,
  serviceName: null,
  startUnixNano: '1767268800000000000',
  endUnixNano: '1767268800000000000',
  status: 'UNSET' as const,
  statusMessage: null,
  attributes: {},
  resourceAttributes: {},
  events: [],
  dimensions: unsaid,
  ...more,
});

/** The trace as the store would give it after an assembly. */
function stored(soFar: TraceSoFar, { change, accepted }: Assembly): TraceSoFar {
  return {
    ...soFar,
    record: change?.state ?? soFar.record,
    places: [...soFar.places, ...accepted],
  };
}

function deliver(soFar: TraceSoFar, ...spans: readonly ReceivedSpan[]): Assembly {
  return assemble(soFar, { by: factory, spans }, noon);
}

describe('a trace that comes whole', () => {
  const root = span(1, null, {
    startUnixNano: '1767268800000000000',
    endUnixNano: '1767268800250000000',
    status: 'OK',
  });
  const child = span(2, 1, {
    startUnixNano: '1767268799999999999',
    endUnixNano: '1767268800300000500',
  });
  const { change, accepted, rejected } = deliver(nothing, root, child);

  it('is not partial, and bears the name and status of its root', () => {
    expect(change?.state).toMatchObject({
      id: traceId,
      tenantId: 'acme',
      rootSpanName: 'span 1',
      status: 'OK',
      spanCount: 2,
      partial: false,
      recordedAt: noon,
    });
    expect([accepted.length, rejected.length]).toEqual([2, 0]);
  });

  it('lasts from the earliest start to the latest end, to the nanosecond', () => {
    expect(change?.state.startedAt).toEqual(new Date('2026-01-01T11:59:59.999Z'));
    expect(change?.state.durationMs).toBe(300.000501);
  });

  it('publishes TraceRecorded', () => {
    expect(change?.events).toEqual([
      {
        type: 'TraceRecorded',
        projectId: null,
        moduleId: null,
        traceId,
        status: 'OK',
        startedAt: new Date('2026-01-01T11:59:59.999Z'),
        durationMs: 300.000501,
        spanCount: 2,
        partial: false,
      },
    ]);
  });
});

describe('a trace that comes in parts', () => {
  const child = deliver(nothing, span(2, 1), span(3, 2));
  const whole = assemble(stored(nothing, child), { by: factory, spans: [span(1, null)] }, later);

  it('is partial while its root is missing, children first', () => {
    expect(child.change?.state).toMatchObject({ partial: true, rootSpanName: null, spanCount: 2 });
    expect(child.change?.events).toMatchObject([{ type: 'TraceExtended', partial: true }]);
  });

  it('is recorded once the root has come last', () => {
    expect(whole.change?.state).toMatchObject({
      partial: false,
      rootSpanName: 'span 1',
      spanCount: 3,
      createdAt: noon,
      recordedAt: later,
    });
    expect(whole.change?.events).toMatchObject([{ type: 'TraceRecorded', spanCount: 3 }]);
  });

  it('is partial while a parent is missing', () => {
    expect(deliver(nothing, span(1, null), span(3, 2)).change?.state.partial).toBe(true);
  });

  it('is recorded once: what comes later extends it', () => {
    const recorded = stored(stored(nothing, child), whole);

    const torn = deliver(recorded, span(5, 4));
    const mended = deliver(stored(recorded, torn), span(4, 1));

    expect(torn.change?.state).toMatchObject({ partial: true, recordedAt: later });
    expect(torn.change?.events).toMatchObject([{ type: 'TraceExtended', partial: true }]);
    expect(mended.change?.state).toMatchObject({ partial: false, recordedAt: later });
    expect(mended.change?.events).toMatchObject([{ type: 'TraceExtended', partial: false }]);
  });
});

describe('a span that is sent again', () => {
  it('counts once, within a batch and between batches', () => {
    const soFar = stored(nothing, deliver(nothing, span(1, null), span(1, null)));

    const again = deliver(soFar, span(1, null));

    expect(soFar.record?.spanCount).toBe(1);
    expect(again).toEqual({ change: null, accepted: [], rejected: [] });
  });

  it('with another parent is refused', () => {
    const soFar = stored(nothing, deliver(nothing, span(1, null), span(2, 1)));

    expect(deliver(soFar, span(2, 3)).rejected).toEqual([{ spanId: id(2), fault: 'OTHER_PARENT' }]);
  });
});

describe('the invariants of a trace', () => {
  const rooted = stored(nothing, deliver(nothing, span(1, null), span(2, 1)));
  const foreign = (dimensions: object) => ({ dimensions: { ...unsaid, ...dimensions } });

  it.each([
    ['exactly one root span', span(3, null), 'SECOND_ROOT'],
    ['a valid tree: no span is its own parent', span(3, 3), 'CYCLE'],
    [
      "every span shares the aggregate's traceId",
      span(3, 1, { traceId: 'f'.repeat(32) }),
      'FOREIGN_TRACE',
    ],
    [
      "every span shares the aggregate's tenantId",
      span(3, 1, foreign({ tenantId: 'globex' })),
      'FOREIGN_TENANT',
    ],
    ['durationMs >= 0', span(3, 1, { endUnixNano: '1767268799999999999' }), 'NEGATIVE_DURATION'],
    ['a span starts', span(3, 1, { startUnixNano: '0' }), 'MALFORMED_TIME'],
    ['a moment fits 64 bits', span(3, 1, { endUnixNano: '9223372036854775808' }), 'MALFORMED_TIME'],
    ['a span id has 16 digits', span(3, 1, { spanId: '03' }), 'MALFORMED_SPAN_ID'],
    ['a span id is not all zero', span(0, 1), 'MALFORMED_SPAN_ID'],
    ['so for the parent', span(3, 1, { parentSpanId: 'x' }), 'MALFORMED_PARENT_SPAN_ID'],
    ['so for the trace', span(3, 1, { traceId: '0'.repeat(32) }), 'MALFORMED_TRACE_ID'],
  ])('%s', (_, bad, fault) => {
    const { accepted, rejected } = deliver(rooted, bad, span(4, 2));

    expect(rejected).toEqual([{ spanId: bad.spanId, fault }]);
    expect(accepted.map(({ spanId }) => spanId)).toEqual([id(4)]);
  });

  it('a cycle is refused where it would close, however it comes', () => {
    const soFar = stored(nothing, deliver(nothing, span(5, 4), span(6, 5)));

    expect(deliver(soFar, span(4, 6)).rejected).toEqual([{ spanId: id(4), fault: 'CYCLE' }]);
  });

  it('the tenant that is said may be the right one', () => {
    const { accepted } = deliver(rooted, span(3, 1, foreign({ tenantId: 'acme' })));

    expect(accepted).toHaveLength(1);
  });

  it('who may ingest for one project only is refused the spans of others', () => {
    const by: Actor = { ...factory, grants: [{ role: 'SERVICE', projectId: project }] };
    const spans = [span(3, 1, foreign({ projectId: project })), span(4, 1)];

    const { accepted, rejected } = assemble(rooted, { by, spans }, noon);

    expect(accepted.map(({ spanId }) => spanId)).toEqual([id(3)]);
    expect(rejected).toEqual([{ spanId: id(4), fault: 'FOREIGN_PROJECT' }]);
  });
});

describe('a trace of 10,000 spans', () => {
  const chain = Array.from({ length: mostSpans + 2 }, (_, index) => span(index + 1, index || null));

  it.each([
    ['root first', chain],
    ['root last', chain.slice(0, mostSpans).toReversed()],
  ])('is taken %s even as one long chain, and no span more', (_, spans) => {
    const { change, accepted, rejected } = deliver(nothing, ...spans);

    expect(accepted).toHaveLength(mostSpans);
    expect(change?.state).toMatchObject({ spanCount: mostSpans, partial: false });
    expect(rejected.map(({ fault }) => fault)).toEqual(
      spans.slice(mostSpans).map(() => 'TOO_MANY_SPANS'),
    );
  });
});

describe('what a trace is about', () => {
  const saying = (dimensions: object) => ({ dimensions: { ...unsaid, ...dimensions } });

  it('is said by the root first; where it is silent, by the least of the others', () => {
    const { change } = deliver(
      nothing,
      span(3, 1, saying({ agentId: 'b', version: '2', projectId: project })),
      span(2, 1, saying({ agentId: 'a', version: '1', environment: 'PROD' })),
      span(1, null, saying({ version: '3' })),
    );

    expect(change?.state).toMatchObject({ projectId: project, moduleId: null });
    expect(change?.state.dimensions).toEqual({
      ...unsaid,
      traceId,
      tenantId: 'acme',
      projectId: project,
      agentId: 'a',
      environment: 'PROD',
      version: '3',
    });
  });

  it('fails when any span failed', () => {
    const states = [
      deliver(nothing, span(1, null, { status: 'OK' }), span(2, 1, { status: 'ERROR' })),
      deliver(nothing, span(2, 1, { status: 'ERROR' }), span(1, null, { status: 'OK' })),
    ].map(({ change }) => change?.state.status);

    expect(states).toEqual(['ERROR', 'ERROR']);
  });
});
