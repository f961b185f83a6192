import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../db/client.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Data } from '../support/client.ts';
import { acme, holding, openTestSubgraph, scopeOf, type TestSubgraph, uuid } from './subgraph.ts';

let factory: TestSubgraph;
const service = holding('SERVICE');
const olga = holding('RUNTIME_OPERATOR');
const plant = holding('SERVICE', 'globex');
const gus = holding('FACTORY_OPERATOR', 'globex');
const noonNano = 1_769_860_800_000_000_000n; // 2026-01-31T12:00:00Z

beforeAll(async () => {
  factory = await openTestSubgraph();
});
afterAll(() => factory?.stop());

const newTraceId = () => randomBytes(16).toString('hex');
const spanId = (number: number) => number.toString(16).padStart(16, '0');
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function span(traceId: string, number: number, parent: number | null, more: object = {}) {
  const start = noonNano + BigInt(number) * 1_000_000n;
  return {
    traceId,
    spanId: spanId(number),
    ...(parent === null ? {} : { parentSpanId: spanId(parent) }),
    name: `span ${number}`,
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 500_000n),
    ...more,
  };
}

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

describe('what cannot be taken', () => {
  it('is told in partial_success while the rest is kept', async () => {
    const traceId = newTraceId();
    const foreign = { attributes: [text('factory.tenant.id', 'globex')] };

    const { status, partialSuccess } = await factory.sendSpans(service, [
      span(traceId, 1, null),
      span(traceId, 2, null),
      span(traceId, 3, 3),
      span(traceId, 4, 1, foreign),
      span('no trace id', 5, 1),
      span(traceId, 6, 1),
    ]);

    expect(status).toBe(200);
    expect(partialSuccess.rejectedSpans).toBe('4');
    for (const fault of ['SECOND_ROOT', 'CYCLE', 'FOREIGN_TENANT', 'MALFORMED_TRACE_ID']) {
      expect(partialSuccess.errorMessage).toContain(fault);
    }
    expect(await trace(olga, traceId, 'spanCount')).toEqual({ spanCount: 2 });
  });

  it('is all that comes from who may not ingest', async () => {
    const traceId = newTraceId();

    const answer = await factory.sendSpans(holding('REVIEWER'), [span(traceId, 1, null)]);

    expect(answer).toMatchObject({ status: 403, code: 7 });
    expect(await trace(olga, traceId, 'id')).toBeNull();
  });

  it('keeps text that PostgreSQL would refuse from failing the rest', async () => {
    const traceId = newTraceId();
    const odd = {
      name: 'a\u0000b',
      attributes: [text('k\u0000', '\ud800'), text('__proto__', 'x')],
    };

    expect(await factory.sendSpans(service, [span(traceId, 1, null, odd)])).toEqual({
      status: 200,
    });

    const { rootSpanName, spans } = await trace(
      olga,
      traceId,
      'rootSpanName spans { nodes { attributes } }',
    );
    expect(rootSpanName).toBe('ab');
    expect(Object.entries(spans.nodes[0].attributes)).toEqual([
      ['k', '\ufffd'],
      ['__proto__', 'x'],
    ]);
  });
});

describe('a trace of another tenant', () => {
  it("is not there, and its id is free for a trace of one's own", async () => {
    const traceId = newTraceId();
    await factory.sendSpans(service, [span(traceId, 1, null)]);
    const before = await trace(gus, traceId, 'id');

    await factory.sendSpans(plant, [span(traceId, 1, null, { name: 'ours' })]);

    expect(before).toBeNull();
    expect(await trace(gus, traceId, 'rootSpanName')).toEqual({ rootSpanName: 'ours' });
    expect(await trace(olga, traceId, 'rootSpanName')).toEqual({ rootSpanName: 'span 1' });
  });
});

