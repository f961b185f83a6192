import { type Actor, authorize } from '../../../kernel/authority.ts';
import { type Change, DomainError, lifecycle } from '../../../kernel/domain.ts';
import { optionalText, text } from '../../../kernel/text.ts';

export type ProjectStatus = 'ACTIVE' | 'SUSPENDED' | 'ARCHIVED';

export interface Project {
  readonly id: string;
  readonly tenantId: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Unique in its tenant and immutable. */
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly ownerUserId: string;
  readonly status: ProjectStatus;
  /** Known exactly while the project is archived. */
  readonly archivedAt: Date | null;
}

type ProjectFact =
  | { readonly type: 'ProjectCreated'; readonly slug: string; readonly ownerUserId: string }
  | { readonly type: 'ProjectUpdated'; readonly changedFields: readonly ProjectField[] }
  | { readonly type: 'ProjectArchived' }
  | { readonly type: 'ProjectRestored' };

/** Names and descriptions are free text: readers fetch them by the project's id. */
export type ProjectEvent = ProjectFact & { readonly projectId: string };

export type ProjectChange = Change<Project, ProjectEvent>;

export type ProjectField = 'name' | 'description' | 'ownerUserId';

export interface NewProject {
  readonly id: string;
  readonly tenantId: string;
  /** As its own context tells it, null when that knows no such tenant; anything but ACTIVE refuses. */
  readonly tenantStatus: string | null;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly at: Date;
}

/** What is undefined stays; null takes a description away. */
export interface ProjectUpdate {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly ownerUserId?: string | undefined;
}

/**
 * SUSPENDED is a status without a way in: the sources name the status, but no command or event that
 * leads there. A suspended tenant's projects are held back by their tenant, not by this.
 */
const assertMove = lifecycle<ProjectStatus>('A project', {
  ACTIVE: ['ARCHIVED'],
  SUSPENDED: ['ARCHIVED'],
  ARCHIVED: ['ACTIVE'],
});

const slugPattern = /^[a-z][a-z0-9-]{1,62}$/;

/**
 * Creates a project owned by its creator.
 *
 * That its slug is free in the tenant is for the store to say: a unique index refuses a second one.
 *
 * @throws DomainError FORBIDDEN without `project:write` in the whole tenant; ILLEGAL_TRANSITION
 * unless the tenant is active; INVALID_INPUT for a malformed slug, name or description.
 */
export function create(by: Actor, input: NewProject): ProjectChange {
  authorize(by, 'project:write', null);
  if (input.tenantStatus !== 'ACTIVE') {
    throw new DomainError('ILLEGAL_TRANSITION', 'Only an active tenant can create projects.');
  }
  const project: Project = {
    id: input.id,
    tenantId: input.tenantId,
    version: 0,
    createdAt: input.at,
    updatedAt: input.at,
    slug: projectSlug(input.slug),
    name: text(input.name, 'name', 120),
    description: optionalText(input.description, 'description', 2_000),
    ownerUserId: by.userId,
    status: 'ACTIVE',
    archivedAt: null,
  };
  return changed(project, {
    type: 'ProjectCreated',
    slug: project.slug,
    ownerUserId: project.ownerUserId,
  });
}

/**
 * @throws DomainError ILLEGAL_TRANSITION unless the project is active: an archived one is read-only;
 * INVALID_INPUT when there is nothing to change.
 */
export function update(project: Project, by: Actor, input: ProjectUpdate): ProjectChange {
  authorize(by, 'project:write', project.id);
  if (project.status !== 'ACTIVE') {
    throw new DomainError(
      'ILLEGAL_TRANSITION',
      `A project that is ${project.status} is read-only; restore it first.`,
    );
  }
  const next: Project = {
    ...project,
    name: input.name === undefined ? project.name : text(input.name, 'name', 120),
    description:
      input.description === undefined
        ? project.description
        : optionalText(input.description, 'description', 2_000),
    ownerUserId: input.ownerUserId ?? project.ownerUserId,
  };
  const changedFields = updatable.filter((field) => next[field] !== project[field]);
  if (changedFields.length === 0) {
    throw new DomainError('INVALID_INPUT', 'This changes nothing of the project.');
  }
  return changed(next, { type: 'ProjectUpdated', changedFields });
}

export function archive(project: Project, by: Actor, at: Date): ProjectChange {
  authorize(by, 'project:write', project.id);
  assertMove(project.status, 'ARCHIVED');
  return changed(
    { ...project, status: 'ARCHIVED', archivedAt: at },
    {
      type: 'ProjectArchived',
    },
  );
}

export function restore(project: Project, by: Actor): ProjectChange {
  authorize(by, 'project:write', project.id);
  assertMove(project.status, 'ACTIVE');
  return changed(
    { ...project, status: 'ACTIVE', archivedAt: null },
    {
      type: 'ProjectRestored',
    },
  );
}

const updatable: readonly ProjectField[] = ['name', 'description', 'ownerUserId'];

function changed(state: Project, fact: ProjectFact): ProjectChange {
  return { state, events: [{ ...fact, projectId: state.id }] };
}

function projectSlug(value: string): string {
  if (slugPattern.test(value)) return value;
  throw new DomainError(
    'INVALID_INPUT',
    'slug must be 2 to 63 of a-z, 0-9 and -, starting with a letter.',
    'slug',
  );
}
