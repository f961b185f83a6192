import { describe, expect, it } from 'vitest';
import { type Actor, systemActor } from '../../../kernel/authority.ts';
import {
  acknowledge,
  addPostMortemNote,
  type Deed,
  escalate,
  type Incident,
  mitigate,
  type NewIncident,
  open,
  resolve,
  startInvestigation,
} from './domain.ts';

const noon = new Date('2026-01-01T12:00:00Z');
const later = new Date('2026-01-01T12:05:00Z');
const olga: Actor = {
  userId: '01890000-0000-7000-8000-000000000001',
  kind: 'PERSON',
  grants: [{ role: 'RUNTIME_OPERATOR', projectId: null }],
};
const mute: Deed = { by: olga, remark: null };
const remark = (text: string) => ({ text, sha256: `sha256 of ${text}` });
const said = (text: string) => ({ by: olga, remark: remark(text) });

const newIncident: NewIncident = {
  id: '01890000-0000-7000-8000-00000000000a',
  tenantId: 'acme',
  projectId: '01890000-0000-7000-8000-00000000000b',
  moduleId: null,
  title: '  Checkout answers 500  ',
  severity: 'HIGH',
  source: 'ALERT',
  sourceId: 'alert-7',
  sourceTenantId: 'acme',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  dimensions: {
    executionId: null,
    agentId: 'agent-1',
    skillId: ' ',
    artifactId: null,
    workflowId: null,
    environment: 'PROD',
    version: '1.4.0',
  },
  remark: null,
};
const opened = open(newIncident, olga, noon).state;
const investigated = startInvestigation(opened, mute, noon).state;
const resolved = resolve(investigated, said('A full disk'), later).state;
const types = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

describe('opening an incident', () => {
  it('begins OPEN, with nobody having acknowledged or resolved it', () => {
    expect(opened).toMatchObject({
      status: 'OPEN',
      title: 'Checkout answers 500',
      openedAt: noon,
      openedByUserId: olga.userId,
      acknowledgedAt: null,
      resolvedAt: null,
      rootCause: null,
      escalationSteps: [],
    });
  });

  it('publishes IncidentOpened with its source and lineage', () => {
    expect(open(newIncident, olga, noon).events).toEqual([
      {
        type: 'IncidentOpened',
        incidentId: newIncident.id,
        severity: 'HIGH',
        source: 'ALERT',
        sourceId: 'alert-7',
        incidentTraceId: newIncident.traceId,
        escalationLevel: null,
        remarkSha256: null,
      },
    ]);
  });

  it('carries all eleven dimensions of telemetry', () => {
    expect(opened.dimensions).toEqual({
      traceId: newIncident.traceId,
      executionId: null,
      tenantId: 'acme',
      projectId: newIncident.projectId,
      moduleId: null,
      agentId: 'agent-1',
      skillId: null,
      artifactId: null,
      workflowId: null,
      environment: 'PROD',
      version: '1.4.0',
    });
  });

  it('requires that the tenantId matches the source', () => {
    const foreign = { ...newIncident, sourceTenantId: 'globex' };

    expect(() => open(foreign, olga, noon)).toThrow(/must be of the same tenant/);
  });

  it.each(['ALERT', 'SLO', 'TRACE'] as const)('by %s needs to name what told us', (source) => {
    const unnamed = { ...newIncident, source, sourceId: null };

    expect(() => open(unnamed, olga, noon)).toThrow(/sourceId must not be blank/);
  });

  it('by a person needs no source', () => {
    const byHand = { ...newIncident, source: 'MANUAL', sourceId: null } as const;

    expect(open(byHand, olga, noon).state.sourceId).toBeNull();
  });

  it('is done by the factory itself without a role', () => {
    expect(open(newIncident, systemActor, noon).state.openedByUserId).toBe(systemActor.userId);
  });

  it.each([
    '0'.repeat(32),
    '0AF7651916CD43DD8448EB211C80319C',
    '0af7651916cd43dd8448eb211c80319',
    '',
  ])('refuses the trace id "%s"', (traceId) => {
    expect(() => open({ ...newIncident, traceId }, olga, noon)).toThrow(/traceId must be/);
  });

  it.each(['', '   ', 'x'.repeat(201), 'nul \u0000'])('refuses a title like "%s"', (title) => {
    expect(() => open({ ...newIncident, title }, olga, noon)).toThrow(/title must not/);
  });

  it('refuses a dimension longer than 200 characters', () => {
    const dimensions = { ...newIncident.dimensions, version: 'x'.repeat(201) };

    expect(() => open({ ...newIncident, dimensions }, olga, noon)).toThrow(/dimensions.version/);
  });
});

describe('acknowledging an incident', () => {
  it('stamps who first took note, and when', () => {
    const { state, events } = acknowledge(opened, mute, later);

    expect(state).toMatchObject({
      status: 'ACKNOWLEDGED',
      acknowledgedAt: later,
      acknowledgedByUserId: olga.userId,
    });
    expect(types(events)).toEqual(['IncidentAcknowledged']);
  });
});

