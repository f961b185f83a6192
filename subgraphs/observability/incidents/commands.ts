import { createHash } from 'node:crypto';
import type { Actor } from '../../kernel/authority.ts';
import { DomainError } from '../../kernel/domain.ts';
import { optionalText, text } from '../../kernel/text.ts';
import type { Work } from '../../kernel/work.ts';
import {
  type Incident,
  type IncidentChange,
  type NewIncident,
  open,
  type Remark,
} from './incident/domain.ts';
import { incidentIdOfSource, incidents } from './incident/repository.ts';
import { logEntries } from './incident-event/domain.ts';
import { incidentEvents } from './incident-event/repository.ts';

const longestRemark = 4_000;

/**
 * Opens an incident and begins its log.
 *
 * @throws DomainError ALREADY_EXISTS that names the incident which was opened for the same source.
 */
export async function openIncident(
  work: Work,
  incident: Omit<NewIncident, 'id' | 'tenantId' | 'sourceTenantId'>,
): Promise<Incident> {
  const { tenantId, actor, now } = work;
  const identity = { id: work.newId(), tenantId, sourceTenantId: tenantId };
  const change = open({ ...incident, ...identity }, actor, now);
  await assertFirstOfSource(work, change.state);
  const opened = await work.create(incidents, change);
  await writeLog(work, change, incident.remark);
  return opened;
}

/**
 * Lets a command change an incident, and writes the change into the incident's log.
 *
 * @param said - what the caller remarks: null for nothing, where the command allows it.
 */
export async function changeIncident<Said extends Remark | null>(
  work: Work,
  { incidentId, said }: { readonly incidentId: string; readonly said: Said },
  command: (
    incident: Incident,
    deed: { readonly by: Actor; readonly remark: Said },
    at: Date,
  ) => IncidentChange,
): Promise<Incident> {
  const changes: IncidentChange[] = [];
  const changed = await work.change(incidents, incidentId, (incident) => {
    const change = command(incident, { by: work.actor, remark: said }, work.now);
    changes.push(change);
    return change;
  });
  for (const change of changes) await writeLog(work, change, said);
  return changed;
}

/** @throws DomainError INVALID_INPUT when it is blank or longer than 4,000 characters. */
export function remarkOf(value: string, field: string): Remark {
  const kept = text(value, field, longestRemark);
  return { text: kept, sha256: createHash('sha256').update(kept).digest('hex') };
}

export function optionalRemark(value: string | null | undefined): Remark | null {
  const kept = optionalText(value, 'note', longestRemark);
  return kept === null ? null : remarkOf(kept, 'note');
}

/** The unique index says so too, to whoever comes at the same moment; this says it with the name. */
async function assertFirstOfSource(work: Work, { source, sourceId }: Incident): Promise<void> {
  if (sourceId === null) return;
  const earlier = await incidentIdOfSource(work.tx, source, sourceId);
  if (earlier === null) return;
  const rule = `The incident ${earlier} was opened for this source already.`;
  throw new DomainError('ALREADY_EXISTS', rule, 'sourceId');
}

async function writeLog(work: Work, change: IncidentChange, remark: Remark | null): Promise<void> {
  const { actor, now } = work;
  const entry = { actorUserId: actor.userId, timestamp: now, note: remark?.text ?? null };
  for (const state of logEntries(change, entry, work.newId)) {
    await work.append(incidentEvents, { state, events: [] });
  }
}
