import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userBySubject } from '../../subgraphs/control-plane/identity/user/repository.ts';
import { openTestControlPlane, type TestControlPlane } from './control-plane.ts';

let plane: TestControlPlane;
beforeAll(async () => {
  plane = await openTestControlPlane();
});
afterAll(() => plane?.stop());

const about = 'user { id status email invitationExpiresAt roles { role projectId } }';
const zoe = {
  email: 'Zoe@Acme.example',
  displayName: 'Zoe',
  roles: [{ role: 'REVIEWER' }, { role: 'VIEWER' }],
};

describe('inviting a user', () => {
  it('keeps the address in lower case, with an end to the invitation', async () => {
    const { user } = await plane.mutate('acme/ada', 'inviteUser', zoe, about);

    expect(user).toMatchObject({
      status: 'INVITED',
      email: 'zoe@acme.example',
      invitationExpiresAt: new Date('2026-02-07T12:00:00.000Z'),
      roles: [
        { role: 'REVIEWER', projectId: null },
        { role: 'VIEWER', projectId: null },
      ],
    });
  });

  it('takes an address once in a tenant, in whatever case', async () => {
    const again = { ...zoe, email: 'ZOE@acme.EXAMPLE' };

    expect((await plane.mutate('acme/ada', 'inviteUser', again, about)).userErrors).toMatchObject([
      { code: 'ALREADY_EXISTS', field: ['email'] },
    ]);
    expect((await plane.mutate('globex/eve', 'inviteUser', again, about)).userErrors).toEqual([]);
  });

  it('tells nobody outside of the row who was invited', async () => {
    const told = JSON.stringify([
      await plane.told('UserInvited'),
      await plane.told('RoleAssigned'),
      await plane.told('UserActivated'),
      await plane.told('TenantProvisioned'),
    ]).toLowerCase();

    for (const personal of ['zoe', 'ada@', '@', '"ada"']) expect(told).not.toContain(personal);
  });
});

