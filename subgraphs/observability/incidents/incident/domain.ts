import { type Actor, authorize, type Permission } from '../../../kernel/authority.ts';
import { type Change, DomainError, lifecycle } from '../../../kernel/domain.ts';
import { optionalText, text } from '../../../kernel/text.ts';
import {
  type IncidentDimensions,
  type OwnDimensions,
  ownDimensions,
} from '../dimensions/domain.ts';

/*
 * A tracked problem of what runs: the unit of operational reaction.
 *
 *                 -- open ---------------> OPEN
 *   OPEN          -- acknowledge --------> ACKNOWLEDGED
 *   OPEN          -- startInvestigation -> INVESTIGATING    (a shortcut: it acknowledges as well)
 *   ACKNOWLEDGED  -- startInvestigation -> INVESTIGATING
 *   INVESTIGATING -- mitigate -----------> MITIGATED
 *   MITIGATED     -- startInvestigation -> INVESTIGATING    (a regression)
 *   both of these -- resolve ------------> RESOLVED
 *
 * Until then it can be escalated in any status; from then on it takes post-mortem notes and nothing else.
 */

export type Severity = 'INFO' | 'WARNING' | 'HIGH' | 'CRITICAL';
export type IncidentStatus = 'OPEN' | 'ACKNOWLEDGED' | 'INVESTIGATING' | 'MITIGATED' | 'RESOLVED';
export type IncidentSource = 'ALERT' | 'SLO' | 'TRACE' | 'MANUAL';

/** A call for more help. */
export interface EscalationStep {
  /** From 1 to 10; it never falls from one step to the next. */
  readonly level: number;
  /** Whom to call: a rota, a team or a person's id. */
  readonly target: string;
  readonly at: Date;
}

export interface Incident {
  readonly id: string;
  readonly tenantId: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly projectId: string;
  readonly moduleId: string | null;
  readonly title: string;
  readonly severity: Severity;
  readonly status: IncidentStatus;
  readonly source: IncidentSource;
  /** Null only for MANUAL. With the source it is unique in the tenant. */
  readonly sourceId: string | null;
  readonly traceId: string;
  readonly dimensions: IncidentDimensions;
  readonly openedAt: Date;
  readonly openedByUserId: string;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedByUserId: string | null;
  readonly resolvedAt: Date | null;
  readonly resolvedByUserId: string | null;
  readonly rootCause: string | null;
  /** The first one first; at most 20. */
  readonly escalationSteps: readonly EscalationStep[];
}

/** What is published about an incident. IncidentOpened and IncidentResolved leave the platform, the others do not. */
export interface IncidentFact {
  readonly type:
    | 'IncidentOpened'
    | 'IncidentAcknowledged'
    | 'IncidentInvestigationStarted'
    | 'IncidentMitigated'
    | 'IncidentEscalated'
    | 'IncidentResolved'
    | 'IncidentPostMortemNoteAdded';
  readonly incidentId: string;
  readonly severity: Severity;
  readonly source: IncidentSource;
  readonly sourceId: string | null;
  /** What the incident is followed by; the trace of its envelope is that of the request. */
  readonly incidentTraceId: string;
  /** How far up it has been escalated; null when it has not. */
  readonly escalationLevel: number | null;
  /** Proves what the actor wrote (the root cause, when it is resolved); null when he wrote nothing. */
  readonly remarkSha256: string | null;
}
export type IncidentChange = Change<Incident, IncidentFact>;

/** What is wrong, where, and what told us. */
export interface NewIncident
  extends Pick<
    Incident,
    | 'id'
    | 'tenantId'
    | 'projectId'
    | 'moduleId'
    | 'title'
    | 'severity'
    | 'source'
    | 'sourceId'
    | 'traceId'
  > {
  readonly sourceTenantId: string;
  readonly dimensions: OwnDimensions;
  readonly remark: Remark | null;
}

/** Free text beside its SHA-256 in hex, which stands for it in facts. */
export interface Remark {
  readonly text: string;
  readonly sha256: string;
}

/** Who acts on an incident, and what he remarks about it. */
export interface Deed {
  readonly by: Actor;
  readonly remark: Remark | null;
}
export type Statement = Deed & { readonly remark: Remark };

