import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPool } from '../../db/client.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Data } from '../support/client.ts';
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

async function mutate(caller: Scope, name: string, input: object, selection = 'id'): Promise<Data> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) {
    ${name}(input: $input) { incident { ${selection} } userErrors { code message field } }
  }`;
  return (await factory.data(caller, query, { input }))[name];
}

async function open(caller: Scope, more: object = {}): Promise<string> {
  const input = {
    projectId: acme.project,
    title: 'Checkout answers 500',
    severity: 'HIGH',
    ...more,
  };
  const { incident, userErrors } = await mutate(caller, 'openIncident', input);
  if (!incident) throw new Error(JSON.stringify(userErrors));
  return incident.id;
}

const minutesLater = (minutes: number) => {
  factory.clock.now = new Date(noon.getTime() + minutes * 60_000);
};

describe('an incident from end to end', () => {
  it('moves through its lifecycle and tells it in its log', async () => {
    const incidentId = await open(olga, { note: 'Paged by the shop' });
    const steps: readonly (readonly [string, object])[] = [
      ['acknowledgeIncident', { note: 'Looking' }],
      ['startInvestigation', {}],
      ['escalateIncident', { target: 'payments-rota', note: 'Need help' }],
      ['mitigateIncident', {}],
      ['startInvestigation', { note: 'It is back' }],
      ['resolveIncident', { rootCause: 'A full disk' }],
      ['addPostMortemNote', { note: 'Alarm at 80 %' }],
    ];
    for (const [index, [name, more]] of steps.entries()) {
      minutesLater(index + 1);
      const { userErrors } = await mutate(olga, name, { incidentId, ...more });
      expect(userErrors, name).toEqual([]);
    }

    const { incident } = await factory.data(
      viewer,
      `query ($id: ID!) { incident(id: $id) {
        title severity status source sourceId projectId project { id } moduleId traceId openedAt acknowledgedAt
        resolvedAt rootCause version openedBy { id } acknowledgedBy { id } resolvedBy { id }
        dimensions { tenantId projectId traceId environment }
        escalationSteps { level target at }
        events { nodes { timestamp type actor { id } note } pageInfo { hasNextPage } }
      } }`,
      { id: incidentId },
    );

    const by = { id: uuid(100) };
    expect(incident).toEqual({
      title: 'Checkout answers 500',
      severity: 'HIGH',
      status: 'RESOLVED',
      source: 'MANUAL',
      sourceId: null,
      projectId: acme.project,
      project: { id: acme.project },
      moduleId: null,
      traceId: olga.traceId,
      openedAt: noon,
      acknowledgedAt: new Date('2026-01-31T12:01:00Z'),
      resolvedAt: new Date('2026-01-31T12:06:00Z'),
      rootCause: 'A full disk',
      version: 8,
      openedBy: by,
      acknowledgedBy: by,
      resolvedBy: by,
      dimensions: {
        tenantId: 'acme',
        projectId: acme.project,
        traceId: olga.traceId,
        environment: null,
      },
      escalationSteps: [
        { level: 1, target: 'payments-rota', at: new Date('2026-01-31T12:03:00Z') },
      ],
      events: {
        nodes: [
          ['OPENED', 'Paged by the shop'],
          ['ACKNOWLEDGED', 'Looking'],
          ['INVESTIGATION_STARTED', null],
          ['ESCALATED', 'Need help'],
          ['MITIGATED', null],
          ['INVESTIGATION_STARTED', 'It is back'],
          ['RESOLVED', 'A full disk'],
          ['POST_MORTEM_NOTE_ADDED', 'Alarm at 80 %'],
        ].map(([type, note], index) => ({
          timestamp: new Date(noon.getTime() + index * 60_000),
          type,
          actor: by,
          note,
        })),
        pageInfo: { hasNextPage: false },
      },
    });
  });

  it('puts what was written into the event log as a hash, and nothing of its words', async () => {
    const incidentId = await open(olga);
    await mutate(olga, 'startInvestigation', { incidentId });
    await mutate(olga, 'resolveIncident', { incidentId, rootCause: '  A full disk ' });

    const client = new pg.Client(factory.superuserUrl);
    await client.connect();
    const { rows } = await client.query(
      `select envelope from (
         select envelope from kernel.outbox union all select envelope from kernel.event_log
       ) as written where envelope::json ->> 'aggregateId' = $1 order by envelope::json ->> 'aggregateVersion'`,
      [incidentId],
    );
    await client.end();

    const sha256 = createHash('sha256').update('A full disk').digest('hex');
    const envelopes = rows.map(({ envelope }) => JSON.parse(envelope));
    expect(envelopes.map(({ eventType }) => eventType)).toEqual([
      'IncidentOpened',
      'IncidentAcknowledged',
      'IncidentInvestigationStarted',
      'IncidentResolved',
    ]);
    expect(envelopes.at(-1).payload.remarkSha256).toBe(sha256);
    expect(JSON.stringify(envelopes)).not.toContain('full disk');
    expect(JSON.stringify(envelopes)).not.toContain('Checkout');
  });

  it('answers a refusal in userErrors, and leaves no trace of it', async () => {
    const incidentId = await open(olga);

    const refused = await mutate(olga, 'resolveIncident', { incidentId, rootCause: 'Early' });
    const stale = await mutate(olga, 'acknowledgeIncident', { incidentId, expectedVersion: 7 });
    const missing = await mutate(olga, 'acknowledgeIncident', { incidentId: uuid(404) });

    expect(refused).toMatchObject({ incident: null, userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
    expect(stale.userErrors).toMatchObject([{ code: 'STALE_VERSION', field: ['expectedVersion'] }]);
    expect(missing.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const { incident } = await factory.data(
      olga,
      `{ incident(id: "${incidentId}") { version events { nodes { type } } } }`,
    );
    expect(incident).toEqual({ version: 1, events: { nodes: [{ type: 'OPENED' }] } });
  });
});

describe('one trigger', () => {
  const alert = { source: 'ALERT', sourceId: 'alert-7' };
  const openFor = (caller: Scope, more: object = {}) => {
    const input = {
      projectId: acme.project,
      title: 'High latency',
      severity: 'HIGH',
      ...alert,
      ...more,
    };
    return mutate(caller, 'openIncident', input);
  };

  it('opens one incident, which the second one is told', async () => {
    const { incident } = await openFor(olga);

    const again = await openFor(olga);

    expect(again).toEqual({
      incident: null,
      userErrors: [
        {
          code: 'ALREADY_EXISTS',
          message: `The incident ${incident.id} was opened for this source already.`,
          field: ['sourceId'],
        },
      ],
    });
    expect((await openFor(olga, { source: 'SLO' })).userErrors).toEqual([]);
    expect((await openFor(gus)).userErrors).toEqual([]);
  });

  it('opens one incident of twenty that are asked for at once', async () => {
    const sourceId = 'alert-at-once';

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => openFor(olga, { sourceId })),
    );

    const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }: Data) => code));
    expect(answers.filter(({ incident }) => incident)).toHaveLength(1);
    expect(codes).toEqual(Array.from({ length: 19 }, () => 'ALREADY_EXISTS'));
  });
});

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

    expect(seen.incident).toBeNull();
    expect(seen.incidents.nodes.map(({ id }: Data) => id)).not.toContain(incidentId);
    // Globex has opened one of its own in a project with the same id, above.
    expect(JSON.stringify(seen._entities)).not.toContain(incidentId);
    expect(seen._entities[0]).toBeNull();
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

describe('the log of an incident', () => {
  it.each([
    'update incidents.incident_events set note = null',
    'delete from incidents.incident_events',
    'truncate incidents.incident_events',
  ])('cannot be changed by the app: %s', async (statement) => {
    await open(olga);
    const pool = openPool(factory.appUrl, 1);

    await expect(pool.query(statement)).rejects.toThrow(/permission denied|append-only/);

    await pool.end();
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
