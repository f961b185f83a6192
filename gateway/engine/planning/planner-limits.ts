import { refusal } from '../../../subgraphs/kernel/errors.ts';

/**
 * The planner is a denial of service by itself: a query of 96 bytes over a field that two subgraphs share
 * can keep it busy for seconds. These limits refuse such a plan within milliseconds.
 */
export const plannerLimits = { debug: { maxEvaluatedPlans: 100, pathsLimit: 50 } };

/** All that the planner tells by where its limits refuse; a test holds it. */
const beyondPlanner = /^(Too many options generated for|Number of non-local selections exceeds)/;

/** A value that validation lets pass and that no type can hold: `1e400` for a Float. */
const unfitValue = /^Invalid value for argument (\S+)/;

/**
 * @throws GraphQLError OPERATION_TOO_LARGE when the planner's limits were reached, BAD_USER_INPUT for a value that it
 *   cannot take, else what it was given.
 */
export function asRefusal(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  const [, argument] = unfitValue.exec(error.message) ?? [];
  if (argument)
    throw refusal('BAD_USER_INPUT', `The value of the argument ${argument} does not fit.`);
  if (!beyondPlanner.test(error.message)) throw error;
  throw refusal(
    'OPERATION_TOO_LARGE',
    'Too many ways lead to the fields of this operation; ask for less at once.',
  );
}
