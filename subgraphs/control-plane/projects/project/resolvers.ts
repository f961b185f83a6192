import type { TenantDb } from '../../../../db/client.ts';
import { mutation } from '../../../kernel/mutation.ts';
import type { Resolvers } from '../../generated.ts';
import { archive, create, restore, update } from './domain.ts';
import { listProjects, projects } from './repository.ts';

/** What this context asks of the one that keeps tenants; the subgraph's server brings them together. */
export interface Tenancy {
  /** Undefined when there is no such tenant. */
  statusOf(db: TenantDb): Promise<string | undefined>;
}

const newestFirst = { field: 'CREATED_AT', direction: 'DESC' } as const;
const byName = { field: 'NAME', direction: 'ASC' } as const;

export const projectResolvers = (tenancy: Tenancy): Resolvers => ({
  Query: {
    project: (_, { id }, context) => context.load(projects, id),
    projects: (_, { filter, orderBy, ...page }, context) =>
      context.read((db) =>
        listProjects(db, filter ?? {}, { ...(orderBy ?? newestFirst), ...page }),
      ),
  },
  Mutation: {
    createProject: mutation(async ({ name, slug, description }, work) => {
      const project = create(work.actor, {
        id: work.newId(),
        tenantId: work.tenantId,
        tenantStatus: (await tenancy.statusOf(work.tx)) ?? null,
        slug,
        name,
        description: description ?? null,
        at: work.now,
      });
      return { project: await work.create(projects, project) };
    }),
    updateProject: mutation(async ({ projectId, name, description, ownerUserId }, work) => ({
      project: await work.change(projects, projectId, (project) =>
        update(project, work.actor, {
          name: name ?? undefined,
          description,
          ownerUserId: ownerUserId ?? undefined,
        }),
      ),
    })),
    archiveProject: mutation(async ({ projectId }, work) => ({
      project: await work.change(projects, projectId, (project) =>
        archive(project, work.actor, work.now),
      ),
    })),
    restoreProject: mutation(async ({ projectId }, work) => ({
      project: await work.change(projects, projectId, (project) => restore(project, work.actor)),
    })),
  },
  Project: {
    __resolveReference: ({ id }, context) => context.load(projects, id),
  },
  Tenant: {
    // A tenant is read by its own people alone, so these are its projects; an operator is refused.
    projects: (_, page, context) =>
      context.read((db) => listProjects(db, {}, { ...byName, ...page })),
  },
  RoleAssignment: {
    project: ({ projectId }, _, context) =>
      projectId === null ? null : context.load(projects, projectId),
  },
  HeldPermission: {
    project: ({ projectId }, _, context) =>
      projectId === null ? null : context.load(projects, projectId),
  },
  ApprovalRequest: {
    project: (approval, _, context) => context.load(projects, approval.projectId),
  },
});
