import {
  type Actor,
  isPermission,
  isWithinScopes,
  may,
  type Permission,
} from '../../../kernel/authority.ts';
import { type Change, DomainError, lifecycle } from '../../../kernel/domain.ts';
import { text } from '../../../kernel/text.ts';
import { permissionsOf } from '../role/domain.ts';

export type ApiTokenStatus = 'ACTIVE' | 'REVOKED' | 'EXPIRED';

export interface ApiToken {
  readonly id: string;
  readonly tenantId: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The token acts for this person, with what he may do at that moment. */
  readonly ownerUserId: string;
  readonly name: string;
  /** Of the token's text, as `kernel/scope/api-token.ts` makes it; kept only while the token is active. */
  readonly hash: string | null;
  /** What it narrows the owner's permissions to; in the order of the alphabet, at least one. */
  readonly scopes: readonly Permission[];
  /** As last written: what time has done since is told by `statusOf`. */
  readonly status: ApiTokenStatus;
  readonly expiresAt: Date;
  /** To the minute; null before its first use. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

type ApiTokenFact =
  | {
      readonly type: 'ApiTokenIssued';
      readonly scopes: readonly Permission[];
      readonly expiresAt: Date;
    }
  | { readonly type: 'ApiTokenRevoked' | 'ApiTokenExpired' };

/** Neither the secret nor its hash, and not the name, which its owner has written. */
export type ApiTokenEvent = ApiTokenFact & {
  readonly apiTokenId: string;
  readonly ownerUserId: string;
};

export type ApiTokenChange = Change<ApiToken, ApiTokenEvent>;

export interface NewApiToken {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly hash: string;
  /** Permissions as `resource:action`. */
  readonly scopes: readonly string[];
  /** Null: 90 days from now. */
  readonly expiresAt: Date | null;
  /** How many tokens of the tenant are active, counted under a lock that keeps two issues from counting alike. */
  readonly activeTokens: number;
}

/** A token that has ended never becomes good again: whoever was once refused it need not ask anew. */
const assertMove = lifecycle<ApiTokenStatus>('An API token', {
  ACTIVE: ['REVOKED', 'EXPIRED'],
  REVOKED: [],
  EXPIRED: [],
});

/** That a token is used is noted once in this time at most. */
export const useNotedEveryMs = 60_000;

const mostActiveTokens = 100;
const dayMs = 24 * 3_600_000;
const usualDays = 90;
const mostDays = 366;

/**
 * Issues a token to the person who asks, for himself.
 *
 * Only who has signed in may: a token that narrows issues no other, so that a stolen one ends with itself.
 *
 * @throws DomainError FORBIDDEN for a service, a token that narrows, or a scope that the person does not hold
 * anywhere; INVALID_INPUT for a scope that is none, or an end in the past or more than 366 days away;
 * QUOTA_EXCEEDED beyond 100 active tokens of the tenant.
 */
export function issue(by: Actor, input: NewApiToken, at: Date): ApiTokenChange {
  assertMayIssue(by);
  if (input.activeTokens >= mostActiveTokens) {
    throw new DomainError(
      'QUOTA_EXCEEDED',
      `A tenant has at most ${mostActiveTokens} active API tokens; revoke one first.`,
    );
  }
  const token: ApiToken = {
    id: input.id,
    tenantId: input.tenantId,
    version: 0,
    createdAt: at,
    updatedAt: at,
    ownerUserId: by.userId,
    name: text(input.name, 'name', 120),
    hash: input.hash,
    scopes: scopesFor(by, input.scopes),
    status: 'ACTIVE',
    expiresAt: endFrom(input.expiresAt, at),
    lastUsedAt: null,
    revokedAt: null,
  };
  const { scopes, expiresAt } = token;
  return changed(token, { type: 'ApiTokenIssued', scopes, expiresAt });
}

/**
 * Ends a token, by its owner or an administrator. To anybody else it is not there.
 *
 * @throws DomainError NOT_FOUND, or ILLEGAL_TRANSITION when it has ended already.
 */
export function revoke(token: ApiToken, by: Actor, at: Date): ApiTokenChange {
  if (!maySee(by, token)) throw new DomainError('NOT_FOUND', 'There is no such api token.');
  assertMove(statusOf(token, at), 'REVOKED');
  return changed(
    { ...token, status: 'REVOKED', hash: null, revokedAt: at },
    { type: 'ApiTokenRevoked' },
  );
}

/** Forgets the hash of a token whose time is over; does nothing to any other. */
export function expire(token: ApiToken, at: Date): ApiTokenChange {
  const isDue = token.status === 'ACTIVE' && statusOf(token, at) === 'EXPIRED';
  if (!isDue) return { state: token, events: [] };
  return changed({ ...token, status: 'EXPIRED', hash: null }, { type: 'ApiTokenExpired' });
}

/** Where a token stands at a moment, to the millisecond. */
export function statusOf({ status, expiresAt }: ApiToken, at: Date): ApiTokenStatus {
  return status === 'ACTIVE' && at.getTime() >= expiresAt.getTime() ? 'EXPIRED' : status;
}

/** Whose tokens somebody may see and revoke; `NONE` with a token that narrows, unless to `identity:write` too. */
export function tokensSeenBy(by: Actor): 'ALL' | 'OWN' | 'NONE' {
  if (may(by, 'identity:write', null)) return 'ALL';
  return isWithinScopes(by, 'identity:write') ? 'OWN' : 'NONE';
}

export function maySee(by: Actor, { ownerUserId }: Pick<ApiToken, 'ownerUserId'>): boolean {
  const seen = tokensSeenBy(by);
  return seen === 'ALL' || (seen === 'OWN' && ownerUserId === by.userId);
}

function assertMayIssue(by: Actor): void {
  if (by.kind !== 'PERSON') {
    throw new DomainError('FORBIDDEN', 'A service has credentials of its own, and no API tokens.');
  }
  if (by.scopes !== undefined) {
    throw new DomainError('FORBIDDEN', 'Sign in to issue an API token: a narrowed one cannot.');
  }
}

function scopesFor(by: Actor, named: readonly string[]): readonly Permission[] {
  if (named.length === 0) {
    throw new DomainError('INVALID_INPUT', 'An API token needs a scope.', 'scopes');
  }
  const unknown = named.find((name) => !isPermission(name));
  if (unknown !== undefined) {
    throw new DomainError(
      'INVALID_INPUT',
      'A scope must be a permission, such as tenant:read.',
      'scopes',
    );
  }
  const held = new Set<string>(permissionsOf(by).map(({ permission }) => permission));
  const missing = named.find((name) => !held.has(name));
  if (missing !== undefined) {
    throw new DomainError('FORBIDDEN', `You do not hold ${missing} yourself.`, 'scopes');
  }
  return [...new Set(named.filter(isPermission))].sort();
}

function endFrom(asked: Date | null, at: Date): Date {
  const now = at.getTime();
  const expiresAt = asked ?? new Date(now + usualDays * dayMs);
  if (expiresAt.getTime() > now && expiresAt.getTime() <= now + mostDays * dayMs) return expiresAt;
  throw new DomainError(
    'INVALID_INPUT',
    `expiresAt must lie in the future, at most ${mostDays} days away.`,
    'expiresAt',
  );
}

function changed(state: ApiToken, fact: ApiTokenFact): ApiTokenChange {
  return { state, events: [{ ...fact, apiTokenId: state.id, ownerUserId: state.ownerUserId }] };
}
