import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Data } from '../support/client.ts';
import { newTraceId, noonNano, span, spanId, text } from './spans.ts';
import { acme, holding, openTestSubgraph, scopeOf, type TestSubgraph, uuid } from './subgraph.ts';

let factory: TestSubgraph;
const service = holding('SERVICE');
const olga = holding('RUNTIME_OPERATOR');
const plant = holding('SERVICE', 'globex');
const gus = holding('FACTORY_OPERATOR', 'globex');

beforeAll(async () => {
  factory = await openTestSubgraph();
});
afterAll(() => factory?.stop());

async function trace(caller: Scope, traceId: string, selection: string): Promise<Data> {
  const query = `query ($traceId: ID!) { trace(traceId: $traceId) { ${selection} } }`;
  return (await factory.data(caller, query, { traceId })).trace;
}

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
