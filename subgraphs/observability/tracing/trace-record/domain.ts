import { type Actor, may } from '../../../kernel/authority.ts';
import type { Change } from '../../../kernel/domain.ts';
import {
  covering,
  durationMs,
  faultOf,
  keep,
  type ReceivedSpan,
  type Span,
  type SpanFault,
  type TelemetryDimensions,
  type TimeRange,
  type TraceStatus,
  toDate,
} from '../span/domain.ts';

/*
 * A distributed trace, gathered from spans that arrive in parts, in any order, and more than once.
 *
 *   partial --> whole     when exactly one root is known and every parent is there: `TraceRecorded`, once
 *   whole   --> partial   when a later span names a parent that is not there yet
 *
 * Spans that would break an invariant (a second root, a cycle, another trace or tenant) are rejected with their
 * fault; the others of the same batch are taken. What results from a set of valid spans does not depend on the
 * order or the parts in which they came, nor on how often.
 */

/** A correlated view of an end-to-end trace. */
export interface TraceRecord extends TimeRange {
  /** The W3C trace id: the trace's identity in its tenant. */
  readonly id: string;
  readonly tenantId: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly projectId: string | null;
  readonly moduleId: string | null;
  /** Null until the root has come. */
  readonly rootSpanName: string | null;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** ERROR when any span failed, else what the root says. */
  readonly status: TraceStatus;
  /** The root's word first; where it is silent, the least of what the other spans say. */
  readonly dimensions: TelemetryDimensions;
  /** What the root itself says; null until it has come. */
  readonly rootDimensions: TelemetryDimensions | null;
  readonly spanCount: number;
  readonly partial: boolean;
  /** When it was first whole; null until then. */
  readonly recordedAt: Date | null;
}

/** TraceRecorded leaves the platform once for each trace; TraceExtended is internal. */
export interface TraceFact {
  readonly type: 'TraceRecorded' | 'TraceExtended';
  readonly projectId: string | null;
  readonly moduleId: string | null;
  readonly traceId: string;
  readonly status: TraceStatus;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly spanCount: number;
  readonly partial: boolean;
}

/** Where a span hangs. */
export type SpanPlace = Pick<Span, 'spanId' | 'parentSpanId'>;

/** What is known of a trace before more spans come. */
export interface TraceSoFar {
  readonly tenantId: string;
  readonly traceId: string;
  /** Null before the first span. */
  readonly record: TraceRecord | null;
  /** Of every span so far, in any order. */
  readonly places: readonly SpanPlace[];
}

/** Spans on their way in, and who sent them. */
export interface Delivery {
  readonly by: Actor;
  readonly spans: readonly ReceivedSpan[];
}

export interface RejectedSpan {
  readonly spanId: string;
  readonly fault: SpanFault;
}

export interface Assembly {
  /** Null when no span was new: nothing changes then. */
  readonly change: Change<TraceRecord, TraceFact> | null;
  /** The new spans among those delivered, as they are to be kept. */
  readonly accepted: readonly Span[];
  readonly rejected: readonly RejectedSpan[];
}

export const mostSpans = 10_000;

/**
 * Adds spans to a trace. A span that is there already is neither accepted nor rejected: it counts once.
 *
 * The cost is near linear in the spans of the trace, so that a hostile one of 10,000 spans is no worse than any.
 */
export function assemble(soFar: TraceSoFar, delivery: Delivery, at: Date): Assembly {
  const tree = plant(soFar.places);
  const judged = delivery.spans.map((span) => ({
    span,
    verdict: trustFault(soFar, delivery.by, span) ?? grow(tree, span),
  }));
  const news = judged.filter(({ verdict }) => verdict === 'NEW').map(({ span }) => span);
  const rejected = judged.flatMap(({ span, verdict }) =>
    verdict === 'NEW' || verdict === 'KNOWN' ? [] : [{ spanId: span.spanId, fault: verdict }],
  );
  const [first] = news;
  if (!first) return { change: null, accepted: [], rejected };
  const grown = news.reduce(absorb, soFar.record ?? begin(soFar, first, at));
  return { change: settle(grown, isWhole(tree), at), accepted: news.map(keep), rejected };
}

/** What forbids a span wherever it hangs. */
function trustFault(soFar: TraceSoFar, by: Actor, span: ReceivedSpan): SpanFault | null {
  const { tenantId, projectId } = span.dimensions;
  if (tenantId !== null && tenantId !== soFar.tenantId) return 'FOREIGN_TENANT';
  if (!may(by, 'telemetry:ingest', projectId)) return 'FOREIGN_PROJECT';
  const fault = faultOf(span);
  if (fault !== null) return fault;
  return span.traceId === soFar.traceId ? null : 'FOREIGN_TRACE';
}

/**
 * The spans as a forest that grows together. `parents` has every span; `groups` and `sizes` are a disjoint-set
 * forest by size over the ids: two ids are of one group when edges join them, so an edge within a group would
 * close a cycle. A step costs at most the logarithm of the spans.
 */
interface Tree {
  readonly parents: Map<string, string | null>;
  readonly roots: Set<string>;
  readonly groups: Map<string, string>;
  readonly sizes: Map<string, number>;
}