describe('starting an investigation', () => {
  it('of an open incident also stamps acknowledgedAt', () => {
    const { state, events } = startInvestigation(opened, said('On it'), later);

    expect(state).toMatchObject({
      status: 'INVESTIGATING',
      acknowledgedAt: later,
      acknowledgedByUserId: olga.userId,
    });
    expect(types(events)).toEqual(['IncidentAcknowledged', 'IncidentInvestigationStarted']);
    expect(events.map(({ remarkSha256 }) => remarkSha256)).toEqual([null, 'sha256 of On it']);
  });

  it('of an acknowledged incident leaves acknowledgedAt as it was', () => {
    const acknowledged = acknowledge(opened, mute, noon).state;

    const { state, events } = startInvestigation(acknowledged, mute, later);

    expect(state.acknowledgedAt).toBe(noon);
    expect(types(events)).toEqual(['IncidentInvestigationStarted']);
  });

  it('again when a mitigation did not hold is a regression', () => {
    const mitigated = mitigate(investigated, mute).state;

    const { state } = startInvestigation(mitigated, mute, later);

    expect(state).toMatchObject({ status: 'INVESTIGATING', acknowledgedAt: noon });
  });
});

describe('resolving an incident', () => {
  it('records the root cause, who resolved it and when', () => {
    expect(resolved).toMatchObject({
      status: 'RESOLVED',
      rootCause: 'A full disk',
      resolvedAt: later,
      resolvedByUserId: olga.userId,
    });
  });

  it('is refused without a root cause: resolvedAt requires rootCause', () => {
    expect(() => resolve(investigated, said('  '), later)).toThrow(/rootCause must not be blank/);
  });

  it('publishes the hash of the root cause and not its words', () => {
    const { events } = resolve(investigated, said('A full disk'), later);

    expect(events).toMatchObject([
      { type: 'IncidentResolved', remarkSha256: 'sha256 of A full disk' },
    ]);
    expect(JSON.stringify(events)).not.toContain('"A full disk"');
  });
});

describe('a resolved incident', () => {
  it.each([
    ['acknowledged', () => acknowledge(resolved, mute, later)],
    ['investigated', () => startInvestigation(resolved, mute, later)],
    ['mitigated', () => mitigate(resolved, mute)],
    ['resolved again', () => resolve(resolved, said('Another cause'), later)],
    ['escalated', () => escalate(resolved, { ...mute, level: null, target: 'x' }, later)],
  ])('cannot be %s', (_, command) => {
    expect(command).toThrow(/An incident cannot move from RESOLVED|resolved incident cannot be/);
  });

  it('is immutable except for post-mortem notes, which leave its state as it was', () => {
    const { state, events } = addPostMortemNote(resolved, said('Alarm at 80 %'));

    expect(state).toEqual(resolved);
    expect(types(events)).toEqual(['IncidentPostMortemNoteAdded']);
  });

  it.each([opened, investigated])('alone takes post-mortem notes, not one $status', (incident) => {
    expect(() => addPostMortemNote(incident, said('Early'))).toThrow(/wait until/);
  });

  it('refuses a blank note', () => {
    expect(() => addPostMortemNote(resolved, said(' '))).toThrow(/note must not be blank/);
  });
});

describe('escalating an incident', () => {
  const call = { ...mute, level: null, target: 'payments-rota' };
  const escalated = escalate(opened, call, noon).state;

  it('adds a step and leaves the status', () => {
    expect(escalated.status).toBe('OPEN');
    expect(escalated.escalationSteps).toEqual([{ level: 1, target: 'payments-rota', at: noon }]);
  });

  it('goes one level up unless told otherwise', () => {
    const levels = [null, null, 7, 7].reduce<Incident>(
      (incident, level) => escalate(incident, { ...call, level }, later).state,
      opened,
    );

    expect(levels.escalationSteps.map(({ level }) => level)).toEqual([1, 2, 7, 7]);
  });

  it('stays at the highest level once it is there', () => {
    const top = escalate(opened, { ...call, level: 10 }, noon).state;

    expect(escalate(top, call, later).state.escalationSteps.at(-1)?.level).toBe(10);
  });

  it.each([0, 2, 11, 3.5, Number.NaN])('after level 3 refuses level %s', (level) => {
    const third = escalate(opened, { ...call, level: 3 }, noon).state;

    expect(() => escalate(third, { ...call, level }, later)).toThrow(/level must be from 3 to 10/);
  });

  it('publishes the level and not the target', () => {
    const { events } = escalate(escalated, call, later);

    expect(events).toMatchObject([{ type: 'IncidentEscalated', escalationLevel: 2 }]);
    expect(JSON.stringify(events)).not.toContain('payments-rota');
  });

  it('is done by a timer without a role', () => {
    const steps = escalate(opened, { ...call, by: systemActor }, noon).state.escalationSteps;

    expect(steps).toHaveLength(1);
  });

  it('ends after 20 steps', () => {
    const full = Array.from({ length: 20 }).reduce<Incident>(
      (incident) => escalate(incident, call, noon).state,
      opened,
    );

    expect(() => escalate(full, call, later)).toThrow(/at most 20 escalations/);
  });
});

describe('a remark', () => {
  it('is refused when it is longer than 4,000 characters', () => {
    expect(() => mitigate(investigated, said('x'.repeat(4_001)))).toThrow(
      /note must not be longer/,
    );
  });
});
