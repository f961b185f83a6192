import { sql } from 'drizzle-orm';
import { check, index, pgSchema, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ProjectStatus } from '../../../subgraphs/control-plane/projects/project/domain.ts';
import { aggregate, moment, oneOf } from '../columns.ts';

export const projectsSchema = pgSchema('projects');

export const projects = projectsSchema.table(
  'projects',
  {
    ...aggregate(),
    slug: text().notNull(),
    name: text().notNull(),
    description: text(),
    ownerUserId: uuid().notNull(),
    status: text().$type<ProjectStatus>().notNull(),
    archivedAt: moment(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex('projects_slug').on(table.tenantId, table.slug),
    index().on(table.tenantId, table.createdAt, table.id),
    index().on(table.tenantId, table.name, table.id),
    index().on(table.tenantId, table.ownerUserId, table.createdAt, table.id),
    oneOf('projects_status', table.status, ['ACTIVE', 'SUSPENDED', 'ARCHIVED']),
    check('projects_archived_since', sql`(status = 'ARCHIVED') = (archived_at is not null)`),
  ],
);