function plant(places: readonly SpanPlace[]): Tree {
  const tree = {
    parents: new Map(),
    roots: new Set<string>(),
    groups: new Map(),
    sizes: new Map(),
  };
  for (const place of places) grow(tree, place);
  return tree;
}

function grow(tree: Tree, { spanId, parentSpanId }: SpanPlace): SpanFault | 'NEW' | 'KNOWN' {
  const known = tree.parents.get(spanId);
  if (known !== undefined) return known === parentSpanId ? 'KNOWN' : 'OTHER_PARENT';
  if (tree.parents.size >= mostSpans) return 'TOO_MANY_SPANS';
  if (parentSpanId === null) {
    if (tree.roots.size > 0) return 'SECOND_ROOT';
    tree.roots.add(spanId);
  } else if (!join(tree, spanId, parentSpanId)) {
    return 'CYCLE';
  }
  tree.parents.set(spanId, parentSpanId);
  return 'NEW';
}

/** Joins the groups of two ids; false when they are one group already. */
function join(tree: Tree, one: string, other: string): boolean {
  const [first, second] = [groupOf(tree, one), groupOf(tree, other)];
  if (first === second) return false;
  const [sizeOfFirst, sizeOfSecond] = [tree.sizes.get(first) ?? 1, tree.sizes.get(second) ?? 1];
  const [small, large] = sizeOfFirst < sizeOfSecond ? [first, second] : [second, first];
  tree.groups.set(small, large);
  tree.sizes.set(large, sizeOfFirst + sizeOfSecond);
  return true;
}

function groupOf(tree: Tree, spanId: string): string {
  const next = tree.groups.get(spanId);
  return next === undefined ? spanId : groupOf(tree, next);
}

function isWhole({ parents, roots }: Tree): boolean {
  return roots.size === 1 && [...parents.values()].every((id) => id === null || parents.has(id));
}

function begin({ tenantId, traceId }: TraceSoFar, first: ReceivedSpan, at: Date): TraceRecord {
  const { startUnixNano, endUnixNano, dimensions } = first;
  return {
    id: traceId,
    tenantId,
    version: 0,
    createdAt: at,
    updatedAt: at,
    projectId: null,
    moduleId: null,
    rootSpanName: null,
    startUnixNano,
    endUnixNano,
    startedAt: toDate(startUnixNano),
    durationMs: 0,
    status: 'UNSET',
    dimensions: { ...dimensions, traceId, tenantId },
    rootDimensions: null,
    spanCount: 0,
    partial: true,
    recordedAt: null,
  };
}

/** Each field is a function of the set of spans, so that their order cannot matter. */
function absorb(record: TraceRecord, span: ReceivedSpan): TraceRecord {
  const isRoot = span.parentSpanId === null;
  const said = merged(record.dimensions, span.dimensions, least);
  const rootDimensions = isRoot ? span.dimensions : record.rootDimensions;
  const isFailed = record.status === 'ERROR' || span.status === 'ERROR';
  return {
    ...record,
    ...covering(record, span),
    rootSpanName: isRoot ? span.name : record.rootSpanName,
    status: isFailed ? 'ERROR' : isRoot ? span.status : record.status,
    dimensions: rootDimensions ? merged(rootDimensions, said, preferred) : said,
    rootDimensions,
    spanCount: record.spanCount + 1,
  };
}

/** Derives what follows from the rest, and says what happened. */
function settle(grown: TraceRecord, isWhole: boolean, at: Date): Change<TraceRecord, TraceFact> {
  const { projectId, moduleId } = grown.dimensions;
  const state: TraceRecord = {
    ...grown,
    projectId,
    moduleId,
    startedAt: toDate(grown.startUnixNano),
    durationMs: durationMs(grown),
    partial: !isWhole,
    recordedAt: grown.recordedAt ?? (isWhole ? at : null),
  };
  const { id: traceId, status, startedAt, spanCount, partial } = state;
  const type = state.recordedAt !== grown.recordedAt ? 'TraceRecorded' : 'TraceExtended';
  const trace = { traceId, status, startedAt, durationMs: state.durationMs };
  return { state, events: [{ type, projectId, moduleId, ...trace, spanCount, partial }] };
}

type Choice = <Value extends string>(one: Value | null, other: Value | null) => Value | null;

const preferred: Choice = (one, other) => one ?? other;
const least: Choice = (one, other) =>
  one === null || (other !== null && other < one) ? other : one;

function merged(one: TelemetryDimensions, other: TelemetryDimensions, choose: Choice) {
  return {
    traceId: choose(one.traceId, other.traceId),
    executionId: choose(one.executionId, other.executionId),
    tenantId: choose(one.tenantId, other.tenantId),
    projectId: choose(one.projectId, other.projectId),
    moduleId: choose(one.moduleId, other.moduleId),
    agentId: choose(one.agentId, other.agentId),
    skillId: choose(one.skillId, other.skillId),
    artifactId: choose(one.artifactId, other.artifactId),
    workflowId: choose(one.workflowId, other.workflowId),
    environment: choose(one.environment, other.environment),
    version: choose(one.version, other.version),
  };
}
