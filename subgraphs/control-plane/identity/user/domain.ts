import {
  type Actor,
  authorize,
  type Grant,
  type Role,
  systemActor,
} from '../../../kernel/authority.ts';
import { type Change, DomainError, lifecycle } from '../../../kernel/domain.ts';
import { text } from '../../../kernel/text.ts';
import { assertAcceptable, emailOf, invitationEnd, type Proof } from '../invitation/domain.ts';
import { assertAssignable, holds, type RoleAssignment } from '../role/domain.ts';

export type UserKind = 'PERSON' | 'SERVICE';
export type UserStatus = 'INVITED' | 'ACTIVE' | 'DISABLED';

export interface User {
  /** The pseudonym of the user in events and in every other context. */
  readonly id: string;
  readonly tenantId: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly kind: UserKind;
  /** The `sub` of the tenant's issuer, unique in the tenant; null until the first sign-in. */
  readonly subject: string | null;
  /** In lower case, unique in the tenant; null for services. */
  readonly email: string | null;
  readonly displayName: string;
  readonly status: UserStatus;
  /** Known exactly while the user is invited. */
  readonly invitationExpiresAt: Date | null;
  readonly lastLoginAt: Date | null;
  /** Oldest first; at most 100. */
  readonly roles: readonly RoleAssignment[];
}

type UserFact =
  | { readonly type: 'UserInvited'; readonly invitationExpiresAt: Date }
  | { readonly type: 'UserActivated' | 'UserSignedIn' | 'UserDisabled' | 'UserEnabled' }
  | {
      readonly type: 'RoleAssigned' | 'RoleRevoked';
      readonly role: Role;
      /** null: in every project. */
      readonly projectId: string | null;
    };

/** Subject ids and roles only: who a user is stays in the row. */
export type UserEvent = UserFact & { readonly userId: string };

export type UserChange = Change<User, UserEvent>;

export interface Newcomer {
  readonly id: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly at: Date;
}

export interface Invitation extends Newcomer {
  readonly email: string;
  readonly roles: readonly Grant[];
}

/** What the gateway needs to know of whoever holds a token. */
export interface Principal {
  readonly userId: string;
  readonly kind: UserKind;
  readonly status: UserStatus;
  /** Empty unless the user is active. */
  readonly grants: readonly Grant[];
  /** Rises with every change of the user. */
  readonly epoch: number;
}

/**
 * The published machine is Invited -> Active -> Disabled <-> Active. Beyond it an invitation can be
 * withdrawn, and whoever never signed in is invited anew when enabled: the alternative would be an
 * invitation sent to a wrong address that nobody can stop.
 */
const assertMove = lifecycle<UserStatus>('A user', {
  INVITED: ['ACTIVE', 'DISABLED'],
  ACTIVE: ['DISABLED'],
  DISABLED: ['ACTIVE', 'INVITED'],
});

const administrator: Grant = { role: 'TENANT_ADMIN', projectId: null };
const hourMs = 3_600_000;

/**
 * Invites a person, who accepts by signing in with the address within seven days.
 *
 * That the address is free in the tenant is for the store to say: a unique index refuses a second one.
 *
 * @throws DomainError FORBIDDEN without `identity:write`; INVALID_INPUT without a role, for a
 * malformed address, or for a role that persons cannot hold.
 */
export function invite(by: Actor, input: Invitation): UserChange {
  authorize(by, 'identity:write', null);
  return invited(by, input);
}

/** The first administrator of a tenant, invited by the factory: nobody is there yet to do it. */
export function inviteAdministrator(input: Newcomer & { readonly email: string }): UserChange {
  return invited(systemActor, { ...input, roles: [administrator] });
}

/** Registers a service, which is active at once and holds the role SERVICE in the whole tenant. */
export function registerService(
  by: Actor,
  input: Newcomer & { readonly subject: string },
): UserChange {
  authorize(by, 'identity:write', null);
  const service: User = {
    ...unborn(input),
    kind: 'SERVICE',
    subject: text(input.subject, 'subject', 255),
    status: 'ACTIVE',
  };
  const activated = changed(service, { type: 'UserActivated' });
  return withRoles(activated, by, { roles: [{ role: 'SERVICE', projectId: null }], at: input.at });
}

/** Accepts the invitation at the first sign-in. @throws DomainError FORBIDDEN as `assertAcceptable`. */
export function activate(user: User, proof: Proof, at: Date): UserChange {
  assertMove(user.status, 'ACTIVE');
  assertAcceptable(user, proof, at);
  const subject = text(proof.subject, 'subject', 255);
  return changed(
    { ...user, status: 'ACTIVE', subject, invitationExpiresAt: null, lastLoginAt: at },
    { type: 'UserActivated' },
  );
}

/** Notes a sign-in, to the hour: a second one within it changes nothing. Only active users sign in. */
export function recordSignIn(user: User, at: Date): UserChange {
  const last = user.lastLoginAt?.getTime() ?? 0;
  const isNew = user.status === 'ACTIVE' && at.getTime() - last >= hourMs;
  if (!isNew) return { state: user, events: [] };
  return changed({ ...user, lastLoginAt: at }, { type: 'UserSignedIn' });
}

