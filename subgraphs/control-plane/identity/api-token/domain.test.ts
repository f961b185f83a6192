import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Actor,
  isPermission,
  may,
  permissions,
  type Role,
  roles,
} from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';
import {
  type ApiToken,
  type ApiTokenChange,
  type ApiTokenStatus,
  expire,
  issue,
  maySee,
  type NewApiToken,
  revoke,
  statusOf,
  tokensSeenBy,
} from './domain.ts';

const noon = new Date('2026-01-01T12:00:00.000Z');
const dayMs = 24 * 3_600_000;
const days = (count: number, ms = 0) => new Date(noon.getTime() + count * dayMs + ms);
const project = '018f3a1e-0000-7000-8000-000000000001';

function holder(role: Role, userId = 'ben', projectId: string | null = null): Actor {
  return { userId, kind: 'PERSON', grants: [{ role, projectId }] };
}
const ben = holder('REVIEWER');
const administrator = holder('TENANT_ADMIN', 'ada');

const wanted: NewApiToken = {
  id: 't-1',
  tenantId: 'acme',
  name: 'nightly build',
  hash: 'a'.repeat(64),
  scopes: ['tenant:read', 'review:claim'],
  expiresAt: null,
  activeTokens: 0,
};
const active = issue(ben, wanted, noon).state;
const revoked = revoke(active, ben, noon).state;
const expired = expire(active, days(90)).state;

