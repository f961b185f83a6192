import type { Job } from '../kernel/jobs.ts';
import { keepSpanDays } from './tracing/span/repository.ts';

const daysAhead = 7;

/** What time does in Observability. */
export const observabilityJobs: readonly Job[] = [
  {
    name: 'keep-span-days',
    schedule: '17 * * * *',
    // A partition is no tenant's; the reserved one of the platform asks for it.
    run: async ({ database }) => {
      await keepSpanDays(database.reader('platform'), daysAhead);
    },
  },
];
