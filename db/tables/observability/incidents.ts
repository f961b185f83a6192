import { sql } from 'drizzle-orm';
import {
  check,
  customType,
  foreignKey,
  index,
  jsonb,
  pgSchema,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { IncidentDimensions } from '../../../subgraphs/observability/incidents/dimensions/domain.ts';
import type {
  EscalationStep,
  IncidentSource,
  IncidentStatus,
  Severity,
} from '../../../subgraphs/observability/incidents/incident/domain.ts';
import type { IncidentEventType } from '../../../subgraphs/observability/incidents/incident-event/domain.ts';
import { aggregate, moment, oneOf, tenantId } from '../columns.ts';

export const incidentsSchema = pgSchema('incidents');

/** At most twenty steps, so they live in the incident's row. JSON has no dates: there they are text. */
const escalationSteps = customType<{
  data: readonly EscalationStep[];
  driverData: readonly (Omit<EscalationStep, 'at'> & { readonly at: string })[];
}>({
  dataType: () => 'jsonb',
  toDriver: (steps) => sql`${JSON.stringify(steps)}::jsonb`,
  fromDriver: (steps) => steps.map((step) => ({ ...step, at: new Date(step.at) })),
});

export const incidents = incidentsSchema.table(
  'incidents',
  {
    ...aggregate(),
    projectId: uuid().notNull(),
    moduleId: uuid(),
    title: text().notNull(),
    severity: text().$type<Severity>().notNull(),
    /** 1 for INFO to 4 for CRITICAL: severities in their order, for lists. */
    severityRank: smallint()
      .generatedAlwaysAs(
        sql`(case severity when 'INFO' then 1 when 'WARNING' then 2 when 'HIGH' then 3 else 4 end)::smallint`,
      )
      .notNull(),
    status: text().$type<IncidentStatus>().notNull(),
    source: text().$type<IncidentSource>().notNull(),
    sourceId: text(),
    traceId: text().notNull(),
    dimensions: jsonb().$type<IncidentDimensions>().notNull(),
    openedAt: moment().notNull(),
    openedByUserId: uuid().notNull(),
    acknowledgedAt: moment(),
    acknowledgedByUserId: uuid(),
    resolvedAt: moment(),
    resolvedByUserId: uuid(),
    rootCause: text(),
    escalationSteps: escalationSteps().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    // One trigger opens one incident.
    uniqueIndex('incidents_one_per_source')
      .on(table.tenantId, table.source, table.sourceId)
      .where(sql`source_id is not null`),
    index().on(table.tenantId, table.openedAt, table.id),
    index().on(table.tenantId, table.updatedAt, table.id),
    index().on(table.tenantId, table.severityRank, table.openedAt, table.id),
    index().on(table.tenantId, table.projectId, table.openedAt, table.id),
    index('incidents_open_by_project')
      .on(table.tenantId, table.projectId, table.openedAt, table.id)
      .where(sql`status <> 'RESOLVED'`),
    oneOf('incidents_severity', table.severity, ['INFO', 'WARNING', 'HIGH', 'CRITICAL']),
    oneOf('incidents_status', table.status, [
      'OPEN',
      'ACKNOWLEDGED',
      'INVESTIGATING',
      'MITIGATED',
      'RESOLVED',
    ]),
    oneOf('incidents_source', table.source, ['ALERT', 'SLO', 'TRACE', 'MANUAL']),
    check('incidents_source_named', sql`source = 'MANUAL' or source_id is not null`),
    check(
      'incidents_resolved_with_cause',
      sql`(status = 'RESOLVED') = (resolved_at is not null and root_cause is not null)`,
    ),
  ],
);

/** The log of each incident: the migration makes it append-only. */
export const incidentEvents = incidentsSchema.table(
  'incident_events',
  {
    tenantId: tenantId(),
    id: uuid().notNull(),
    incidentId: uuid().notNull(),
    timestamp: moment().notNull(),
    type: text().$type<IncidentEventType>().notNull(),
    actorUserId: uuid().notNull(),
    note: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({
      columns: [table.tenantId, table.incidentId],
      foreignColumns: [incidents.tenantId, incidents.id],
    }),
    index().on(table.tenantId, table.incidentId, table.timestamp, table.id),
    oneOf('incident_events_type', table.type, [
      'OPENED',
      'ACKNOWLEDGED',
      'INVESTIGATION_STARTED',
      'MITIGATED',
      'ESCALATED',
      'RESOLVED',
      'POST_MORTEM_NOTE_ADDED',
    ]),
  ],
);
