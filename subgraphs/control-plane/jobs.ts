import type { Job } from '../kernel/jobs.ts';
import { sweepTenants } from '../kernel/sweep.ts';
import { expire } from './governance/approval-request/domain.ts';
import { approvalRequests, dueApprovalIds } from './governance/approval-request/repository.ts';
import { expire as expireToken } from './identity/api-token/domain.ts';
import { apiTokens, dueApiTokenIds } from './identity/api-token/repository.ts';
import { expire as expireAccess } from './identity/tenant-access/domain.ts';
import { dueTenantAccessIds, tenantAccesses } from './identity/tenant-access/repository.ts';

/** What time does in the Control Plane. */
export const controlPlaneJobs: readonly Job[] = [
  {
    name: 'expire-approvals',
    schedule: '* * * * *',
    run: (services) =>
      sweepTenants(services, {
        repository: approvalRequests,
        due: dueApprovalIds,
        command: expire,
      }),
  },
  {
    name: 'expire-api-tokens',
    schedule: '* * * * *',
    run: (services) =>
      sweepTenants(services, {
        repository: apiTokens,
        due: dueApiTokenIds,
        command: expireToken,
      }),
  },
  {
    name: 'expire-tenant-accesses',
    schedule: '* * * * *',
    run: (services) =>
      sweepTenants(services, {
        repository: tenantAccesses,
        due: dueTenantAccessIds,
        command: expireAccess,
      }),
  },
];
