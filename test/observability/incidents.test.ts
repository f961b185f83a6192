import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPool } from '../../db/client.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Data } from '../support/client.ts';
import { mutateIncident, openIncident } from './incidents.ts';
import { acme, holding, noon, openTestSubgraph, type TestSubgraph, uuid } from './subgraph.ts';

let factory: TestSubgraph;
const olga = holding('RUNTIME_OPERATOR');
const viewer = holding('VIEWER');
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

  it('is claimed by the one that commits first, when neither can see the other', async () => {
    const { incident } = await openFor(olga, { sourceId: 'alert-before' });
    const client = new pg.Client(factory.superuserUrl);
    await client.connect();
    const claim = "update incidents.incidents set source_id = 'alert-race' where id = $1";
    await client.query('begin');
    await client.query(claim, [incident.id]);

    const answer = openFor(olga, { sourceId: 'alert-race' });
    await expect.poll(() => isWaiting(client), { timeout: 10_000 }).toBe(true);
    await client.query('commit');

    expect(await answer).toMatchObject({
      incident: null,
      userErrors: [{ code: 'ALREADY_EXISTS', field: ['sourceId'] }],
    });
    await client.end();
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

/** Whether another transaction of the database waits for a lock. */
async function isWaiting(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(
    'select from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()',
  );
  return rowCount === 1;
}
