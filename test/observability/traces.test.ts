import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../db/client.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Data } from '../support/client.ts';
import { newTraceId, noonNano, span, spanId, text } from './spans.ts';
import { acme, holding, openTestSubgraph, type TestSubgraph } from './subgraph.ts';

let factory: TestSubgraph;
const service = holding('SERVICE');
const olga = holding('RUNTIME_OPERATOR');

beforeAll(async () => {
  factory = await openTestSubgraph();
});
afterAll(() => factory?.stop());

async function trace(caller: Scope, traceId: string, selection: string): Promise<Data> {
  const query = `query ($traceId: ID!) { trace(traceId: $traceId) { ${selection} } }`;
  return (await factory.data(caller, query, { traceId })).trace;
}

async function asSuperuser(sql: string, values: unknown[] = []): Promise<Data[]> {
  const client = new pg.Client(factory.superuserUrl);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

describe('a trace that was sent', () => {
  it('is kept with all that its spans say', async () => {
    const traceId = newTraceId();
    const root = span(traceId, 1, null, { kind: 2, attributes: [text('http.route', '/search')] });
    const child = span(traceId, 2, 1, {
      kind: 3,
      status: { code: 2, message: 'timeout' },
      attributes: [text('factory.agent.id', 'agent-1')],
      events: [{ timeUnixNano: String(noonNano), name: 'retry', attributes: [text('try', '2')] }],
    });
    const resource = [
      text('service.name', 'booking-search'),
      text('service.version', '2.4.0'),
      text('deployment.environment.name', 'production'),
      text('factory.projectId', acme.project),
      text('factory.tenantId', 'acme'),
    ];

    const answer = await factory.sendSpans(service, [root, child], resource);
    const kept = await trace(
      olga,
      traceId,
      `id traceId projectId project { id } moduleId rootSpanName startedAt durationMs status spanCount partial recordedAt
       dimensions { traceId tenantId projectId agentId environment version }
       spans { nodes {
         spanId parentSpanId name kind serviceName startedAt startUnixNano durationMs status statusMessage
         attributes resourceAttributes events { timestamp timeUnixNano name attributes }
       } }`,
    );

    expect(answer).toEqual({ status: 200 });
    const about = { serviceName: 'booking-search', durationMs: 0.5 };
    const resourceAttributes = expect.objectContaining({ 'service.version': '2.4.0' });
    expect(kept).toEqual({
      id: traceId,
      traceId,
      projectId: acme.project,
      project: { id: acme.project },
      moduleId: null,
      rootSpanName: 'span 1',
      startedAt: new Date('2026-01-31T12:00:00.001Z'),
      durationMs: 1.5,
      status: 'ERROR',
      spanCount: 2,
      partial: false,
      recordedAt: new Date('2026-01-31T12:00:00Z'),
      dimensions: {
        traceId,
        tenantId: 'acme',
        projectId: acme.project,
        agentId: 'agent-1',
        environment: 'PROD',
        version: '2.4.0',
      },
      spans: {
        nodes: [
          {
            ...about,
            spanId: spanId(1),
            parentSpanId: null,
            name: 'span 1',
            kind: 'SERVER',
            startedAt: new Date('2026-01-31T12:00:00.001Z'),
            startUnixNano: String(noonNano + 1_000_000n),
            status: 'UNSET',
            statusMessage: null,
            attributes: { 'http.route': '/search' },
            resourceAttributes,
            events: [],
          },
          {
            ...about,
            spanId: spanId(2),
            parentSpanId: spanId(1),
            name: 'span 2',
            kind: 'CLIENT',
            startedAt: new Date('2026-01-31T12:00:00.002Z'),
            startUnixNano: String(noonNano + 2_000_000n),
            status: 'ERROR',
            statusMessage: 'timeout',
            attributes: { 'factory.agent.id': 'agent-1' },
            resourceAttributes,
            events: [
              {
                timestamp: new Date('2026-01-31T12:00:00Z'),
                timeUnixNano: String(noonNano),
                name: 'retry',
                attributes: { try: '2' },
              },
            ],
          },
        ],
      },
    });
  });

  it('may come in parts, children first and the root last, over several days', async () => {
    const traceId = newTraceId();
    const yesterday = noonNano - 86_400_000_000_000n;
    const early = { startTimeUnixNano: String(yesterday), endTimeUnixNano: String(yesterday) };
    const state = () => trace(olga, traceId, 'partial rootSpanName spanCount version durationMs');

    await factory.sendSpans(service, [span(traceId, 3, 2)]);
    const first = await state();
    await factory.sendSpans(service, [span(traceId, 3, 2), span(traceId, 2, 1, early)]);
    const second = await state();
    await factory.sendSpans(service, [span(traceId, 1, null)]);
    const third = await state();
    await factory.sendSpans(service, [span(traceId, 1, null), span(traceId, 2, 1, early)]);

    const partial = { partial: true, rootSpanName: null };
    expect(first).toEqual({ ...partial, spanCount: 1, version: 1, durationMs: 0.5 });
    expect(second).toEqual({ ...partial, spanCount: 2, version: 2, durationMs: 86_400_003.5 });
    expect(third).toMatchObject({
      partial: false,
      rootSpanName: 'span 1',
      spanCount: 3,
      version: 3,
    });
    expect(await state()).toEqual(third);
  });

  it('publishes TraceRecorded once, followed by the trace itself', async () => {
    const traceId = newTraceId();
    await factory.sendSpans(service, [span(traceId, 2, 1)]);
    await factory.sendSpans(service, [span(traceId, 1, null)]);
    await factory.sendSpans(service, [span(traceId, 3, 1)]);

    const rows = await asSuperuser(
      `select envelope from (
         select envelope from kernel.outbox union all select envelope from kernel.event_log
       ) as written where envelope::json ->> 'aggregateId' = $1 order by envelope::json ->> 'aggregateVersion'`,
      [traceId],
    );

    const envelopes = rows.map(({ envelope }) => JSON.parse(envelope));
    expect(envelopes.map(({ eventType }) => eventType)).toEqual([
      'TraceExtended',
      'TraceRecorded',
      'TraceExtended',
    ]);
    expect(envelopes.every((envelope) => envelope.traceId === traceId)).toBe(true);
  });

  it('is the same when its parts come at once', async () => {
    const traceId = newTraceId();
    const spans = Array.from({ length: 60 }, (_, index) => span(traceId, index + 1, index || null));
    const parts = Array.from({ length: 20 }, (_, index) => spans.slice(index * 3, index * 3 + 3));

    const answers = await Promise.all(
      [...parts, ...parts].map((part) => factory.sendSpans(service, part)),
    );

    expect(answers).toEqual(answers.map(() => ({ status: 200 })));
    expect(await trace(olga, traceId, 'spanCount partial')).toEqual({
      spanCount: 60,
      partial: false,
    });
    const [{ count }] = await asSuperuser(
      'select count(*) from tracing.spans where trace_id = $1',
      [traceId],
    );
    expect(Number(count)).toBe(60);
  });

  it('shows a span before those that it contains, also when all start together', async () => {
    const traceId = newTraceId();
    const lasting = (ms: bigint) => ({
      startTimeUnixNano: String(noonNano),
      endTimeUnixNano: String(noonNano + ms * 1_000_000n),
    });
    await factory.sendSpans(service, [
      span(traceId, 1, 3, lasting(1n)),
      span(traceId, 2, 9, lasting(2n)),
      span(traceId, 3, 2, lasting(2n)),
      span(traceId, 9, null, lasting(3n)),
    ]);
    const names: string[] = [];
    for (let after = 'null', more = true; more; ) {
      const page = `spans(first: 1, after: ${after}) { nodes { name } pageInfo { endCursor hasNextPage } }`;
      const { spans } = await trace(olga, traceId, page);
      names.push(spans.nodes[0].name);
      after = JSON.stringify(spans.pageInfo.endCursor);
      more = spans.pageInfo.hasNextPage;
    }

    expect(names).toEqual(['span 9', 'span 2', 'span 3', 'span 1']);
  });

  it('may have 10,000 spans, which are read page by page', async () => {
    const traceId = newTraceId();
    const spans = Array.from({ length: 10_001 }, (_, index) =>
      span(traceId, index + 1, index ? 1 : null),
    );

    const [first, second] = [
      await factory.sendSpans(service, spans.slice(0, 6_000)),
      await factory.sendSpans(service, spans.slice(6_000)),
    ];
    const page = await trace(
      olga,
      traceId,
      'spanCount spans(first: 100) { nodes { name } pageInfo { endCursor hasNextPage } }',
    );
    const next = await trace(
      olga,
      traceId,
      `spans(first: 100, after: "${page.spans.pageInfo.endCursor}") { nodes { name } }`,
    );

    expect(first).toEqual({ status: 200 });
    expect(second.partialSuccess.errorMessage).toContain('TOO_MANY_SPANS');
    expect(page.spanCount).toBe(10_000);
    expect([...page.spans.nodes, ...next.spans.nodes].map(({ name }: Data) => name)).toEqual(
      spans.slice(0, 200).map(({ name }) => name),
    );
  });
});

describe('the days of spans', () => {
  const partitions = () =>
    asSuperuser(`select inhrelid::regclass::text as name, relrowsecurity and relforcerowsecurity as isolated
      from pg_inherits join pg_class on pg_class.oid = inhrelid
      where inhparent = 'tracing.spans'::regclass order by 1`);

  it('are made ahead by a job, isolated and closed to the app', async () => {
    const [today] = await asSuperuser(
      `select to_char(now() at time zone 'UTC', '"tracing.spans_"YYYYMMDD') as name`,
    );
    await asSuperuser(`drop table ${today.name}`);

    await factory.runJobs();
    await factory.runJobs();

    const made = await partitions();
    expect(made.map(({ name }) => name)).toContain(today.name);
    expect(made.every(({ isolated }) => isolated)).toBe(true);
    const pool = openPool(factory.appUrl, 1);
    await expect(pool.query(`select from ${today.name}`)).rejects.toThrow(/permission denied/);
    await pool.end();
  });

  it.each([
    'update tracing.spans set name = name',
    'delete from tracing.spans',
    'truncate tracing.spans',
  ])('take spans and give none up: %s', async (statement) => {
    const pool = openPool(factory.appUrl, 1);

    await expect(pool.query(statement)).rejects.toThrow(/permission denied|append-only/);
    await expect(asSuperuser(statement)).rejects.toThrow(/append-only/);

    await pool.end();
  });
});
