import { parseCronItems, run, Logger as WorkerLogger } from 'graphile-worker';
import type { Services } from './context.ts';
import type { Logger } from './log.ts';

/** Something that time causes: a sweep. It may run twice and must do nothing the second time. */
export interface Job {
  readonly name: string;
  /** As in crontab, UTC: '* * * * *' is each minute. */
  readonly schedule: string;
  run(services: Services): Promise<void>;
}

export interface Jobs {
  stop(): Promise<void>;
}

/**
 * Runs the jobs of a subgraph by its clock. Of several copies of the process one runs each tick, once; a job
 * that fails is tried again with backoff.
 *
 * @param url - of the login that owns the job queue.
 */
export async function startJobs(
  url: string,
  jobs: readonly Job[],
  services: Services,
  log: Logger,
): Promise<Jobs> {
  if (jobs.length === 0) return { stop: async () => {} };
  const runner = await run({
    connectionString: url,
    concurrency: 1,
    maxPoolSize: 4,
    noHandleSignals: true,
    logger: workerLogger(log),
    taskList: Object.fromEntries(jobs.map((job) => [job.name, () => job.run(services)])),
    parsedCronItems: parseCronItems(
      jobs.map(({ name, schedule }) => ({ task: name, match: schedule, identifier: name })),
    ),
  });
  return { stop: () => runner.stop() };
}

/** Its own words below a warning are noise; a job's failure is a line of ours. */
function workerLogger(log: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message) => {
    if (level === 'error') log.error({ job: message }, 'a job failed');
    if (level === 'warning') log.warn({ job: message }, 'the job queue warns');
  });
}
