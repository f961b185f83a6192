import { describe, expect, it } from 'vitest';
import type { IncidentChange } from '../incident/domain.ts';
import { logEntries } from './domain.ts';

const noon = new Date('2026-01-01T12:00:00Z');
const fact = {
  incidentId: 'incident',
  severity: 'HIGH',
  source: 'MANUAL',
  sourceId: null,
  incidentTraceId: 'trace',
  escalationLevel: null,
  remarkSha256: null,
} as const;

describe('the log of an incident', () => {
  it('has an entry for each transition, and what was written stands with the last', () => {
    const state = { id: 'incident', tenantId: 'acme' } as IncidentChange['state'];
    const events = [
      { ...fact, type: 'IncidentAcknowledged' },
      { ...fact, type: 'IncidentInvestigationStarted' },
    ] as const;
    const ids = ['first', 'second'].values();

    const entries = logEntries(
      { state, events },
      { actorUserId: 'olga', timestamp: noon, note: 'On it' },
      () => ids.next().value ?? 'none',
    );

    const shared = {
      tenantId: 'acme',
      incidentId: 'incident',
      timestamp: noon,
      actorUserId: 'olga',
    };
    expect(entries).toEqual([
      { ...shared, id: 'first', type: 'ACKNOWLEDGED', note: null },
      { ...shared, id: 'second', type: 'INVESTIGATION_STARTED', note: 'On it' },
    ]);
  });
});
