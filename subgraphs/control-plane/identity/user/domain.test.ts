import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Actor, type Role, roles, systemActor } from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';
import {
  activate,
  assignRole,
  disable,
  enable,
  type Invitation,
  invite,
  inviteAdministrator,
  principalOf,
  recordSignIn,
  registerService,
  revokeRole,
  type User,
  type UserChange,
  type UserStatus,
} from './domain.ts';

const noon = new Date('2026-01-01T12:00:00.000Z');
const weekLater = new Date('2026-01-08T12:00:00.000Z');
const lastMoment = new Date('2026-01-08T11:59:59.999Z');

function holder(role: Role, projectId: string | null = null): Actor {
  return { userId: 'ada', kind: 'PERSON', grants: [{ role, projectId }] };
}
const administrator = holder('TENANT_ADMIN');
const everywhere = { projectId: null };
const project = '018f3a1e-0000-7000-8000-000000000001';

const invitation: Invitation = {
  id: 'ben',
  tenantId: 'acme',
  email: 'Ben@Acme.example',
  displayName: 'Ben',
  roles: [{ role: 'REVIEWER', ...everywhere }],
  at: noon,
};
const proof = { subject: 'oidc|ben', email: 'ben@acme.example' };
const invited = invite(administrator, invitation).state;
const active = activate(invited, proof, noon).state;
const disabled = disable(active, administrator, 1).state;
const byStatus: Record<UserStatus, User> = { INVITED: invited, ACTIVE: active, DISABLED: disabled };

