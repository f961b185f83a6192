import {
  type Actor,
  authorize,
  type Grant,
  may,
  type Permission,
} from '../../../kernel/authority.ts';
import { type Change, DomainError, lifecycle } from '../../../kernel/domain.ts';
import { text } from '../../../kernel/text.ts';

export type TenantAccessStatus = 'REQUESTED' | 'ACTIVE' | 'REJECTED' | 'REVOKED' | 'EXPIRED';
export type TenantAccessLevel = 'READ' | 'WRITE';

/** That one platform operator may work in one tenant for a while, as a second one has agreed to. */
export interface TenantAccess {
  readonly id: string;
  /** The tenant that it opens, and the only one. */
  readonly tenantId: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** A user of the reserved tenant `platform`. */
  readonly operatorUserId: string;
  readonly level: TenantAccessLevel;
  readonly reason: string;
  readonly ticket: string;
  readonly durationMinutes: number;
  /** As last written: what time has done since is told by `statusOf`. */
  readonly status: TenantAccessStatus;
  /** Who approved or rejected it; null until then. */
  readonly decidedByUserId: string | null;
  /** Who revoked it; null unless somebody did. */
  readonly revokedByUserId: string | null;
  /** When it ends by itself: a request a day after it was made, an access its minutes after it was approved. */
  readonly expiresAt: Date;
  /** How many operations were run by it; as many as it has `TenantAccessUsed`. */
  readonly useCount: number;
  readonly lastUsedAt: Date | null;
}

export type OperationKind = 'QUERY' | 'MUTATION' | 'SUBSCRIPTION';

/** What is done by an access: names of the schema alone, nothing that the operator has written. */
export interface Use {
  readonly operation: OperationKind;
  /** The fields of Query, Mutation or Subscription that are asked for. */
  readonly fields: readonly string[];
}

type TenantAccessFact =
  | {
      readonly type: 'TenantAccessRequested';
      readonly level: TenantAccessLevel;
      readonly durationMinutes: number;
      readonly reasonSha256: string;
    }
  | {
      readonly type: 'TenantAccessGranted';
      readonly level: TenantAccessLevel;
      readonly grantedByUserId: string;
      readonly expiresAt: Date;
    }
  | { readonly type: 'TenantAccessRejected'; readonly rejectedByUserId: string }
  | ({ readonly type: 'TenantAccessUsed' } & Use)
  | { readonly type: 'TenantAccessEnded'; readonly cause: 'REVOKED' | 'EXPIRED' };

/** The tenant is named, since the platform's log tells them too. The reason is told by its hash, the ticket not at all. */
export type TenantAccessEvent = TenantAccessFact & {
  readonly tenantAccessId: string;
  readonly tenantId: string;
  readonly operatorUserId: string;
};

export type TenantAccessChange = Change<TenantAccess, TenantAccessEvent>;

export interface TenantAccessRequest {
  readonly id: string;
  readonly tenantId: string;
  readonly level: TenantAccessLevel;
  readonly reason: string;
  readonly reasonSha256: string;
  readonly ticket: string;
  readonly durationMinutes: number;
}

/** What has ended never begins again. */
const assertMove = lifecycle<TenantAccessStatus>('A tenant access', {
  REQUESTED: ['ACTIVE', 'REJECTED', 'REVOKED', 'EXPIRED'],
  ACTIVE: ['REVOKED', 'EXPIRED'],
  REJECTED: [],
  REVOKED: [],
  EXPIRED: [],
});

/**
 * What an access leaves of its role. It decides nothing in the tenant's name and changes nobody's rights; telemetry
 * is the tenant's to send.
 */
export const permissionsLeft: Readonly<Record<TenantAccessLevel, readonly Permission[]>> = {
  READ: ['telemetry:read', 'tenant:read'],
  WRITE: ['incident:open', 'incident:write', 'telemetry:read', 'tenant:read'],
};

