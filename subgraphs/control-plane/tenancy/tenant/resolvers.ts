import { type Actor, authorize, may } from '../../../kernel/authority.ts';
import { mutation } from '../../../kernel/mutation.ts';
import type { Resolvers } from '../../generated.ts';
import {
  activate,
  addTenantContact,
  liftLegalHold,
  placeLegalHold,
  provision,
  resume,
  retire,
  suspend,
  type Tenant,
  type TenantChange,
  tenantSlug,
  updateSetting,
} from './domain.ts';
import { tenants } from './repository.ts';

interface Target {
  readonly tenantId: string;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export const resolvers: Resolvers = {
  Query: {
    tenant: (_, __, context) => context.load(tenants, context.tenantId),
  },
  Mutation: {
    provisionTenant: mutation(
      async (input, work) => {
        const { slug, displayName, region, isolationModel = 'SHARED', administrator } = input;
        const named = { ...administrator, id: work.newId() };
        const asked = { slug, displayName, region, isolationModel, administrator: named };
        const tenant = provision(work.actor, { ...asked, at: work.now });
        return { tenant: await work.create(tenants, tenant) };
      },
      { tenantOf: ({ slug }) => tenantSlug(slug) },
    ),
    activateTenant: operation(activate),
    suspendTenant: operation(suspend),
    resumeTenant: operation(resume),
    retireTenant: operation(retire),
    placeLegalHold: operation(placeLegalHold),
    liftLegalHold: operation(liftLegalHold),
    updateTenantSetting: mutation(async ({ key, value }, work) => ({
      tenant: await work.change(tenants, work.tenantId, (tenant) =>
        updateSetting(tenant, work.actor, { key, value: value ?? null }),
      ),
    })),
    addTenantContact: mutation(async ({ name, email, role }, work) => ({
      tenant: await work.change(tenants, work.tenantId, (tenant) =>
        addTenantContact(tenant, work.actor, { id: work.newId(), name, email, role }),
      ),
    })),
  },
  Tenant: {
    __resolveReference: ({ id }, context) => context.load(tenants, id),
    contacts: (tenant, _, { actor }) => (may(actor, 'tenant:write', null) ? tenant.contacts : null),
  },
  User: {
    tenant: (user, _, context) => context.load(tenants, user.tenantId),
  },
  ApiToken: {
    tenant: (token, _, context) => context.load(tenants, token.tenantId),
  },
  Project: {
    tenant: (project, _, context) => context.load(tenants, project.tenantId),
  },
};

/**
 * A command of platform operators, in the transaction of the tenant that it names. Who is none is refused before
 * the tenant is looked for, and so does not learn which tenants there are.
 */
function operation(command: (tenant: Tenant, by: Actor) => TenantChange) {
  return mutation(
    async ({ tenantId }: Target, work) => {
      authorize(work.actor, 'tenant:lifecycle', null);
      return {
        tenant: await work.change(tenants, tenantId, (tenant) => command(tenant, work.actor)),
      };
    },
    { tenantOf: ({ tenantId }) => tenantSlug(tenantId, 'tenantId') },
  );
}
