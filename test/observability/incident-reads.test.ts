import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Data } from '../support/client.ts';
import { mutateIncident, openIncident } from './incidents.ts';
import { acme, holding, noon, openTestSubgraph, type TestSubgraph, uuid } from './subgraph.ts';

let factory: TestSubgraph;
const olga = holding('RUNTIME_OPERATOR');
const viewer = holding('VIEWER');
const eve = holding('TENANT_ADMIN', 'globex');
const gus = holding('FACTORY_OPERATOR', 'globex');
beforeAll(async () => {
  factory = await openTestSubgraph();
});
afterAll(() => factory?.stop());
beforeEach(() => {
  factory.clock.now = noon;
});

const mutate = (caller: Scope, name: string, input: object) =>
  mutateIncident(factory, caller, name, input);
const open = (caller: Scope, more: object = {}) => openIncident(factory, caller, more);

const minutesLater = (minutes: number) => {
  factory.clock.now = new Date(noon.getTime() + minutes * 60_000);
};

describe('listing incidents', () => {
  const projectId = uuid(40);
  const list = (args: string, selection = 'title') =>
    factory.data(
      viewer,
      `{ incidents(${args}) { nodes { ${selection} } pageInfo { endCursor hasNextPage } } }`,
    );
  const titles = ({ incidents }: Data) => incidents.nodes.map(({ title }: Data) => title);

  beforeAll(async () => {
    const severities = ['INFO', 'CRITICAL', 'WARNING', 'CRITICAL', 'HIGH'];
    for (const [index, severity] of severities.entries()) {
      minutesLater(index);
      const incidentId = await open(olga, { projectId, title: `${index}`, severity });
      if (index % 2 === 0) await mutate(olga, 'startInvestigation', { incidentId });
    }
  });

  it.each([
    ['', ['4', '3', '2', '1', '0']],
    ['status: [OPEN]', ['3', '1']],
    ['status: []', []],
    ['severity: [CRITICAL, INFO]', ['3', '1', '0']],
    ['source: ALERT', []],
    ['openedFrom: "2026-01-31T12:01:00Z", openedTo: "2026-01-31T12:03:00Z"', ['2', '1']],
  ])('narrows by { %s }', async (filter, expected) => {
    const seen = await list(`filter: { projectId: "${projectId}" ${filter} }`);

    expect(titles(seen)).toEqual(expected);
  });

  it.each([
    ['OPENED_AT', 'ASC', ['0', '1', '2', '3', '4']],
    ['SEVERITY', 'DESC', ['3', '1', '4', '2', '0']],
    ['UPDATED_AT', 'DESC', ['4', '3', '2', '1', '0']],
  ])('orders by %s %s, page by page', async (field, direction, expected) => {
    const seen: string[] = [];
    for (let after = 'null', more = true; more; ) {
      const args = `filter: { projectId: "${projectId}" }, orderBy: { field: ${field}, direction: ${direction} }`;
      const page = await list(`${args}, first: 2, after: ${after}`);
      seen.push(...titles(page));
      after = JSON.stringify(page.incidents.pageInfo.endCursor);
      more = page.incidents.pageInfo.hasNextPage;
    }

    expect(seen).toEqual(expected);
  });

  it('refuses an id that is none', async () => {
    const { errors } = await factory.ask(
      viewer,
      '{ incidents(filter: { projectId: "x" }) { nodes { id } } }',
    );

    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('takes one statement for the incidents of any number of projects and reviews', async () => {
    const projects = Array.from({ length: 30 }, (_, index) => uuid(60 + index));
    for (const id of projects.slice(0, 3)) await open(olga, { projectId: id });
    await open(olga, { projectId: projects[0], title: 'Second' });
    const incidentId = await open(olga, { projectId: projects[2], title: 'Over' });
    await mutate(olga, 'startInvestigation', { incidentId });
    await mutate(olga, 'resolveIncident', { incidentId, rootCause: 'A full disk' });
    const ask = async (count: number) => {
      factory.statements.splice(0);
      const representations = [
        ...projects.slice(0, count).map((id) => ({ __typename: 'Project', id })),
        ...projects.slice(0, count).map((id, index) => ({
          __typename: 'ReviewRequest',
          id: uuid(900 + index),
          projectId: id,
        })),
      ];
      const { _entities } = await factory.data(
        viewer,
        `query ($representations: [_Any!]!) { _entities(representations: $representations) {
          ... on Project { openIncidents(first: 1) { nodes { title } pageInfo { hasNextPage } } }
          ... on ReviewRequest { incidents { nodes { title } } }
        } }`,
        { representations },
      );
      return { _entities, count: factory.statements.length };
    };

    const [few, many] = [await ask(2), await ask(30)];

    expect(many.count).toBe(few.count);
    expect(few.count).toBe(2);
    expect(many._entities[0].openIncidents).toEqual({
      nodes: [{ title: 'Second' }],
      pageInfo: { hasNextPage: true },
    });
    expect(many._entities[2].openIncidents.nodes).toEqual([{ title: 'Checkout answers 500' }]);
    expect(many._entities[32].incidents.nodes).toHaveLength(2);
    expect(many._entities[29].openIncidents).toEqual({
      nodes: [],
      pageInfo: { hasNextPage: false },
    });
    expect(many._entities[30].incidents.nodes).toHaveLength(2);
  });

  it('goes on below a project where its page ended', async () => {
    const below = async (after: string | null) => {
      const { _entities } = await factory.data(
        viewer,
        `query ($representations: [_Any!]!, $after: String) { _entities(representations: $representations) {
          ... on Project { openIncidents(first: 1, after: $after) { nodes { title } pageInfo { endCursor hasNextPage } } }
        } }`,
        { representations: [{ __typename: 'Project', id: projectId }], after },
      );
      return _entities[0].openIncidents;
    };
    const titles: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: Data = await below(after);
      titles.push(page.nodes[0].title);
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }

    expect(titles).toEqual(['4', '3', '2', '1', '0']);
  });
});

describe('incidents of another tenant', () => {
  it('are not there, by no door', async () => {
    const incidentId = await open(olga);
    // One of their own, in a project that happens to have the same id.
    const theirs = { id: await open(gus) };

    const seen = await factory.data(
      eve,
      `query ($id: ID!, $representations: [_Any!]!) {
        incident(id: $id) { id }
        incidents { nodes { id } }
        _entities(representations: $representations) {
          ... on Incident { title }
          ... on Project { openIncidents { nodes { id } } }
        }
      }`,
      {
        id: incidentId,
        representations: [
          { __typename: 'Incident', id: incidentId },
          { __typename: 'Project', id: acme.project },
        ],
      },
    );
    const acted = await mutate(gus, 'acknowledgeIncident', { incidentId });

    expect(seen).toEqual({
      incident: null,
      incidents: { nodes: [theirs] },
      _entities: [null, { openIncidents: { nodes: [theirs] } }],
    });
    expect(acted.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});

describe('who reads', () => {
  it('sees the incidents of his project only, when his role is held in one', async () => {
    const here = holding('REVIEWER', 'acme', acme.project);
    const elsewhere = await open(olga, { projectId: acme.otherProject });
    const id = await open(olga);

    const { incident } = await factory.data(here, `{ incident(id: "${id}") { id } }`);
    const hidden = await factory.data(here, `{ incident(id: "${elsewhere}") { id } }`);
    const { errors } = await factory.ask(here, '{ incidents { nodes { id } } }');

    expect(incident).toEqual({ id });
    expect(hidden.incident).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('a live subscription', () => {
  const live = `subscription ($projectId: ID, $after: String) {
    incidentUpdated(projectId: $projectId, after: $after) { event cursor occurredAt incident { id status } }
  }`;
  const next = async (stream: AsyncGenerator<Data>) =>
    (await stream.next()).value.data.incidentUpdated;

  it('goes on from a list, tells each change in order, and resumes at a cursor', async () => {
    const projectId = uuid(50);
    const { incidents } = await factory.data(
      viewer,
      `{ incidents(filter: { projectId: "${projectId}" }) { nodes { id } liveCursor } }`,
    );
    const stream = await factory.subscribe(viewer, live, {
      projectId,
      after: incidents.liveCursor,
    });

    await open(olga, { projectId: uuid(51) });
    const id = await open(olga, { projectId });
    await mutate(olga, 'startInvestigation', { incidentId: id });
    const seen = [await next(stream), await next(stream), await next(stream)];
    await stream.return(undefined);
    const resumed = await factory.subscribe(viewer, live, { projectId, after: seen[1].cursor });
    const again = await next(resumed);
    await resumed.return(undefined);

    expect(seen.map(({ event }) => event)).toEqual([
      'OPENED',
      'ACKNOWLEDGED',
      'INVESTIGATION_STARTED',
    ]);
    expect(seen.every(({ incident }) => incident.id === id)).toBe(true);
    expect(seen[2].incident.status).toBe('INVESTIGATING');
    expect(again).toEqual(seen[2]);
  });

  it('is refused to who may not read the whole tenant', async () => {
    const here = holding('REVIEWER', 'acme', acme.project);

    await expect(factory.subscribe(here, live)).rejects.toThrow(/tenant:read/);
  });
});
