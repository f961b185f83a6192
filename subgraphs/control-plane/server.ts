import type { Domain } from '../kernel/runtime.ts';
import { accessVersion } from './access-version.ts';
import { checkApiToken } from './check-api-token.ts';
import { resolvers as approvalRequest } from './governance/approval-request/resolvers.ts';
import { resolvers as apiToken } from './identity/api-token/resolvers.ts';
import { tenantAccessResolvers } from './identity/tenant-access/resolvers.ts';
import { userResolvers } from './identity/user/resolvers.ts';
import { controlPlaneJobs } from './jobs.ts';
import { principal } from './principal.ts';
import { projectResolvers } from './projects/project/resolvers.ts';
import { controlPlaneReactions } from './reactions.ts';
import { tenantSlug } from './tenancy/tenant/domain.ts';
import { tenants } from './tenancy/tenant/repository.ts';
import { resolvers as tenant } from './tenancy/tenant/resolvers.ts';
import { tenantAccessUse } from './tenant-access-use.ts';

const project = projectResolvers({
  statusOf: async (db) => (await tenants.find(db, [db.tenantId]))[0]?.status,
});

const user = userResolvers({
  async nameOf(db) {
    const [found] = await tenants.find(db, [db.tenantId]);
    return found?.status === 'ACTIVE' ? found.displayName : null;
  },
});

const tenantAccess = tenantAccessResolvers({
  slug: tenantSlug,
  isThere: async (db) => (await tenants.find(db, [db.tenantId])).length > 0,
});

/** Tenants, the people in them and what they may do, projects and approvals. */
export const controlPlane: Domain = {
  name: 'control-plane',
  resolvers: [tenant, user, apiToken, tenantAccess, project, approvalRequest],
  internalRoutes: { tenantAccessUse },
  questions: { principal, 'access-version': accessVersion, apiToken: checkApiToken },
  reactions: controlPlaneReactions,
  projections: [],
  jobs: controlPlaneJobs,
};
