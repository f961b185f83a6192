import { describe, expect, it } from 'vitest';
import {
  type Actor,
  type Grant,
  may,
  type Permission,
  permissions,
} from '../../../kernel/authority.ts';
import type { DomainError } from '../../../kernel/domain.ts';
import {
  actorBy,
  approve,
  expire,
  noteUse,
  permissionsLeft,
  reject,
  request,
  revoke,
  statusOf,
  type TenantAccess,
  type TenantAccessChange,
  type TenantAccessLevel,
  type TenantAccessRequest,
  type TenantAccessStatus,
} from './domain.ts';

const noon = new Date('2026-01-31T12:00:00.000Z');
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const person = (last: number, ...grants: readonly Grant['role'][]): Actor => ({
  userId: `0198c0de-0000-7000-8000-00000000000${last}`,
  kind: 'PERSON',
  grants: grants.map((role) => ({ role, projectId: null })),
});
const petra = person(1, 'PLATFORM_OPERATOR');
const paul = person(2, 'PLATFORM_OPERATOR');
const ada = person(3, 'TENANT_ADMIN', 'APPROVER');
const ben = person(4, 'REVIEWER');

const asked: TenantAccessRequest = {
  id: '0198c0de-0000-7000-8000-000000000009',
  tenantId: 'acme',
  level: 'READ',
  reason: 'The queue of Acme stands still since ten.',
  reasonSha256: 'c0ffee',
  ticket: 'OPS-4711',
  durationMinutes: 30,
};

const requested = (more: Partial<TenantAccessRequest> = {}) =>
  request(petra, { ...asked, ...more }, noon).state;
const granted = (more: Partial<TenantAccessRequest> = {}) =>
  approve(requested(more), paul, noon).state;
const codeOf = (command: () => unknown): DomainError['code'] | undefined => {
  try {
    command();
    return undefined;
  } catch (error) {
    return (error as DomainError).code;
  }
};

describe('a request for access to a tenant', () => {
  it('names the tenant, why, for how long, and who asks', () => {
    const { state, events } = request(petra, asked, noon);

    const { reasonSha256, id, ...kept } = asked;
    expect(state).toMatchObject({ ...kept, status: 'REQUESTED', operatorUserId: petra.userId });
    expect(events).toEqual([
      {
        type: 'TenantAccessRequested',
        tenantAccessId: id,
        tenantId: 'acme',
        operatorUserId: petra.userId,
        level: 'READ',
        durationMinutes: 30,
        reasonSha256,
      },
    ]);
  });

  it.each([
    ['a reason of 19 characters', { reason: 'x'.repeat(19) }],
    ['a reason that is blank around 19 characters', { reason: `  ${'x'.repeat(19)}   ` }],
    ['a reason of 1001 characters', { reason: 'x'.repeat(1_001) }],
    ['no minutes', { durationMinutes: 0 }],
    ['61 minutes', { durationMinutes: 61 }],
    ['half a minute', { durationMinutes: 0.5 }],
    ['no ticket', { ticket: '' }],
    ['a ticket that is prose', { ticket: 'ask Petra' }],
  ])('is refused with %s', (_, more) => {
    expect(codeOf(() => requested(more))).toBe('INVALID_INPUT');
  });

  it('is allowed at the edges: 20 characters, 1 and 60 minutes', () => {
    for (const durationMinutes of [1, 60]) {
      expect(requested({ reason: 'x'.repeat(20), durationMinutes }).status).toBe('REQUESTED');
    }
  });

  it('is for platform operators in person', () => {
    for (const by of [ada, ben, { ...petra, kind: 'SERVICE' as const }]) {
      expect(codeOf(() => request(by, asked, noon))).toBe('FORBIDDEN');
    }
  });

  it('waits a day', () => {
    expect(approve(requested(), paul, later(24 * 60 - 1)).state.status).toBe('ACTIVE');
    expect(codeOf(() => approve(requested(), paul, later(24 * 60)))).toBe('ILLEGAL_TRANSITION');
  });
});

describe.each([
  ['approving', approve],
  ['rejecting', reject],
])('%s an access', (_, command) => {
  it('takes a second platform operator: never who asked, never the tenant', () => {
    for (const by of [petra, ada, ben, { ...paul, kind: 'SERVICE' as const }]) {
      expect(codeOf(() => command(requested(), by, noon))).toBe('FORBIDDEN');
    }
    expect(command(requested(), paul, noon).state.decidedByUserId).toBe(paul.userId);
  });
});

describe('revoking an access', () => {
  it('is for every platform operator and for administrators of the tenant, and no one else', () => {
    for (const by of [petra, paul, ada]) {
      expect(revoke(granted(), by, noon).state).toMatchObject({
        status: 'REVOKED',
        revokedByUserId: by.userId,
      });
    }
    expect(codeOf(() => revoke(granted(), ben, noon))).toBe('FORBIDDEN');
    expect(codeOf(() => revoke(granted(), actorBy(granted({ level: 'WRITE' })), noon))).toBe(
      'FORBIDDEN',
    );
  });
});

