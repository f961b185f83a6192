import type { Job } from '../kernel/jobs.ts';
import { keepSpanDays } from './tracing/span/repository.ts';

const daysAhead = 7;

/** What time does in Observability. */
export const observabilityJobs: readonly Job[] = [
  {
    name: 'keep-span-days',
    schedule: '17 * * * *',
    /** No tenant's data is touched, so whose context it runs in does not matter. */
    async run({ database }) {
      await keepSpanDays(database.reader('platform'), daysAhead);
    },
  },
];
