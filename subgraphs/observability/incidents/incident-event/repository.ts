import { incidentEvents as table } from '../../../../db/tables/observability/incidents.ts';
import { pagesByParent } from '../../../kernel/pages-by-parent.ts';
import { recordRepository } from '../../../kernel/repository.ts';
import type { IncidentEvent } from './domain.ts';

/** Entries are added and never changed: the database refuses it. */
export const incidentEvents = recordRepository<IncidentEvent>('IncidentEvent', table);

/** The log of an incident, the first entry first. */
export const eventsOfIncident = pagesByParent({
  list: 'incidentEvents',
  table,
  parent: table.incidentId,
  order: [
    { column: table.timestamp, direction: 'ASC' },
    { column: table.id, direction: 'ASC' },
  ],
});
