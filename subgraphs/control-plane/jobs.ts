import type { Job } from '../kernel/jobs.ts';
import { sweepTenants } from '../kernel/sweep.ts';
import { expire } from './governance/approval-request/domain.ts';
import { approvalRequests, dueApprovalIds } from './governance/approval-request/repository.ts';

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
];
