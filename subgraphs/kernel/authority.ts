import { DomainError } from './domain.ts';

/** The roles of the factory (spec/domain.md 5.2). */
export const roles = [
  'VIEWER',
  'FACTORY_OPERATOR',
  'SOLUTION_ARCHITECT',
  'PRODUCT_OWNER',
  'REVIEWER',
  'APPROVER',
  'RUNTIME_OPERATOR',
  'COST_ANALYST',
  'TENANT_ADMIN',
  'SERVICE',
  'PLATFORM_OPERATOR',
] as const;
export type Role = (typeof roles)[number];

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}

/** A role held in one project, or in every project of the tenant when `projectId` is null. */
export interface Grant {
  readonly role: Role;
  readonly projectId: string | null;
}

export interface Actor {
  /** A pseudonymous subject id; never a name or an address. */
  readonly userId: string;
  readonly kind: 'PERSON' | 'SERVICE' | 'SYSTEM';
  readonly grants: readonly Grant[];
  /** What the token narrows the grants to; not given when it does not narrow. Never widens. */
  readonly scopes?: readonly Permission[];
  /** Given for a platform operator who works in a tenant: the access by which he does. His `userId` stays his own. */
  readonly tenantAccessId?: string;
}

/** The factory itself, when a clock and not a caller is the cause: sweeps and reactions. */
export const systemActor: Actor = {
  userId: '00000000-0000-7000-8000-000000000000',
  kind: 'SYSTEM',
  grants: [],
};

const everyRole = roles.filter((role) => role !== 'PLATFORM_OPERATOR');
const deciders: readonly Role[] = ['SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'REVIEWER', 'APPROVER'];

/** Who may do what. Nothing else is allowed. Each cell is a test (authority.test.ts). */
export const permissions = {
  'tenant:read': everyRole,
  'telemetry:read': everyRole,
  'telemetry:ingest': ['SERVICE', 'RUNTIME_OPERATOR', 'TENANT_ADMIN'],
  'cost:read': ['COST_ANALYST', 'PRODUCT_OWNER', 'TENANT_ADMIN'],
  'review:request': [
    'SERVICE',
    'FACTORY_OPERATOR',
    'SOLUTION_ARCHITECT',
    'PRODUCT_OWNER',
    'REVIEWER',
    'APPROVER',
  ],
  'review:claim': deciders,
  'review:decide': deciders,
  'review:claim-escalated': ['APPROVER'],
  'review:override': ['APPROVER'],
  'review:supersede': ['APPROVER'],
  'review:revise': ['SERVICE'],
  'incident:open': ['SERVICE', 'RUNTIME_OPERATOR', 'FACTORY_OPERATOR'],
  'incident:write': ['RUNTIME_OPERATOR', 'FACTORY_OPERATOR'],
  'project:write': ['SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'TENANT_ADMIN'],
  'approval:request': ['SERVICE', 'FACTORY_OPERATOR', 'SOLUTION_ARCHITECT'],
  'approval:grant': ['APPROVER'],
  'identity:write': ['TENANT_ADMIN'],
  'tenant:write': ['TENANT_ADMIN'],
  'tenant:lifecycle': ['PLATFORM_OPERATOR'],
  'tenant:access': ['PLATFORM_OPERATOR'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

export function isPermission(value: unknown): value is Permission {
  return typeof value === 'string' && Object.hasOwn(permissions, value);
}

/**
 * Whether the actor's token leaves the permission to it.
 *
 * `may` asks this itself. Where a rule lets somebody act without a grant, the author of a decision or
 * the raiser of a review, ask it there too: a token that narrows narrows that as well.
 */
export function isWithinScopes(actor: Actor, permission: Permission): boolean {
  return actor.scopes === undefined || actor.scopes.includes(permission);
}

/**
 * Whether a grant of the actor covers the permission in that project, and its token leaves it.
 *
 * @param projectId - null asks for the whole tenant, which only a grant for every project covers.
 */
export function may(actor: Actor, permission: Permission, projectId: string | null): boolean {
  if (!isWithinScopes(actor, permission)) return false;
  const holders: readonly Role[] = permissions[permission];
  return actor.grants.some(
    (grant) =>
      holders.includes(grant.role) &&
      (grant.projectId === null || grant.projectId === projectId) &&
      !(permission === 'telemetry:read' && grant.role === 'VIEWER' && grant.projectId === null),
  );
}

/** @throws DomainError FORBIDDEN when no grant of the actor covers the permission. */
export function authorize(actor: Actor, permission: Permission, projectId: string | null): void {
  if (may(actor, permission, projectId)) return;
  throw new DomainError(
    'FORBIDDEN',
    `This needs the permission ${permission}, which you do not hold here.`,
  );
}
