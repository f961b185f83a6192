import { refusal } from '../../../subgraphs/kernel/errors.ts';

/**
 * The planner is a denial of service by itself: a query of 96 bytes over a field that two subgraphs share
 * can keep it busy for seconds. These limits refuse such a plan within milliseconds.
 */
export const plannerLimits = { debug: { maxEvaluatedPlans: 100, pathsLimit: 50 } };

/** All that the planner tells by where its limits refuse; a test holds it. */
const beyondPlanner = /^(Too many options generated for|Number of non-local selections exceeds)/;

/** @throws GraphQLError OPERATION_TOO_LARGE when the planner's limits were reached, else what it was given. */
export function asRefusal(error: unknown): never {
  if (!(error instanceof Error) || !beyondPlanner.test(error.message)) throw error;
  throw refusal(
    'OPERATION_TOO_LARGE',
    'Too many ways lead to the fields of this operation; ask for less at once.',
  );
}
