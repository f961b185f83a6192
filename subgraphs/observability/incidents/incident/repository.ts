import { eq, gte, inArray, lt, ne } from 'drizzle-orm';
import type { TenantDb } from '../../../../db/client.ts';
import { incidents as table } from '../../../../db/tables/observability/incidents.ts';
import {
  type Connection,
  keysetPage,
  type Order,
  type PageArguments,
} from '../../../kernel/page.ts';
import { pagesByParent } from '../../../kernel/pages-by-parent.ts';
import { inTenant, tenantRepository } from '../../../kernel/repository.ts';
import type { Incident, IncidentSource, IncidentStatus, Severity } from './domain.ts';

export const incidents = tenantRepository<Incident>('Incident', table, {
  conflicts: {
    incidents_one_per_source: {
      message: 'An incident was opened for this source already.',
      field: 'sourceId',
    },
  },
});

/** What is absent does not narrow. */
export interface IncidentListing extends PageArguments {
  readonly filter?:
    | {
        readonly projectId?: string | null | undefined;
        readonly status?: readonly IncidentStatus[] | null | undefined;
        readonly severity?: readonly Severity[] | null | undefined;
        readonly source?: IncidentSource | null | undefined;
        readonly openedFrom?: Date | null | undefined;
        readonly openedTo?: Date | null | undefined;
      }
    | null
    | undefined;
  readonly orderBy?:
    | { readonly field: keyof typeof orders; readonly direction: 'ASC' | 'DESC' }
    | null
    | undefined;
}

const orders = {
  OPENED_AT: [table.openedAt],
  UPDATED_AT: [table.updatedAt],
  SEVERITY: [table.severityRank, table.openedAt],
};

/** The tenant's incidents, the latest opened first unless ordered otherwise. */
export function listIncidents(
  db: TenantDb,
  { filter, orderBy, ...page }: IncidentListing,
): Promise<Connection<Incident>> {
  const { field, direction } = orderBy ?? { field: 'OPENED_AT', direction: 'DESC' };
  const order: readonly Order[] = orders[field].map((column) => ({ column, direction }));
  const { projectId, status, severity, source, openedFrom, openedTo } = filter ?? {};
  const where = [
    projectId ? eq(table.projectId, projectId) : undefined,
    status ? inArray(table.status, status) : undefined,
    severity ? inArray(table.severity, severity) : undefined,
    source ? eq(table.source, source) : undefined,
    openedFrom ? gte(table.openedAt, openedFrom) : undefined,
    openedTo ? lt(table.openedAt, openedTo) : undefined,
  ];
  return keysetPage(db, { list: 'incidents', table, where, order, page });
}

const ofProject = {
  table,
  parent: table.projectId,
  order: [
    { column: table.openedAt, direction: 'DESC' },
    { column: table.id, direction: 'DESC' },
  ],
} as const;

/** The incidents of a project, the latest opened first. */
export const incidentsOfProject = pagesByParent({ ...ofProject, list: 'incidentsOfProject' });

/** Those that are not resolved yet. */
export const openIncidentsOfProject = pagesByParent({
  ...ofProject,
  list: 'openIncidentsOfProject',
  where: ne(table.status, 'RESOLVED'),
});

/** The incident that was opened for a source, by which one trigger opens one incident. */
export async function incidentIdOfSource(
  db: TenantDb,
  source: IncidentSource,
  sourceId: string,
): Promise<string | null> {
  const [row] = await db.db
    .select({ id: table.id })
    .from(table)
    .where(inTenant(db, table, eq(table.source, source), eq(table.sourceId, sourceId)))
    .limit(1);
  return row?.id ?? null;
}
