import type { Domain } from '../kernel/runtime.ts';
import { studioJobs } from './jobs.ts';
import { studioProjections, studioReactions } from './reactions.ts';
import { resolvers as reviewDecision } from './reviews/review-decision/resolvers.ts';
import { resolvers as reviewRequest } from './reviews/review-request/resolvers.ts';

/** What people see and decide: reviews. */
export const studio: Domain = {
  name: 'studio',
  resolvers: [reviewRequest, reviewDecision],
  reactions: studioReactions,
  projections: studioProjections,
  jobs: studioJobs,
};