describe('what is seen of a user', () => {
  const query = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) {
    ... on User { displayName email lastLoginAt invitationExpiresAt permissions { permission } } } }`;

  it('is the name by all, and the rest by himself and administrators', async () => {
    const id = await plane.idOf('acme/ben');
    const seenBy = async (who: 'acme/ada' | 'acme/ben' | 'acme/cleo') =>
      (await plane.data(who, query, { id }))._entities[0];

    expect(await seenBy('acme/cleo')).toEqual({
      displayName: 'Ben',
      email: null,
      lastLoginAt: null,
      invitationExpiresAt: null,
      permissions: null,
    });
    expect(await seenBy('acme/ben')).toMatchObject({ email: 'ben@acme.example' });
    expect(await seenBy('acme/ada')).toMatchObject({
      email: 'ben@acme.example',
      lastLoginAt: plane.clock.at,
    });
  });

  it('shows how long an invitation lasts to administrators only', async () => {
    const invited = { ...zoe, email: 'yan@acme.example' };
    const { user } = await plane.mutate('acme/ada', 'inviteUser', invited, about);

    const seen = await plane.data('acme/cleo', query, { id: user.id });

    expect(user.invitationExpiresAt).not.toBeNull();
    expect(seen._entities[0].invitationExpiresAt).toBeNull();
  });

  it('is nothing from another tenant', async () => {
    const id = await plane.idOf('acme/ben');

    expect((await plane.data('globex/eve', query, { id }))._entities).toEqual([null]);
  });

  it('is a list for administrators only', async () => {
    const list = '{ users(first: 100) { nodes { displayName tenant { id } } } }';
    const { users } = await plane.data('acme/ada', list);
    const refused = await plane.ask('acme/ben', list);

    expect(users.nodes).toContainEqual({ displayName: 'Olga', tenant: { id: 'acme' } });
    expect(users.nodes).not.toContainEqual(expect.objectContaining({ tenant: { id: 'globex' } }));
    expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('tells the viewer who he is and what he may do', async () => {
    const { viewer } = await plane.data(
      'acme/ben',
      `{ viewer { displayName kind tenant { id } permissions { permission project { id } }
           roles { role project { id } grantedAt grantedBy { id } } } }`,
    );

    expect(viewer).toMatchObject({
      displayName: 'Ben',
      kind: 'PERSON',
      tenant: { id: 'acme' },
      roles: [{ role: 'REVIEWER', project: null, grantedAt: plane.clock.at, grantedBy: null }],
    });
    expect(viewer.permissions).toContainEqual({ permission: 'review:claim', project: null });
    expect(viewer.permissions).not.toContainEqual({ permission: 'approval:grant', project: null });
  });
});

describe('roles', () => {
  it('are assigned and revoked by administrators, each once', async () => {
    const userId = await plane.idOf('acme/cleo');
    const role = { userId, role: 'REVIEWER' };
    const codes = async (who: 'acme/ada' | 'acme/cleo', mutation: string) =>
      (await plane.mutate(who, mutation, role, about)).userErrors.map(
        ({ code }: { code: string }) => code,
      );

    expect(await codes('acme/cleo', 'assignRole')).toEqual(['FORBIDDEN']);
    expect(await codes('acme/ada', 'assignRole')).toEqual([]);
    expect(await codes('acme/ada', 'assignRole')).toEqual(['ALREADY_EXISTS']);
    expect(await codes('acme/ada', 'revokeRole')).toEqual([]);
    expect(await codes('acme/ada', 'revokeRole')).toEqual(['NOT_FOUND']);
  });

  it('never put a platform operator into a tenant', async () => {
    const userId = await plane.idOf('acme/cleo');
    const input = { userId, role: 'PLATFORM_OPERATOR' };

    expect((await plane.mutate('acme/ada', 'assignRole', input, about)).userErrors).toMatchObject([
      { code: 'FORBIDDEN', field: ['role'] },
    ]);
  });

  it('are found for a token by a single statement', async () => {
    const { database } = plane.runtime.services;
    plane.statements.splice(0);

    const user = await userBySubject(database.reader('acme'), 'ada');

    expect(user?.roles).toMatchObject([{ role: 'APPROVER' }, { role: 'TENANT_ADMIN' }]);
    expect(user?.roles[0]?.grantedAt).toEqual(plane.clock.at);
    expect(plane.statements).toHaveLength(1);
    expect(await userBySubject(database.reader('globex'), 'ada')).toBeUndefined();
  });
});

describe('the last administrator', () => {
  it('can be neither disabled nor stripped', async () => {
    const userId = await plane.idOf('globex/eve');
    const stripped = { userId, role: 'TENANT_ADMIN' };

    expect(
      (await plane.mutate('globex/eve', 'disableUser', { userId }, about)).userErrors,
    ).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(
      (await plane.mutate('globex/eve', 'revokeRole', stripped, about)).userErrors,
    ).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('is not saved by others who are only invited, or disabled', async () => {
    const userId = await plane.idOf('globex/eve');
    const gus = await plane.idOf('globex/gus');
    const admin = {
      email: 'max@globex.example',
      displayName: 'Max',
      roles: [{ role: 'TENANT_ADMIN' }],
    };
    await plane.mutate('globex/eve', 'inviteUser', admin, about);
    await plane.mutate('globex/eve', 'assignRole', { userId: gus, role: 'TENANT_ADMIN' }, about);
    await plane.mutate('globex/eve', 'disableUser', { userId: gus }, about);

    const { userErrors } = await plane.mutate('globex/eve', 'disableUser', { userId }, about);

    expect(userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('is left when two administrators remove each other at once', async () => {
    const ada = await plane.idOf('acme/ada');
    const ben = await plane.idOf('acme/ben');
    const admin = (userId: string) => ({ userId, role: 'TENANT_ADMIN' });

    for (let round = 0; round < 20; round += 1) {
      await plane.mutate('acme/ada', 'assignRole', admin(ben), about);
      const outcomes = await Promise.all([
        plane.mutate('acme/ada', 'revokeRole', admin(ben), about),
        plane.mutate('acme/ben', 'revokeRole', admin(ada), about),
      ]);

      const refusals = outcomes.flatMap(({ userErrors }) => userErrors);
      expect(refusals).toMatchObject([{ code: 'FORBIDDEN' }]);
      if (outcomes[0].user === null)
        await plane.mutate('acme/ben', 'assignRole', admin(ada), about);
      if (outcomes[0].user === null)
        await plane.mutate('acme/ada', 'revokeRole', admin(ben), about);
    }
  });
});
