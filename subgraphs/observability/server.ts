import type { Domain } from '../kernel/runtime.ts';
import { resolvers as incident } from './incidents/incident/resolvers.ts';
import { observabilityJobs } from './jobs.ts';
import { takeTraces } from './tracing/take-traces.ts';
import { resolvers as traceRecord } from './tracing/trace-record/resolvers.ts';

/** What happened and what is wrong: traces and incidents. */
export const observability: Domain = {
  name: 'observability',
  resolvers: [incident, traceRecord],
  internalRoutes: { traces: takeTraces },
  reactions: [],
  projections: [],
  jobs: observabilityJobs,
};
