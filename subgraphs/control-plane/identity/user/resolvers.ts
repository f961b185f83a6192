import type { TenantDb } from '../../../../db/client.ts';
import { may } from '../../../kernel/authority.ts';
import type { Context } from '../../../kernel/context.ts';
import { refusal } from '../../../kernel/errors.ts';
import { mutation } from '../../../kernel/mutation.ts';
import type { Resolvers } from '../../generated.ts';
import { permissionsOf } from '../role/domain.ts';
import {
  assignRole,
  disable,
  enable,
  invite,
  principalOf,
  revokeRole,
  type User,
} from './domain.ts';
import { holdOtherAdministrators, listUsers, tenantsOfPerson, users } from './repository.ts';

/** What the context `tenancy` tells of a tenant to whoever is a member of it; null while nobody can work there. */
export interface OpenTenants {
  nameOf(db: TenantDb): Promise<string | null>;
}

export const userResolvers = ({ nameOf }: OpenTenants): Resolvers => ({
  Query: {
    myTenants: async (_, __, context) => {
      if (context.actor.scopes !== undefined) {
        throw refusal('FORBIDDEN', 'A token that narrows stays in its tenant: sign in for this.');
      }
      const slugs = await context.read((db) => tenantsOfPerson(db, context.actor.userId));
      const { database } = context.services;
      const found = await Promise.all(
        slugs.map(async (tenantId) => ({
          tenantId,
          displayName: await nameOf(database.reader(tenantId)),
        })),
      );
      return found.flatMap(({ tenantId, displayName }) =>
        displayName === null ? [] : [{ tenantId, displayName }],
      );
    },
    viewer: (_, __, context) => context.load(users, context.actor.userId),
    users: (_, page, context) => {
      context.authorize('identity:write', null);
      return context.read((db) => listUsers(db, page));
    },
  },
  Mutation: {
    inviteUser: mutation(async ({ email, displayName, roles }, work) => {
      const grants = roles.map(({ role, projectId }) => ({ role, projectId: projectId ?? null }));
      const who = { id: work.newId(), tenantId: work.tenantId, email, displayName };
      const invited = invite(work.actor, { ...who, roles: grants, at: work.now });
      return { user: await work.create(users, invited) };
    }),
    disableUser: mutation(async ({ userId }, work) => {
      const others = await holdOtherAdministrators(work.tx, userId);
      return {
        user: await work.change(users, userId, (user) => disable(user, work.actor, others)),
      };
    }),
    enableUser: mutation(async ({ userId }, work) => ({
      user: await work.change(users, userId, (user) => enable(user, work.actor, work.now)),
    })),
    assignRole: mutation(async ({ userId, role, projectId }, work) => ({
      user: await work.change(users, userId, (user) =>
        assignRole(user, work.actor, { role, projectId: projectId ?? null, at: work.now }),
      ),
    })),
    revokeRole: mutation(async ({ userId, role, projectId }, work) => {
      const otherAdministrators = await holdOtherAdministrators(work.tx, userId);
      const revoked = { role, projectId: projectId ?? null, otherAdministrators };
      return {
        user: await work.change(users, userId, (user) => revokeRole(user, work.actor, revoked)),
      };
    }),
  },
  User: {
    __resolveReference: ({ id }, context) => context.load(users, id),
    email: (user, _, context) => (isPrivy(context, user) ? user.email : null),
    lastLoginAt: (user, _, context) => (isPrivy(context, user) ? user.lastLoginAt : null),
    invitationExpiresAt: (user, _, { actor }) =>
      may(actor, 'identity:write', null) ? user.invitationExpiresAt : null,
    permissions: (user, _, context) =>
      isPrivy(context, user) ? permissionsOf(principalOf(user)) : null,
  },
  RoleAssignment: {
    grantedBy: ({ grantedByUserId }, _, context) => context.load(users, grantedByUserId),
  },
  Project: {
    owner: (project, _, context) => context.load(users, project.ownerUserId),
  },
  ApprovalRequest: {
    requestedBy: (approval, _, context) => context.load(users, approval.requestedByUserId),
  },
  ApprovalVote: {
    approver: (vote, _, context) => context.load(users, vote.approverUserId),
  },
});

/** Personal data is for the person and for administrators. */
function isPrivy({ actor }: Context, user: User): boolean {
  return user.id === actor.userId || may(actor, 'identity:write', null);
}
