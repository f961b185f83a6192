import type { Job } from '../kernel/jobs.ts';
import { sweepTenants } from '../kernel/sweep.ts';
import { enforceSla } from './reviews/review-request/domain.ts';
import { lapsedReviews, reviewRequests } from './reviews/review-request/repository.ts';

/** What time does in the Studio. */
export const studioJobs: readonly Job[] = [
  {
    name: 'enforce-review-slas',
    schedule: '* * * * *',
    run: (services) =>
      sweepTenants(services, {
        repository: reviewRequests,
        due: lapsedReviews,
        command: enforceSla,
      }),
  },
];