describe('an active access', () => {
  it('ends by itself, to the millisecond, whether or not anybody notes it', () => {
    const access = granted();
    const end = later(30);
    const before = new Date(end.getTime() - 1);

    expect([statusOf(access, before), statusOf(access, end)]).toEqual(['ACTIVE', 'EXPIRED']);
    expect(expire(access, before).events).toEqual([]);
    const expired = expire(access, end);
    expect(expired.events).toMatchObject([{ type: 'TenantAccessEnded', cause: 'EXPIRED' }]);
    expect(expire(expired.state, later(60)).events).toEqual([]);
  });

  it('counts and tells each use, by its operator alone', () => {
    const what = { operation: 'QUERY', fields: ['incidents'] } as const;
    const first = noteUse(granted(), petra, what, later(1));
    const second = noteUse(first.state, petra, what, later(2));

    expect(second.state).toMatchObject({ useCount: 2, lastUsedAt: later(2) });
    expect(second.events).toMatchObject([{ type: 'TenantAccessUsed', ...what }]);
    expect(codeOf(() => noteUse(granted(), paul, what, later(1)))).toBe('FORBIDDEN');
    expect(codeOf(() => noteUse(granted(), petra, what, later(30)))).toBe('FORBIDDEN');
  });
});

const commands: Readonly<Record<string, (access: TenantAccess) => TenantAccessChange>> = {
  approve: (access) => approve(access, paul, noon),
  reject: (access) => reject(access, paul, noon),
  revoke: (access) => revoke(access, ada, noon),
  use: (access) => noteUse(access, petra, { operation: 'QUERY', fields: [] }, noon),
};
const states: Readonly<Record<TenantAccessStatus, TenantAccess>> = {
  REQUESTED: requested(),
  ACTIVE: granted(),
  REJECTED: reject(requested(), paul, noon).state,
  REVOKED: revoke(granted(), ada, noon).state,
  EXPIRED: expire(granted(), later(30)).state,
};
/** Where each command leads from each state; what is not named is refused. */
const moves: Readonly<Record<string, Partial<Record<TenantAccessStatus, TenantAccessStatus>>>> = {
  approve: { REQUESTED: 'ACTIVE' },
  reject: { REQUESTED: 'REJECTED' },
  revoke: { REQUESTED: 'REVOKED', ACTIVE: 'REVOKED' },
  use: { ACTIVE: 'ACTIVE' },
};

describe.each(Object.keys(commands))('the command %s', (name) => {
  it.each(Object.entries(states))('leads from %s where the table says', (status, access) => {
    const wanted = moves[name]?.[status as TenantAccessStatus];
    const run = () => commands[name]?.(access).state.status;
    if (wanted) expect(run()).toBe(wanted);
    else expect(codeOf(run)).toBe(name === 'use' ? 'FORBIDDEN' : 'ILLEGAL_TRANSITION');
  });
});

describe('every walk through the commands', () => {
  it('of six steps keeps two persons, one operator, an hour at most, and never leaves an end', () => {
    const names = Object.keys(commands);
    for (let walk = 0; walk < names.length ** 6; walk += 7) {
      let access = requested();
      for (let step = 0, rest = walk; step < 6; step += 1, rest = Math.floor(rest / names.length)) {
        const before = access.status;
        try {
          access = commands[names[rest % names.length] ?? '']?.(access).state ?? access;
        } catch {
          continue;
        }
        expect(['REQUESTED', 'ACTIVE']).toContain(before);
        expect(access.operatorUserId).toBe(petra.userId);
        if (access.status !== 'ACTIVE') continue;
        expect(access.decidedByUserId).toBe(paul.userId);
        expect(access.expiresAt.getTime() - noon.getTime()).toBeLessThanOrEqual(60 * 60_000);
      }
    }
  });
});

// What an operator may do in a tenant, written out by hand, for every permission there is.
const left: Readonly<Record<Permission, readonly TenantAccessLevel[]>> = {
  'tenant:read': ['READ', 'WRITE'],
  'telemetry:read': ['READ', 'WRITE'],
  'telemetry:ingest': [],
  'cost:read': [],
  'review:request': [],
  'review:claim': [],
  'review:decide': [],
  'review:claim-escalated': [],
  'review:override': [],
  'review:supersede': [],
  'review:revise': [],
  'incident:open': ['WRITE'],
  'incident:write': ['WRITE'],
  'project:write': [],
  'approval:request': [],
  'approval:grant': [],
  'identity:write': [],
  'tenant:write': [],
  'tenant:lifecycle': [],
  'tenant:access': [],
};
const cells = Object.entries(left).flatMap(([permission, levels]) =>
  (['READ', 'WRITE'] as const).map((level) => [level, permission, levels.includes(level)] as const),
);

describe('the actor by an access', () => {
  it.each(cells)('of level %s may %s: %s', (level, permission, isLeft) => {
    const actor = actorBy(granted({ level }));
    expect(may(actor, permission as Permission, null)).toBe(isLeft);
    expect(may(actor, permission as Permission, asked.id)).toBe(isLeft);
  });

  it('is the operator himself, and known by the access', () => {
    const { userId, kind, tenantAccessId } = actorBy(granted());
    expect([userId, kind, tenantAccessId]).toEqual([petra.userId, 'PERSON', asked.id]);
  });

  it('is left every permission by its level alone: the table names no other', () => {
    expect(Object.keys(left).sort()).toEqual(Object.keys(permissions).sort());
    expect(Object.keys(permissionsLeft)).toEqual(['READ', 'WRITE']);
  });
});
