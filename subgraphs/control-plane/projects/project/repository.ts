import { eq, inArray } from 'drizzle-orm';
import type { TenantDb } from '../../../../db/client.ts';
import { projects as table } from '../../../../db/tables/control-plane/projects.ts';
import { type Connection, keysetPage, type PageArguments } from '../../../kernel/page.ts';
import { tenantRepository } from '../../../kernel/repository.ts';
import type { Project, ProjectStatus } from './domain.ts';

export const projects = tenantRepository<Project>('Project', table, {
  conflicts: {
    projects_slug: { message: 'A project with this slug is there already.', field: 'slug' },
  },
});

/** What is absent or null does not restrict. */
export interface ProjectFilter {
  readonly status?: readonly ProjectStatus[] | null | undefined;
  readonly ownerUserId?: string | null | undefined;
}

export interface ProjectOrder {
  readonly field: 'CREATED_AT' | 'NAME';
  readonly direction: 'ASC' | 'DESC';
}

const columns = { CREATED_AT: table.createdAt, NAME: table.name };

/** The tenant's projects, equals by id. */
export function listProjects(
  db: TenantDb,
  filter: ProjectFilter,
  { field, direction, ...page }: ProjectOrder & PageArguments,
): Promise<Connection<Project>> {
  return keysetPage(db, {
    list: 'projects',
    table,
    where: [
      filter.status ? inArray(table.status, [...filter.status]) : undefined,
      filter.ownerUserId ? eq(table.ownerUserId, filter.ownerUserId) : undefined,
    ],
    order: [{ column: columns[field], direction }],
    page,
  });
}