/** Code of the refusal, or the status it led to. */
function outcome(run: () => ApiTokenChange): string {
  try {
    return run().state.status;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
const outcomeOf = (by: Actor, more: Partial<NewApiToken>) =>
  outcome(() => issue(by, { ...wanted, ...more }, noon));

describe('the life of an API token, cell by cell', () => {
  const byStatus: Record<ApiTokenStatus, ApiToken> = {
    ACTIVE: active,
    REVOKED: revoked,
    EXPIRED: expired,
  };

  it.each([
    ['ACTIVE', 'REVOKED'],
    ['REVOKED', 'ILLEGAL_TRANSITION'],
    ['EXPIRED', 'ILLEGAL_TRANSITION'],
  ] as const)('revoke while %s: %s', (status, result) => {
    expect(outcome(() => revoke(byStatus[status], ben, noon))).toBe(result);
  });

  it.each([
    ['ACTIVE', 'EXPIRED'],
    ['REVOKED', 'REVOKED'],
    ['EXPIRED', 'EXPIRED'],
  ] as const)('expire while %s, its time being over: %s', (status, result) => {
    expect(outcome(() => expire(byStatus[status], days(90)))).toBe(result);
  });

  it('ends to the millisecond, whether it was swept or not', () => {
    expect(statusOf(active, days(90, -1))).toBe('ACTIVE');
    expect(statusOf(active, days(90))).toBe('EXPIRED');
    expect(outcome(() => revoke(active, ben, days(90)))).toBe('ILLEGAL_TRANSITION');
    expect(statusOf(revoked, days(90))).toBe('REVOKED');
  });

  it('is swept once, and not before its time', () => {
    expect(expire(active, days(90, -1)).events).toEqual([]);
    expect(expire(active, days(90)).events).toHaveLength(1);
    expect(expire(expired, days(90)).events).toEqual([]);
  });
});

describe('issuing an API token', () => {
  it.each(roles.filter((role) => !['SERVICE', 'PLATFORM_OPERATOR'].includes(role)))(
    'is for every person, as %s too',
    (role) => {
      expect(outcomeOf(holder(role), { scopes: ['tenant:read'] })).toBe('ACTIVE');
    },
  );

  it('is not for services, which have credentials of their own', () => {
    const service: Actor = { ...holder('SERVICE'), kind: 'SERVICE' };

    expect(outcomeOf(service, { scopes: ['tenant:read'] })).toBe('FORBIDDEN');
  });

  it('is not for a token that narrows, however much it leaves: a stolen one must end with itself', () => {
    const scopes = ['identity:write', 'tenant:read'] as const;

    expect(outcomeOf({ ...administrator, scopes }, { scopes: ['tenant:read'] })).toBe('FORBIDDEN');
  });

  it('ends when nobody says otherwise after 90 days', () => {
    expect(active.expiresAt).toEqual(days(90));
  });

  it.each([
    ['the past', days(-1), 'INVALID_INPUT'],
    ['this very moment', noon, 'INVALID_INPUT'],
    ['a millisecond', days(0, 1), 'ACTIVE'],
    ['366 days', days(366), 'ACTIVE'],
    ['366 days and a millisecond', days(366, 1), 'INVALID_INPUT'],
  ])('may end in %s: %3$s', (_, expiresAt, result) => {
    expect(outcomeOf(ben, { expiresAt })).toBe(result);
  });

  it.each([
    [0, 'ACTIVE'],
    [99, 'ACTIVE'],
    [100, 'QUOTA_EXCEEDED'],
    [101, 'QUOTA_EXCEEDED'],
  ])('beside %i active tokens of the tenant: %s', (activeTokens, result) => {
    expect(outcomeOf(ben, { activeTokens })).toBe(result);
  });

  it.each([
    ['no scope', []],
    ['a scope that is no permission', ['tenant:read', 'everything']],
    ['a scope of OpenID Connect', ['openid']],
    ['a name that every object has', ['__proto__']],
  ])('is refused with %s', (_, scopes) => {
    expect(outcomeOf(ben, { scopes })).toBe('INVALID_INPUT');
  });

  it.each(['', '  ', 'a'.repeat(121), 'a\u0000b'])('is refused with the name %j', (name) => {
    expect(outcomeOf(ben, { name })).toBe('INVALID_INPUT');
  });

  it('keeps each scope once, in order', () => {
    const scopes = ['tenant:read', 'review:claim', 'tenant:read'];

    expect(issue(ben, { ...wanted, scopes }, noon).state.scopes).toEqual([
      'review:claim',
      'tenant:read',
    ]);
  });

  it('takes a scope that is held in one project alone: the grant still holds there only', () => {
    const inOne = holder('REVIEWER', 'ben', project);

    expect(outcomeOf(inOne, { scopes: ['review:claim'] })).toBe('ACTIVE');
  });

  it('never gives more than its owner holds, whatever he holds and asks for', () => {
    const names = Object.keys(permissions).filter(isPermission);
    const grants = fc.array(
      fc.record({
        role: fc.constantFrom(...roles.filter((role) => role !== 'PLATFORM_OPERATOR')),
        projectId: fc.constantFrom(null, project),
      }),
    );
    const asked = fc.subarray(names, { minLength: 1 });

    fc.assert(
      fc.property(grants, asked, (held, scopes) => {
        const by: Actor = { userId: 'ben', kind: 'PERSON', grants: held };
        const holdsAll = scopes.every((name) => may(by, name, project) || may(by, name, null));
        expect(outcomeOf(by, { scopes })).toBe(holdsAll ? 'ACTIVE' : 'FORBIDDEN');
      }),
    );
  });
});

describe('who may see and revoke API tokens', () => {
  const narrowed = (by: Actor, ...scopes: Actor['scopes'] & object): Actor => ({ ...by, scopes });

  it.each<[string, Actor, 'ALL' | 'OWN' | 'NONE']>([
    ['an administrator', administrator, 'ALL'],
    ['anybody else', ben, 'OWN'],
    ['an administrator’s token for it', narrowed(administrator, 'identity:write'), 'ALL'],
    ['an administrator’s token for something else', narrowed(administrator, 'tenant:read'), 'NONE'],
    ['a token for something else', narrowed(ben, 'tenant:read'), 'NONE'],
  ])('%s: %3$s', (_, by, seen) => {
    expect(tokensSeenBy(by)).toBe(seen);
  });

  it.each<[string, Actor, string]>([
    ['its owner', ben, 'REVOKED'],
    ['an administrator', administrator, 'REVOKED'],
    ['somebody else, to whom it is not there', holder('APPROVER', 'eve'), 'NOT_FOUND'],
    ['its owner by a token for something else', narrowed(ben, 'tenant:read'), 'NOT_FOUND'],
  ])('revoke by %s: %3$s', (_, by, result) => {
    expect(outcome(() => revoke(active, by, noon))).toBe(result);
    expect(maySee(by, active)).toBe(result === 'REVOKED');
  });
});

describe('what is kept and told of an API token', () => {
  it('is its hash while it is active, and not longer', () => {
    expect([active.hash, revoked.hash, expired.hash]).toEqual([wanted.hash, null, null]);
    expect([active.revokedAt, revoked.revokedAt, expired.revokedAt]).toEqual([null, noon, null]);
  });

  it('is neither its hash nor its name in any event', () => {
    const about = { apiTokenId: 't-1', ownerUserId: 'ben' };

    expect(issue(ben, wanted, noon).events).toEqual([
      {
        type: 'ApiTokenIssued',
        ...about,
        scopes: ['review:claim', 'tenant:read'],
        expiresAt: days(90),
      },
    ]);
    expect(revoke(active, ben, noon).events).toEqual([{ type: 'ApiTokenRevoked', ...about }]);
    expect(expire(active, days(90)).events).toEqual([{ type: 'ApiTokenExpired', ...about }]);
  });
});