/** Code of the refusal, or the status it led to. */
function outcome(run: () => UserChange): string {
  try {
    return run().state.status;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('the life of a user, cell by cell', () => {
  const statuses: UserStatus[] = ['INVITED', 'ACTIVE', 'DISABLED'];
  const no = 'ILLEGAL_TRANSITION';
  const table = [
    // command, then what it leads to from each of the statuses above
    ['disable', 'DISABLED', 'DISABLED', no],
    ['enable', no, no, 'ACTIVE'],
    ['assignRole', 'INVITED', 'ACTIVE', no],
    ['revokeRole', 'INVITED', 'ACTIVE', 'DISABLED'],
  ] as const;
  const commands: Record<(typeof table)[number][0], (user: User, by: Actor) => UserChange> = {
    disable: (user, by) => disable(user, by, 1),
    enable: (user, by) => enable(user, by, noon),
    assignRole: (user, by) => assignRole(user, by, { role: 'VIEWER', ...everywhere, at: noon }),
    revokeRole: (user, by) =>
      revokeRole(user, by, { role: 'REVIEWER', ...everywhere, otherAdministrators: 1 }),
  };
  const cells = table.flatMap(([command, ...results]) =>
    statuses.flatMap((status, index) =>
      roles.map((role) => ({
        command,
        status,
        role,
        result: role === 'TENANT_ADMIN' ? results[index] : 'FORBIDDEN',
      })),
    ),
  );

  it.each(cells)(
    '$command while $status as $role: $result',
    ({ command, status, role, result }) => {
      expect(outcome(() => commands[command](byStatus[status], holder(role)))).toBe(result);
    },
  );

  it.each([
    ['INVITED', 'ACTIVE'],
    ['ACTIVE', no],
    ['DISABLED', 'FORBIDDEN'],
  ] as const)('activate while %s: %s', (status, result) => {
    expect(outcome(() => activate(byStatus[status], proof, noon))).toBe(result);
  });

  it.each(roles)('invite as %s', (role) => {
    const result = role === 'TENANT_ADMIN' ? 'INVITED' : 'FORBIDDEN';

    expect(outcome(() => invite(holder(role), invitation))).toBe(result);
  });
});

describe('inviting a user', () => {
  it('keeps the address in lower case, so that it is unique in any case', () => {
    expect(invited.email).toBe('ben@acme.example');
  });

  it('publishes identity and roles; name and address stay in the row', () => {
    const { events } = invite(administrator, invitation);

    expect(events).toEqual([
      { type: 'UserInvited', userId: 'ben', invitationExpiresAt: weekLater },
      { type: 'RoleAssigned', userId: 'ben', role: 'REVIEWER', projectId: null },
    ]);
  });

  it('notes who assigned the roles, and when', () => {
    expect(invited.roles).toEqual([
      { role: 'REVIEWER', projectId: null, grantedAt: noon, grantedByUserId: 'ada' },
    ]);
  });

  it.each([{ email: 'nobody' }, { displayName: '' }, { roles: [] }])('refuses %j', (bad) => {
    expect(outcome(() => invite(administrator, { ...invitation, ...bad }))).toBe('INVALID_INPUT');
  });

  it('refuses the same role twice', () => {
    const twice = { ...invitation, roles: [...invitation.roles, ...invitation.roles] };

    expect(outcome(() => invite(administrator, twice))).toBe('ALREADY_EXISTS');
  });

  it('gives a tenant its first administrator in the name of the factory', () => {
    const { state } = inviteAdministrator(invitation);

    expect(state.roles).toMatchObject([
      { role: 'TENANT_ADMIN', projectId: null, grantedByUserId: systemActor.userId },
    ]);
  });
});

describe('accepting an invitation', () => {
  it('binds the subject, and is the first sign-in', () => {
    const { state, events } = activate(
      invited,
      { ...proof, email: 'BEN@acme.example' },
      lastMoment,
    );

    expect(state).toMatchObject({
      status: 'ACTIVE',
      subject: 'oidc|ben',
      lastLoginAt: lastMoment,
      invitationExpiresAt: null,
    });
    expect(events).toEqual([{ type: 'UserActivated', userId: 'ben' }]);
  });

  it('is refused to whom it is not for', () => {
    expect(outcome(() => activate(invited, { ...proof, email: 'eve@acme.example' }, noon))).toBe(
      'FORBIDDEN',
    );
  });

  it('is refused without a subject', () => {
    expect(outcome(() => activate(invited, { ...proof, subject: '' }, noon))).toBe('INVALID_INPUT');
  });

  it('is refused when the invitation was withdrawn', () => {
    const { state: withdrawn } = disable(invited, administrator, 1);

    expect(withdrawn).toMatchObject({ status: 'DISABLED', invitationExpiresAt: null });
    expect(outcome(() => activate(withdrawn, proof, noon))).toBe('FORBIDDEN');
  });

  it('is possible anew when the user is enabled again', () => {
    const { state: withdrawn } = disable(invited, administrator, 1);
    const { state: renewed, events } = enable(withdrawn, administrator, lastMoment);

    expect(renewed.status).toBe('INVITED');
    expect(events).toMatchObject([{ type: 'UserInvited' }]);
    expect(outcome(() => activate(renewed, proof, weekLater))).toBe('ACTIVE');
  });
});

describe('a sign-in', () => {
  const oneHourOn = new Date('2026-01-01T13:00:00.000Z');
  const nearlyOneHourOn = new Date('2026-01-01T12:59:59.999Z');

  it('is noted to the hour', () => {
    expect(recordSignIn(active, oneHourOn)).toMatchObject({
      state: { lastLoginAt: oneHourOn },
      events: [{ type: 'UserSignedIn', userId: 'ben' }],
    });
    expect(recordSignIn(active, nearlyOneHourOn)).toEqual({ state: active, events: [] });
  });

  it('is none for whoever is not active', () => {
    expect(recordSignIn(disabled, weekLater).events).toEqual([]);
    expect(recordSignIn(invited, weekLater).events).toEqual([]);
  });
});

describe('a service', () => {
  const { state: service, events } = registerService(administrator, {
    id: 'factory',
    tenantId: 'acme',
    subject: 'client|factory',
    displayName: 'The factory',
    at: noon,
  });

  it('is active at once, has no address and holds the role SERVICE', () => {
    expect(service).toMatchObject({
      kind: 'SERVICE',
      status: 'ACTIVE',
      email: null,
      roles: [{ role: 'SERVICE', projectId: null }],
    });
    expect(events.map(({ type }) => type)).toEqual(['UserActivated', 'RoleAssigned']);
  });

  it('cannot hold the roles of people', () => {
    const input = { role: 'APPROVER', ...everywhere, at: noon } as const;

    expect(outcome(() => assignRole(service, administrator, input))).toBe('INVALID_INPUT');
  });

  it('is registered by administrators alone', () => {
    const asked = { id: 'x', tenantId: 'acme', subject: 'x', displayName: 'x', at: noon };

    for (const role of roles.filter((other) => other !== 'TENANT_ADMIN')) {
      expect(outcome(() => registerService(holder(role), asked))).toBe('FORBIDDEN');
    }
  });
});

describe('assigning a role', () => {
  it('publishes who holds what where', () => {
    const { events } = assignRole(active, administrator, {
      role: 'APPROVER',
      projectId: project,
      at: noon,
    });

    expect(events).toEqual([
      { type: 'RoleAssigned', userId: 'ben', role: 'APPROVER', projectId: project },
    ]);
  });

  it('is not widened by being an administrator of nothing: no one assigns to himself without identity:write', () => {
    const self: Actor = { userId: 'ben', kind: 'PERSON', grants: principalOf(active).grants };
    const input = { role: 'TENANT_ADMIN', ...everywhere, at: noon } as const;

    expect(outcome(() => assignRole(active, self, input))).toBe('FORBIDDEN');
  });

  it('is refused for PLATFORM_OPERATOR inside a tenant', () => {
    const input = { role: 'PLATFORM_OPERATOR', ...everywhere, at: noon } as const;

    expect(outcome(() => assignRole(active, administrator, input))).toBe('FORBIDDEN');
  });
});

describe('revoking a role', () => {
  const input = { role: 'REVIEWER', ...everywhere, otherAdministrators: 1 } as const;

  it('takes that assignment and no other', () => {
    const { state: two } = assignRole(active, administrator, {
      role: 'REVIEWER',
      projectId: project,
      at: noon,
    });
    const { state, events } = revokeRole(two, administrator, input);

    expect(state.roles).toMatchObject([{ role: 'REVIEWER', projectId: project }]);
    expect(events).toEqual([
      { type: 'RoleRevoked', userId: 'ben', role: 'REVIEWER', projectId: null },
    ]);
  });

  it('is refused for a role that is not held there', () => {
    const elsewhere = { ...input, projectId: project };

    expect(outcome(() => revokeRole(active, administrator, elsewhere))).toBe('NOT_FOUND');
  });
});

describe('the last tenant administrator', () => {
  const { state: boss } = assignRole(active, administrator, {
    role: 'TENANT_ADMIN',
    ...everywhere,
    at: noon,
  });
  const stripped = { role: 'TENANT_ADMIN', ...everywhere } as const;

  it('cannot be disabled', () => {
    expect(outcome(() => disable(boss, administrator, 0))).toBe('FORBIDDEN');
    expect(outcome(() => disable(boss, administrator, 1))).toBe('DISABLED');
  });

  it('cannot lose the role', () => {
    const losing = (otherAdministrators: number) =>
      outcome(() => revokeRole(boss, administrator, { ...stripped, otherAdministrators }));

    expect(losing(0)).toBe('FORBIDDEN');
    expect(losing(1)).toBe('ACTIVE');
  });

  it('may lose any other role', () => {
    const input = { role: 'REVIEWER', ...everywhere, otherAdministrators: 0 } as const;

    expect(outcome(() => revokeRole(boss, administrator, input))).toBe('ACTIVE');
  });

  it('is not a user who is disabled anyway', () => {
    const former = disable(boss, administrator, 1).state;
    const input = { ...stripped, otherAdministrators: 0 };

    expect(outcome(() => revokeRole(former, administrator, input))).toBe('DISABLED');
  });

  it('is always there, whatever is tried in whatever order', () => {
    const isAdministrator = ({ status, roles: held }: User) =>
      status === 'ACTIVE' && held.some(({ role }) => role === 'TENANT_ADMIN');
    const step = fc.record({
      who: fc.nat(3),
      command: fc.constantFrom('disable', 'enable', 'assign', 'revoke'),
    });

    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const users = [boss, active, active, active].map((user, n) => ({ ...user, id: `u${n}` }));
        for (const { who, command } of steps) {
          const user = users[who] ?? boss;
          const others = users.filter((other, n) => n !== who && isAdministrator(other)).length;
          const commands: Record<typeof command, () => UserChange> = {
            disable: () => disable(user, administrator, others),
            enable: () => enable(user, administrator, noon),
            assign: () => assignRole(user, administrator, { ...stripped, at: noon }),
            revoke: () =>
              revokeRole(user, administrator, { ...stripped, otherAdministrators: others }),
          };
          try {
            users[who] = commands[command]().state;
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
          }
          expect(users.some(isAdministrator)).toBe(true);
        }
      }),
    );
  });
});

describe('what the gateway learns of a user', () => {
  it('is who it is and what it may do, without anything personal', () => {
    expect(principalOf({ ...active, version: 7 })).toEqual({
      userId: 'ben',
      kind: 'PERSON',
      status: 'ACTIVE',
      grants: [{ role: 'REVIEWER', projectId: null }],
      epoch: 7,
    });
  });

  it.each([invited, disabled])('is no grant at all while $status', (user) => {
    expect(principalOf(user).grants).toEqual([]);
  });
});

describe('events of users', () => {
  it('hold no name, address or subject', () => {
    const changes = [
      invite(administrator, invitation),
      activate(invited, proof, noon),
      recordSignIn(active, weekLater),
      disable(active, administrator, 1),
      enable(disabled, administrator, noon),
    ];

    const told = JSON.stringify(changes.map(({ events }) => events));
    for (const personal of ['Ben', '@', 'oidc']) expect(told).not.toContain(personal);
  });
});
