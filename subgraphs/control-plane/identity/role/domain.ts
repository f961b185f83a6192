import {
  type Actor,
  type Grant,
  isPermission,
  may,
  type Permission,
  permissions,
  type Role,
} from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';

/**
 * Roles are the factory's own, the same for every tenant: a closed list in the kernel. What a tenant
 * has of them is who holds which, in one project or in all (`projectId` null).
 */
export interface RoleAssignment extends Grant {
  readonly grantedAt: Date;
  readonly grantedByUserId: string;
}

/** What a holder may do, in one project or in all. */
export interface HeldPermission {
  readonly permission: Permission;
  readonly projectId: string | null;
}

/** Where the platform's own people are kept, under a slug that no tenant can have. */
const platform = 'platform';
const wholeTenantRoles: readonly Role[] = ['TENANT_ADMIN', 'PLATFORM_OPERATOR'];
const mostAssignments = 100;
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function holds(held: readonly Grant[], { role, projectId }: Grant): boolean {
  return held.some((grant) => grant.role === role && grant.projectId === projectId);
}

/** Who gets a role; a user is one. */
interface Holder {
  readonly tenantId: string;
  readonly kind: 'PERSON' | 'SERVICE';
  readonly roles: readonly Grant[];
}

/**
 * Whether a project exists is not asked: a role in one that does not is of no use to anybody.
 *
 * @throws DomainError FORBIDDEN for a platform role inside a tenant, or a tenant's outside of one; INVALID_INPUT
 * for a role that this kind of holder or a single project cannot have; ALREADY_EXISTS when it is held there;
 * QUOTA_EXCEEDED beyond 100.
 */
export function assertAssignable({ role, projectId }: Grant, holder: Holder): void {
  if ((role === 'PLATFORM_OPERATOR') !== (holder.tenantId === platform)) {
    throw new DomainError('FORBIDDEN', 'A platform role is not held inside a tenant.', 'role');
  }
  if ((role === 'SERVICE') !== (holder.kind === 'SERVICE')) {
    throw new DomainError('INVALID_INPUT', 'Services hold the role SERVICE, nobody else.', 'role');
  }
  if (projectId !== null && wholeTenantRoles.includes(role)) {
    throw new DomainError('INVALID_INPUT', `${role} is held in every project.`, 'projectId');
  }
  if (projectId !== null && !uuidPattern.test(projectId)) {
    throw new DomainError('INVALID_INPUT', 'projectId must name a project.', 'projectId');
  }
  if (holds(holder.roles, { role, projectId })) {
    throw new DomainError('ALREADY_EXISTS', 'The user holds this role there already.', 'role');
  }
  if (holder.roles.length >= mostAssignments) {
    throw new DomainError('QUOTA_EXCEEDED', `A user holds at most ${mostAssignments} roles.`);
  }
}

/** What the actor's grants add up to, by permission; one that is held everywhere is named once. */
export function permissionsOf(actor: Actor): readonly HeldPermission[] {
  const projectIds = [...new Set(actor.grants.flatMap(({ projectId }) => projectId ?? []))];
  return Object.keys(permissions)
    .filter(isPermission)
    .flatMap((permission): readonly HeldPermission[] => {
      if (may(actor, permission, null)) return [{ permission, projectId: null }];
      return projectIds
        .filter((projectId) => may(actor, permission, projectId))
        .map((projectId) => ({ permission, projectId }));
    });
}