/** Whom to call for help; a null level is one above the step before. */
export interface Escalation extends Deed {
  readonly level: number | null;
  readonly target: string;
}

const assertMove = lifecycle<IncidentStatus>('An incident', {
  OPEN: ['ACKNOWLEDGED', 'INVESTIGATING'],
  ACKNOWLEDGED: ['INVESTIGATING'],
  INVESTIGATING: ['MITIGATED', 'RESOLVED'],
  MITIGATED: ['INVESTIGATING', 'RESOLVED'],
  RESOLVED: [],
});

const highestLevel = 10;
const mostSteps = 20;
const longestRemark = 4_000;

/**
 * Opens an incident. That no other was opened for the same source is for the store to say: a unique rule.
 *
 * @throws DomainError FORBIDDEN, or INVALID_INPUT when a field breaks a rule or the source is another tenant's.
 */
export function open(incident: NewIncident, by: Actor, at: Date): IncidentChange {
  authorizeUnlessSystem(by, 'incident:open', incident.projectId);
  const { id, tenantId, projectId, moduleId, severity, source, remark } = incident;
  const traceId = w3cTraceId(incident.traceId);
  const own = ownDimensions(incident.dimensions);
  const state: Incident = {
    id,
    tenantId,
    version: 0,
    createdAt: at,
    updatedAt: at,
    projectId,
    moduleId,
    title: text(incident.title, 'title', 200),
    severity,
    status: 'OPEN',
    source,
    sourceId: sourceId(incident),
    traceId,
    dimensions: { ...own, traceId, tenantId, projectId, moduleId },
    openedAt: at,
    openedByUserId: by.userId,
    acknowledgedAt: null,
    acknowledgedByUserId: null,
    resolvedAt: null,
    resolvedByUserId: null,
    rootCause: null,
    escalationSteps: [],
  };
  return changed(state, {}, remark, 'IncidentOpened');
}

/** @throws DomainError FORBIDDEN; ILLEGAL_TRANSITION unless it is OPEN. */
export function acknowledge(incident: Incident, { by, remark }: Deed, at: Date): IncidentChange {
  authorize(by, 'incident:write', incident.projectId);
  assertMove(incident.status, 'ACKNOWLEDGED');
  const patch = { acknowledgedAt: at, acknowledgedByUserId: by.userId };
  return changed(incident, { ...patch, status: 'ACKNOWLEDGED' }, remark, 'IncidentAcknowledged');
}

/**
 * Starts to look for the cause, or again when a mitigation did not hold. It acknowledges an open incident too.
 *
 * @throws DomainError FORBIDDEN; ILLEGAL_TRANSITION unless it is OPEN, ACKNOWLEDGED or MITIGATED.
 */
export function startInvestigation(incident: Incident, deed: Deed, at: Date): IncidentChange {
  authorize(deed.by, 'incident:write', incident.projectId);
  assertMove(incident.status, 'INVESTIGATING');
  if (incident.status === 'OPEN') {
    const acknowledged = acknowledge(incident, { ...deed, remark: null }, at);
    const started = startInvestigation(acknowledged.state, deed, at);
    return { ...started, events: [...acknowledged.events, ...started.events] };
  }
  return changed(
    incident,
    { status: 'INVESTIGATING' },
    deed.remark,
    'IncidentInvestigationStarted',
  );
}

/** @throws DomainError FORBIDDEN; ILLEGAL_TRANSITION unless it is INVESTIGATING. */
export function mitigate(incident: Incident, { by, remark }: Deed): IncidentChange {
  authorize(by, 'incident:write', incident.projectId);
  assertMove(incident.status, 'MITIGATED');
  return changed(incident, { status: 'MITIGATED' }, remark, 'IncidentMitigated');
}

/**
 * Closes an incident for good. What is remarked is the root cause: `resolvedAt` requires one.
 *
 * @throws DomainError FORBIDDEN; ILLEGAL_TRANSITION unless INVESTIGATING or MITIGATED; INVALID_INPUT if it is blank.
 */