/** Of all roles the one that sees and mends, and decides nothing. */
const grants: readonly Grant[] = [{ role: 'RUNTIME_OPERATOR', projectId: null }];

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const leastReason = 20;
const mostMinutes = 60;
const ticketForm = /^[A-Za-z0-9][A-Za-z0-9._#/-]{0,63}$/;

/**
 * Asks for access to one tenant.
 *
 * @throws DomainError FORBIDDEN to all but platform operators in person; INVALID_INPUT for a reason of fewer than 20
 * characters, a malformed ticket, or a duration that is not 1 to 60 minutes.
 */
export function request(by: Actor, input: TenantAccessRequest, at: Date): TenantAccessChange {
  assertOperator(by);
  const { level, durationMinutes } = input;
  const access: TenantAccess = {
    id: input.id,
    tenantId: input.tenantId,
    version: 0,
    createdAt: at,
    updatedAt: at,
    operatorUserId: by.userId,
    level,
    reason: reasonFrom(input.reason),
    ticket: ticketFrom(input.ticket),
    durationMinutes: durationFrom(durationMinutes),
    status: 'REQUESTED',
    decidedByUserId: null,
    revokedByUserId: null,
    expiresAt: new Date(at.getTime() + dayMs),
    useCount: 0,
    lastUsedAt: null,
  };
  const { reasonSha256 } = input;
  return changed(access, { type: 'TenantAccessRequested', level, durationMinutes, reasonSha256 });
}

/** @throws DomainError FORBIDDEN to whoever asked for it; ILLEGAL_TRANSITION unless it waits for this. */
export function approve(access: TenantAccess, by: Actor, at: Date): TenantAccessChange {
  assertSecond(access, by);
  assertMove(statusOf(access, at), 'ACTIVE');
  const { level, durationMinutes } = access;
  const expiresAt = new Date(at.getTime() + durationMinutes * minuteMs);
  return changed(
    { ...access, status: 'ACTIVE', decidedByUserId: by.userId, expiresAt },
    { type: 'TenantAccessGranted', level, grantedByUserId: by.userId, expiresAt },
  );
}

/** @throws DomainError as `approve`. */
export function reject(access: TenantAccess, by: Actor, at: Date): TenantAccessChange {
  assertSecond(access, by);
  assertMove(statusOf(access, at), 'REJECTED');
  return changed(
    { ...access, status: 'REJECTED', decidedByUserId: by.userId },
    { type: 'TenantAccessRejected', rejectedByUserId: by.userId },
  );
}

/**
 * Ends an access, or withdraws the request for it.
 *
 * @throws DomainError FORBIDDEN to all but platform operators and administrators of the tenant, in whose transaction
 * it runs; ILLEGAL_TRANSITION when it has ended already.
 */
export function revoke(access: TenantAccess, by: Actor, at: Date): TenantAccessChange {
  if (!may(by, 'identity:write', null)) authorize(by, 'tenant:access', null);
  assertMove(statusOf(access, at), 'REVOKED');
  return changed(
    { ...access, status: 'REVOKED', revokedByUserId: by.userId },
    { type: 'TenantAccessEnded', cause: 'REVOKED' },
  );
}

/** Notes that an access has ended by itself; does nothing to any other. Nothing waits for it: see `statusOf`. */
export function expire(access: TenantAccess, at: Date): TenantAccessChange {
  const isDue = access.status !== 'EXPIRED' && statusOf(access, at) === 'EXPIRED';
  if (!isDue) return { state: access, events: [] };
  return changed({ ...access, status: 'EXPIRED' }, { type: 'TenantAccessEnded', cause: 'EXPIRED' });
}

/** Notes an operation before it runs. @throws DomainError FORBIDDEN when it must not run. */
export function noteUse(access: TenantAccess, by: Actor, use: Use, at: Date): TenantAccessChange {
  if (access.operatorUserId !== by.userId || statusOf(access, at) !== 'ACTIVE') {
    throw new DomainError('FORBIDDEN', 'Your access to this tenant has ended.');
  }
  const { operation, fields } = use;
  return changed(
    { ...access, useCount: access.useCount + 1, lastUsedAt: at },
    { type: 'TenantAccessUsed', operation, fields },
  );
}

/** Where an access stands at a moment, to the millisecond. */
export function statusOf({ status, expiresAt }: TenantAccess, at: Date): TenantAccessStatus {
  const isOpen = status === 'REQUESTED' || status === 'ACTIVE';
  return isOpen && at.getTime() >= expiresAt.getTime() ? 'EXPIRED' : status;
}

/** The operator as he works in the tenant: by his own id, and recognisable by the access. */
export function actorBy({ id, operatorUserId, level }: TenantAccess): Actor {
  return {
    userId: operatorUserId,
    kind: 'PERSON',
    grants,
    scopes: permissionsLeft[level],
    tenantAccessId: id,
  };
}

function assertOperator(by: Actor): void {
  authorize(by, 'tenant:access', null);
  if (by.kind === 'PERSON') return;
  throw new DomainError('FORBIDDEN', 'Access to a tenant is for a person to ask for and to give.');
}

function assertSecond({ operatorUserId }: TenantAccess, by: Actor): void {
  assertOperator(by);
  if (operatorUserId !== by.userId) return;
  throw new DomainError('FORBIDDEN', 'A second operator decides what you have asked for.');
}

function reasonFrom(value: string): string {
  const reason = text(value, 'reason', 1_000);
  if (reason.length >= leastReason) return reason;
  throw invalid('reason', `reason must have at least ${leastReason} characters.`);
}

function ticketFrom(value: string): string {
  if (ticketForm.test(value)) return value;
  throw invalid('ticket', 'ticket must be 1 to 64 letters, digits and ._#/-, such as OPS-4711.');
}

function durationFrom(minutes: number): number {
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= mostMinutes) return minutes;
  throw invalid('durationMinutes', `durationMinutes must be 1 to ${mostMinutes}.`);
}

function invalid(field: string, sentence: string): DomainError {
  return new DomainError('INVALID_INPUT', sentence, field);
}

function changed(state: TenantAccess, fact: TenantAccessFact): TenantAccessChange {
  const { id: tenantAccessId, tenantId, operatorUserId } = state;
  return { state, events: [{ ...fact, tenantAccessId, tenantId, operatorUserId }] };
}
