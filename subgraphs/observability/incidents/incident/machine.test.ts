import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Actor, type Role, roles } from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';
import { type IncidentEvent, logEntries } from '../incident-event/domain.ts';
import {
  acknowledge,
  addPostMortemNote,
  escalate,
  type Incident,
  type IncidentChange,
  mitigate,
  open,
  resolve,
  startInvestigation,
} from './domain.ts';

// Written by hand from the lifecycle of spec/domain.md 2.2 and the roles that may write incidents, never derived
// from the code under test: what each command leads to in each status, '-' where there is no such move.
const commands = ['acknowledge', 'start', 'mitigate', 'resolve', 'escalate', 'note'] as const;
type Command = (typeof commands)[number];
const outcomes: readonly (readonly string[])[] = `
  OPEN          ACKNOWLEDGED INVESTIGATING -         -        OPEN          -
  ACKNOWLEDGED  -            INVESTIGATING -         -        ACKNOWLEDGED  -
  INVESTIGATING -            -             MITIGATED RESOLVED INVESTIGATING -
  MITIGATED     -            INVESTIGATING -         RESOLVED MITIGATED     -
  RESOLVED      -            -             -         -        -             RESOLVED
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));
const writers: readonly string[] = ['RUNTIME_OPERATOR', 'FACTORY_OPERATOR'];
const openers: readonly string[] = ['RUNTIME_OPERATOR', 'FACTORY_OPERATOR', 'SERVICE'];

const noon = new Date('2026-01-01T12:00:00Z');
const project = '01890000-0000-7000-8000-00000000000b';
const otherProject = '01890000-0000-7000-8000-00000000000c';
const operator = holding('RUNTIME_OPERATOR', null);

describe('every status x command x role', () => {
  const cells = outcomes.flatMap(([status = '', ...row]) =>
    commands.flatMap((command, index) =>
      roles.map((role) => ({ status, command, role, outcome: row[index] ?? '' })),
    ),
  );

  it('is 5 x 6 x 11 cells', () => {
    expect(cells).toHaveLength(330);
  });

  it.each(cells)('$status $command by $role: $outcome', ({ status, command, role, outcome }) => {
    const may = writers.includes(role);
    const expected = may ? outcome.replace('-', 'ILLEGAL_TRANSITION') : 'FORBIDDEN';

    expect(answer(run(command, incidentIn(status), holding(role, null)))).toBe(expected);
  });

  it.each(roles)('opening by %s', (role) => {
    const expected = openers.includes(role) ? 'OPEN' : 'FORBIDDEN';

    expect(answer(() => opening(holding(role, null)))).toBe(expected);
  });

  it('counts a role in the project, and not one in another project', () => {
    const here = holding('RUNTIME_OPERATOR', project);
    const elsewhere = holding('RUNTIME_OPERATOR', otherProject);

    expect(answer(() => opening(here))).toBe('OPEN');
    expect(answer(() => opening(elsewhere))).toBe('FORBIDDEN');
    expect(answer(run('acknowledge', incidentIn('OPEN'), here))).toBe('ACKNOWLEDGED');
    expect(answer(run('acknowledge', incidentIn('OPEN'), elsewhere))).toBe('FORBIDDEN');
  });
});

describe('any run of commands', () => {
  // Few escalations of many: so that runs come far, and yet some use up the twenty steps.
  const command = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...commands) },
    { weight: 2, arbitrary: fc.constant('escalate' as const) },
  );

  it('is accepted as far as the table says, and keeps the invariants', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 50 }), (all) => {
        const first = opening(operator);
        const begin: Run = { incident: first.state, log: entries(first, noon), at: noon };

        const { log } = all.reduce(step, begin);

        expect(log.at(0)?.type).toBe('OPENED');
        const times = log.map(({ timestamp }) => timestamp.getTime());
        expect(times).toEqual(times.toSorted((one, other) => one - other));
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);
});

interface Run {
  readonly incident: Incident;
  readonly log: readonly IncidentEvent[];
  readonly at: Date;
}

function step({ incident, log, at: before }: Run, command: Command): Run {
  const at = new Date(before.getTime() + 1_000);
  const row = outcomes.find(([status]) => status === incident.status) ?? [];
  const outcome = row[commands.indexOf(command) + 1];
  const isFull = command === 'escalate' && incident.escalationSteps.length === 20;
  const expected = outcome === '-' ? 'ILLEGAL_TRANSITION' : isFull ? 'INVALID_INPUT' : outcome;

  expect(answer(run(command, incident, operator, at)), command).toBe(expected);
  if (expected !== outcome) return { incident, log, at };

  const change = run(command, incident, operator, at)();
  assertInvariants(incident, change.state);
  expect(change.state.escalationSteps.length - incident.escalationSteps.length).toBe(
    command === 'escalate' ? 1 : 0,
  );
  return { incident: change.state, log: [...log, ...entries(change, at)], at };
}

function assertInvariants(before: Incident, after: Incident): void {
  expect(after.resolvedAt !== null).toBe(after.status === 'RESOLVED');
  expect(after.rootCause !== null).toBe(after.status === 'RESOLVED');
  if (after.status === 'OPEN') expect(after.acknowledgedAt).toBeNull();
  else expect(after.acknowledgedAt).not.toBeNull();
  // What was once stamped stays, and so does what tells one incident from another.
  if (before.acknowledgedAt) expect(after.acknowledgedAt).toBe(before.acknowledgedAt);
  if (before.status === 'RESOLVED') expect(after).toEqual(before);
  for (const name of ['id', 'tenantId', 'projectId', 'source', 'sourceId', 'traceId'] as const) {
    expect(after[name]).toBe(before[name]);
  }
  const kept = after.escalationSteps.slice(0, before.escalationSteps.length);
  expect(kept).toEqual(before.escalationSteps);
  const levels = after.escalationSteps.map(({ level }) => level);
  expect(levels).toEqual(levels.toSorted((one, other) => one - other));
}

/** One entry for each fact, and what was written in exactly one of them. */
function entries(change: IncidentChange, timestamp: Date): readonly IncidentEvent[] {
  const entry = { actorUserId: operator.userId, timestamp, note: 'words' };
  const log = logEntries(change, entry, () => 'an id');
  expect(log.length).toBe(change.events.length);
  expect(log.filter(({ note }) => note !== null)).toHaveLength(1);
  return log;
}

function run(command: Command, incident: Incident, by: Actor, at = noon): () => IncidentChange {
  const deed = { by, remark: { text: 'words', sha256: 'hash' } };
  const runs: Record<Command, () => IncidentChange> = {
    acknowledge: () => acknowledge(incident, deed, at),
    start: () => startInvestigation(incident, deed, at),
    mitigate: () => mitigate(incident, deed),
    resolve: () => resolve(incident, deed, at),
    escalate: () => escalate(incident, { ...deed, level: null, target: 'rota' }, at),
    note: () => addPostMortemNote(incident, deed),
  };
  return runs[command];
}

function answer(command: () => IncidentChange): string {
  try {
    return command().state.status;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

function opening(by: Actor): IncidentChange {
  const incident = {
    id: '01890000-0000-7000-8000-00000000000a',
    tenantId: 'acme',
    projectId: project,
    moduleId: null,
    title: 'Checkout answers 500',
    severity: 'HIGH',
    source: 'MANUAL',
    sourceId: null,
    sourceTenantId: 'acme',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    dimensions: {
      executionId: null,
      agentId: null,
      skillId: null,
      artifactId: null,
      workflowId: null,
      environment: null,
      version: null,
    },
    remark: null,
  } as const;
  return open(incident, by, noon);
}

/** An incident that has come to a status by the shortest way the table allows. */
function incidentIn(status: string): Incident {
  const ways: Readonly<Record<string, readonly Command[]>> = {
    OPEN: [],
    ACKNOWLEDGED: ['acknowledge'],
    INVESTIGATING: ['start'],
    MITIGATED: ['start', 'mitigate'],
    RESOLVED: ['start', 'resolve'],
  };
  return (ways[status] ?? []).reduce<Incident>(
    (incident, command) => run(command, incident, operator)().state,
    opening(operator).state,
  );
}

function holding(role: Role, projectId: string | null): Actor {
  const userId = '01890000-0000-7000-8000-000000000001';
  return { userId, kind: 'PERSON', grants: [{ role, projectId }] };
}