describe('who may read traces', () => {
  it('is everybody but a viewer without a project of his own', async () => {
    const traceId = newTraceId();
    const resource = [text('factory.project.id', acme.project)];
    await factory.sendSpans(service, [span(traceId, 1, null)], resource);
    const viewer = holding('VIEWER');
    const projectViewer = holding('VIEWER', 'acme', acme.project);
    const ofProject = `{ traces(filter: { projectId: "${acme.project}" }) { nodes { id } } }`;

    expect(await trace(viewer, traceId, 'id')).toBeNull();
    expect(await trace(projectViewer, traceId, 'id')).toEqual({ id: traceId });
    expect((await factory.ask(viewer, ofProject)).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
    expect((await factory.data(projectViewer, ofProject)).traces.nodes).toContainEqual({
      id: traceId,
    });
    expect((await factory.ask(projectViewer, '{ traces { nodes { id } } }')).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it('and who ingests for one project is told which spans are of others', async () => {
    const traceId = newTraceId();
    const one = scopeOf('acme', [{ role: 'SERVICE', projectId: acme.project }]);
    const mine = { attributes: [text('factory.project.id', acme.project)] };

    const answer = await factory.sendSpans(one, [
      span(traceId, 1, null, mine),
      span(traceId, 2, 1),
    ]);

    expect(answer.partialSuccess.errorMessage).toBe(
      `1 span was rejected. FOREIGN_PROJECT: ${spanId(2)}.`,
    );
  });
});

describe('listing traces', () => {
  const projectId = uuid(70);
  const list = async (filter: string, more = '') => {
    const args = `filter: { projectId: "${projectId}" ${filter} } ${more}`;
    return (
      await factory.data(
        olga,
        `{ traces(${args}) { nodes { rootSpanName spans(first: 1) { nodes { name } } } } }`,
      )
    ).traces.nodes;
  };

  beforeAll(async () => {
    const resource = [text('factory.project.id', projectId)];
    const lasting = (ms: number) => ({
      endTimeUnixNano: String(noonNano + BigInt(ms) * 1_000_000n),
    });
    await factory.sendSpans(service, [span(newTraceId(), 1, null, lasting(10))], resource);
    await factory.sendSpans(
      service,
      [span(newTraceId(), 2, null, { ...lasting(20), status: { code: 2 } })],
      resource,
    );
    await factory.sendSpans(service, [span(newTraceId(), 3, 9, lasting(30))], resource);
  });

  it.each([
    ['', [null, 'span 2', 'span 1']],
    ['status: ERROR', ['span 2']],
    ['partial: true', [null]],
    ['partial: false', ['span 2', 'span 1']],
    ['minDurationMs: 18', [null, 'span 2']],
    ['rootSpanName: "span 1"', ['span 1']],
    ['startedFrom: "2026-01-31T12:00:00.002Z", startedTo: "2026-01-31T12:00:00.003Z"', ['span 2']],
  ])('narrows by { %s }', async (filter, expected) => {
    expect((await list(filter)).map(({ rootSpanName }: Data) => rootSpanName)).toEqual(expected);
  });

  it('takes two statements with the spans of each, however many there are', async () => {
    const count = async (first: number) => {
      factory.statements.splice(0);
      await list('', `first: ${first}`);
      return factory.statements.length;
    };

    expect([await count(1), await count(3)]).toEqual([2, 2]);
  });
});

describe('a trace from elsewhere in the graph', () => {
  it('is found by its id or trace id, and from the incident that follows it', async () => {
    const traceId = newTraceId();
    await factory.sendSpans(service, [span(traceId, 1, null)]);
    const input = { projectId: acme.project, title: 'Slow', severity: 'INFO', traceId };
    const { openIncident } = await factory.data(
      olga,
      `mutation ($input: OpenIncidentInput!) {
        openIncident(input: $input) { incident { id trace { rootSpanName } } }
      }`,
      { input },
    );

    const { _entities } = await factory.data(
      olga,
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { ... on TraceRecord { rootSpanName } }
      }`,
      {
        representations: [
          { __typename: 'TraceRecord', id: traceId },
          { __typename: 'TraceRecord', traceId },
          { __typename: 'TraceRecord', traceId: newTraceId() },
          { __typename: 'TraceRecord', traceId: 'no trace id' },
        ],
      },
    );

    const found = { rootSpanName: 'span 1' };
    expect(openIncident.incident.trace).toEqual(found);
    expect(_entities).toEqual([found, found, null, null]);
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