export function resolve(incident: Incident, { by, remark }: Statement, at: Date): IncidentChange {
  authorize(by, 'incident:write', incident.projectId);
  assertMove(incident.status, 'RESOLVED');
  const rootCause = text(remark.text, 'rootCause', longestRemark);
  const patch = { rootCause, resolvedAt: at, resolvedByUserId: by.userId };
  return changed(incident, { ...patch, status: 'RESOLVED' }, remark, 'IncidentResolved');
}

/**
 * Calls for more help. The status stays as it is.
 *
 * @throws DomainError FORBIDDEN; ILLEGAL_TRANSITION when it is resolved; INVALID_INPUT when the level falls,
 *   the target is blank or the 20 steps are used up.
 */
export function escalate(incident: Incident, call: Escalation, at: Date): IncidentChange {
  authorizeUnlessSystem(call.by, 'incident:write', incident.projectId);
  if (incident.status === 'RESOLVED') {
    throw new DomainError('ILLEGAL_TRANSITION', 'A resolved incident cannot be escalated.');
  }
  if (incident.escalationSteps.length === mostSteps) {
    throw new DomainError('INVALID_INPUT', `An incident takes at most ${mostSteps} escalations.`);
  }
  const level = nextLevel(incident, call.level);
  const step = { level, target: text(call.target, 'target', 200), at };
  const escalationSteps = [...incident.escalationSteps, step];
  return changed(incident, { escalationSteps }, call.remark, 'IncidentEscalated');
}

/**
 * Adds to what was learnt; the note goes into the log. A resolved incident is immutable except for such notes.
 *
 * @throws DomainError FORBIDDEN; ILLEGAL_TRANSITION until it is resolved; INVALID_INPUT for a blank note.
 */
export function addPostMortemNote(incident: Incident, { by, remark }: Statement): IncidentChange {
  authorize(by, 'incident:write', incident.projectId);
  if (incident.status !== 'RESOLVED') {
    const rule = `Post-mortem notes wait until an incident is resolved; this one is ${incident.status}.`;
    throw new DomainError('ILLEGAL_TRANSITION', rule);
  }
  return changed(incident, {}, remark, 'IncidentPostMortemNoteAdded');
}

/** The incident analysis and an escalation timer are no callers: the factory itself needs no role. */
function authorizeUnlessSystem(by: Actor, permission: Permission, projectId: string): void {
  if (by.kind !== 'SYSTEM') authorize(by, permission, projectId);
}

/** All but people must name their source: by it, one trigger opens one incident. */
function sourceId({ source, sourceId, sourceTenantId, tenantId }: NewIncident): string | null {
  if (sourceTenantId !== tenantId) {
    throw new DomainError('INVALID_INPUT', 'The source must be of the same tenant.', 'sourceId');
  }
  if (source === 'MANUAL') return optionalText(sourceId, 'sourceId', 200);
  return text(sourceId ?? '', 'sourceId', 200);
}

function nextLevel({ escalationSteps }: Incident, asked: number | null): number {
  const reached = escalationSteps.at(-1)?.level ?? 0;
  const lowest = Math.max(reached, 1);
  const level = asked ?? Math.min(reached + 1, highestLevel);
  if (Number.isInteger(level) && level >= lowest && level <= highestLevel) return level;
  const rule = `level must be from ${lowest} to ${highestLevel}.`;
  throw new DomainError('INVALID_INPUT', rule, 'level');
}

function w3cTraceId(value: string): string {
  if (/^(?!0{32})[0-9a-f]{32}$/.test(value)) return value;
  throw new DomainError('INVALID_INPUT', 'traceId must be 32 lower-case hex digits.', 'traceId');
}

function changed(
  incident: Incident,
  patch: Partial<Incident>,
  remark: Remark | null,
  type: IncidentFact['type'],
): IncidentChange {
  if (remark !== null) text(remark.text, 'note', longestRemark);
  const state = { ...incident, ...patch };
  const { id: incidentId, severity, source, sourceId, traceId: incidentTraceId } = state;
  const escalationLevel = state.escalationSteps.at(-1)?.level ?? null;
  const remarkSha256 = remark?.sha256 ?? null;
  const about = { incidentId, severity, source, sourceId, incidentTraceId };
  return { state, events: [{ type, ...about, escalationLevel, remarkSha256 }] };
}
