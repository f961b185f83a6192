import { createHash } from 'node:crypto';
import type { TenantDb } from '../../../../db/client.ts';
import { type Actor, authorize, may } from '../../../kernel/authority.ts';
import type { Context } from '../../../kernel/context.ts';
import { DomainError } from '../../../kernel/domain.ts';
import { refusal } from '../../../kernel/errors.ts';
import { mutation } from '../../../kernel/mutation.ts';
import { isTenantId } from '../../../kernel/scope/scope.ts';
import type { Resolvers } from '../../generated.ts';
import {
  approve,
  reject,
  request,
  revoke,
  statusOf,
  type TenantAccess,
  type TenantAccessChange,
} from './domain.ts';
import { listTenantAccesses, tenantAccesses } from './repository.ts';

/** What the context `tenancy` knows and accesses need. */
export interface Tenancy {
  /** @throws DomainError INVALID_INPUT for what cannot be a tenant's slug. */
  slug(value: string, field: string): string;
  /** Whether there is such a tenant at all. */
  isThere(db: TenantDb): Promise<boolean>;
}

interface Target {
  readonly tenantId: string;
  readonly tenantAccessId: string;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export function tenantAccessResolvers({ slug, isThere }: Tenancy): Resolvers {
  /** A decision of a platform operator, in the transaction of the tenant that it names. */
  function decision(command: (access: TenantAccess, by: Actor, at: Date) => TenantAccessChange) {
    return mutation(
      async ({ tenantAccessId }: Target, work) => {
        // Who is no operator does not learn which accesses there are.
        authorize(work.actor, 'tenant:access', null);
        return {
          tenantAccess: await work.change(tenantAccesses, tenantAccessId, (access) =>
            command(access, work.actor, work.now),
          ),
        };
      },
      { tenantOf: ({ tenantId }) => slug(tenantId, 'tenantId') },
    );
  }

  return {
    Query: {
      tenantAccesses: (_, { tenantId, ...page }, context) => {
        if (typeof tenantId === 'string' && isOperator(context)) {
          return listTenantAccesses(readerOf(context, tenantId), page);
        }
        assertOwn(context, tenantId);
        context.authorize('identity:write', null);
        return context.read((db) => listTenantAccesses(db, page));
      },
    },
    Mutation: {
      requestTenantAccess: mutation(
        async ({ level, reason, ticket, durationMinutes }, work) => {
          const reasonSha256 = createHash('sha256').update(reason).digest('hex');
          const about = { id: work.newId(), tenantId: work.tenantId, level, durationMinutes };
          const told = { ...about, reason, reasonSha256, ticket };
          const requested = request(work.actor, told, work.now);
          if (!(await isThere(work.tx))) {
            throw new DomainError('NOT_FOUND', 'There is no such tenant.', 'tenantId');
          }
          return { tenantAccess: await work.create(tenantAccesses, requested) };
        },
        { tenantOf: ({ tenantId }) => slug(tenantId, 'tenantId') },
      ),
      approveTenantAccess: decision(approve),
      rejectTenantAccess: decision(reject),
      revokeTenantAccess: mutation(
        async ({ tenantAccessId }, work) => ({
          tenantAccess: await work.change(tenantAccesses, tenantAccessId, (access) =>
            revoke(access, work.actor, work.now),
          ),
        }),
        {
          tenantOf: ({ tenantId }, context) => {
            if (isOperator(context)) return slug(tenantId ?? '', 'tenantId');
            if ((tenantId ?? context.tenantId) === context.tenantId) return context.tenantId;
            throw new DomainError('NOT_FOUND', 'There is no such tenant access.');
          },
        },
      ),
    },
    TenantAccess: {
      __resolveReference: async ({ id }, context) =>
        may(context.actor, 'identity:write', null) ? context.load(tenantAccesses, id) : null,
      status: (access, _, { now }) => statusOf(access, now),
    },
  };
}

function isOperator({ actor }: Context): boolean {
  return may(actor, 'tenant:access', null);
}

/** An operator reads who has asked for access where he says; nothing else of that tenant. */
function readerOf({ services }: Context, tenantId: string): TenantDb {
  if (isTenantId(tenantId)) return services.database.reader(tenantId);
  throw refusal('BAD_USER_INPUT', 'tenantId must be the slug of a tenant.');
}

function assertOwn(context: Context, tenantId: string | null | undefined): void {
  if ((tenantId ?? context.tenantId) === context.tenantId) return;
  throw refusal('FORBIDDEN', 'You may ask for the accesses to your own tenant alone.');
}
