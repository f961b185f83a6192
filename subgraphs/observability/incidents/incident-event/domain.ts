import type { IncidentChange, IncidentFact } from '../incident/domain.ts';

export type IncidentEventType =
  | 'OPENED'
  | 'ACKNOWLEDGED'
  | 'INVESTIGATION_STARTED'
  | 'MITIGATED'
  | 'ESCALATED'
  | 'RESOLVED'
  | 'POST_MORTEM_NOTE_ADDED';

/** An entry of an incident's log, which is only ever added to. */
export interface IncidentEvent {
  readonly id: string;
  readonly tenantId: string;
  readonly incidentId: string;
  readonly timestamp: Date;
  readonly type: IncidentEventType;
  readonly actorUserId: string;
  /** What the actor wrote: a remark, the root cause, or the post-mortem note. */
  readonly note: string | null;
}

/** How the log calls what was published; also what a live update calls it. */
export const eventTypes: Readonly<Record<IncidentFact['type'], IncidentEventType>> = {
  IncidentOpened: 'OPENED',
  IncidentAcknowledged: 'ACKNOWLEDGED',
  IncidentInvestigationStarted: 'INVESTIGATION_STARTED',
  IncidentMitigated: 'MITIGATED',
  IncidentEscalated: 'ESCALATED',
  IncidentResolved: 'RESOLVED',
  IncidentPostMortemNoteAdded: 'POST_MORTEM_NOTE_ADDED',
};

/**
 * The entries that write a change into the incident's log: one for each fact, in their order. What the actor
 * wrote stands with the last one.
 */
export function logEntries(
  { state, events }: IncidentChange,
  entry: Pick<IncidentEvent, 'actorUserId' | 'timestamp' | 'note'>,
  newId: () => string,
): readonly IncidentEvent[] {
  return events.map(({ type }, index) => ({
    id: newId(),
    tenantId: state.tenantId,
    incidentId: state.id,
    timestamp: entry.timestamp,
    type: eventTypes[type],
    actorUserId: entry.actorUserId,
    note: index === events.length - 1 ? entry.note : null,
  }));
}