/**
 * @param otherAdministrators - how many other active users hold TENANT_ADMIN, counted under a lock
 * that keeps two removals from each counting the other.
 * @throws DomainError FORBIDDEN for the last administrator.
 */
export function disable(user: User, by: Actor, otherAdministrators: number): UserChange {
  authorize(by, 'identity:write', null);
  assertMove(user.status, 'DISABLED');
  if (holds(user.roles, administrator)) assertNotLast(otherAdministrators);
  return changed(
    { ...user, status: 'DISABLED', invitationExpiresAt: null },
    {
      type: 'UserDisabled',
    },
  );
}

export function enable(user: User, by: Actor, at: Date): UserChange {
  authorize(by, 'identity:write', null);
  const status = user.subject === null ? 'INVITED' : 'ACTIVE';
  assertMove(user.status, status);
  if (status === 'ACTIVE') return changed({ ...user, status }, { type: 'UserEnabled' });
  const invitationExpiresAt = invitationEnd(at);
  return changed(
    { ...user, status, invitationExpiresAt },
    {
      type: 'UserInvited',
      invitationExpiresAt,
    },
  );
}

/** @throws DomainError ILLEGAL_TRANSITION for a disabled user; the rest as `assertAssignable`. */
export function assignRole(
  user: User,
  by: Actor,
  input: Grant & { readonly at: Date },
): UserChange {
  authorize(by, 'identity:write', null);
  if (user.status === 'DISABLED') {
    throw new DomainError(
      'ILLEGAL_TRANSITION',
      'A disabled user is enabled before it gets a role.',
    );
  }
  return withRoles({ state: user, events: [] }, by, { roles: [input], at: input.at });
}

/**
 * @param input - `otherAdministrators` as in `disable`.
 * @throws DomainError NOT_FOUND when the role is not held there; FORBIDDEN for the last administrator.
 */
export function revokeRole(
  user: User,
  by: Actor,
  input: Grant & { readonly otherAdministrators: number },
): UserChange {
  authorize(by, 'identity:write', null);
  const { role, projectId } = input;
  if (!holds(user.roles, input)) {
    throw new DomainError('NOT_FOUND', 'The user does not hold this role there.', 'role');
  }
  if (role === 'TENANT_ADMIN' && user.status !== 'DISABLED') {
    assertNotLast(input.otherAdministrators);
  }
  const roles = user.roles.filter((held) => held.role !== role || held.projectId !== projectId);
  return changed({ ...user, roles }, { type: 'RoleRevoked', role, projectId });
}

/** What the gateway keeps of a user: an invited or disabled one has no grants at all. */
export function principalOf(user: User): Principal {
  const { id: userId, kind, status, version: epoch, roles } = user;
  const grants = roles.map(({ role, projectId }) => ({ role, projectId }));
  return { userId, kind, status, grants: status === 'ACTIVE' ? grants : [], epoch };
}

function invited(by: Actor, input: Invitation): UserChange {
  if (input.roles.length === 0) {
    throw new DomainError('INVALID_INPUT', 'An invitation needs a role.', 'roles');
  }
  const invitationExpiresAt = invitationEnd(input.at);
  const user: User = { ...unborn(input), email: emailOf(input.email), invitationExpiresAt };
  return withRoles(changed(user, { type: 'UserInvited', invitationExpiresAt }), by, input);
}

/** What every new user has in common; a person who is invited, unless said otherwise. */
function unborn(input: Newcomer): User {
  return {
    id: input.id,
    tenantId: input.tenantId,
    version: 0,
    createdAt: input.at,
    updatedAt: input.at,
    kind: 'PERSON',
    subject: null,
    email: null,
    displayName: text(input.displayName, 'displayName', 120),
    status: 'INVITED',
    invitationExpiresAt: null,
    lastLoginAt: null,
    roles: [],
  };
}

function withRoles(
  change: UserChange,
  by: Actor,
  { roles, at }: { readonly roles: readonly Grant[]; readonly at: Date },
): UserChange {
  return roles.reduce(({ state, events }, { role, projectId }) => {
    assertAssignable({ role, projectId }, state);
    const assignment = { role, projectId, grantedAt: at, grantedByUserId: by.userId };
    const next = changed(
      { ...state, roles: [...state.roles, assignment] },
      {
        type: 'RoleAssigned',
        role,
        projectId,
      },
    );
    return { state: next.state, events: [...events, ...next.events] };
  }, change);
}

function assertNotLast(otherAdministrators: number): void {
  if (otherAdministrators > 0) return;
  throw new DomainError('FORBIDDEN', 'The last administrator of a tenant stays its administrator.');
}

function changed(state: User, fact: UserFact): UserChange {
  return { state, events: [{ ...fact, userId: state.id }] };
}
