import { differencesOf } from '../claims.ts';
import type { Answered, Contest, Trial } from '../contest.ts';
import { repeatedRepresentations } from '../fetches.ts';
import { partialDifferences } from '../partial.ts';
import type { Choices } from './choices.ts';
import type { Claim } from './trials.ts';

/** What both engines say of an operation that the planner's limits refuse; there is nothing to compare then. */
const refusal = /^Too many ways lead to the fields of this operation/;

/** The engine answers what the monolith answers, and asks no more than ApolloGateway does where that is right. */
export function answersRightly(contest: Contest): Claim {
  return async (trial) => {
    const candidate = await contest.candidate(trial);
    const reference = await contest.reference(trial);
    if (isRefused(reference) && isRefused(candidate)) return [];
    const truth = (await contest.monolith(trial)).answers;
    const isReferenceRight = differencesOf(reference, truth).length === 0;
    const [is, was] = [candidate.asked.length, reference.asked.length];
    return [
      ...differencesOf(candidate, truth),
      ...repeatedRepresentations(candidate.asked).map((each) => `it is asked for twice: ${each}`),
      ...(isReferenceRight && is > was ? [`${is} fetches instead of ${was}`] : []),
    ];
  };
}

/** So it does when resolvers fail, anywhere. */
export function answersRightlyWithFaults(contest: Contest): Claim {
  return async (trial, choices) => {
    await contest.monolith(trial);
    const faults = faultsAt(contest.graph.world.places(), choices);
    const failing: Trial = { ...trial, faults };
    const candidate = await contest.candidate(failing);
    if (isRefused(candidate)) return [];
    const truth = (await contest.monolith(failing)).answers;
    const all = (await contest.lenient(failing)).answers;
    const [is, was] = [candidate.answers.length, truth.length];
    if (is !== was) return [`${is} answers instead of ${was}`];
    const found = candidate.answers.flatMap((actual, index) => {
      const expected = truth[index];
      return expected ? partialDifferences(actual, expected, all[index]?.errors ?? []) : [];
    });
    return found.length > 0 ? [...found, JSON.stringify(faults)] : [];
  };
}

function faultsAt(places: readonly string[], choices: Choices): Record<string, string> {
  if (places.length === 0) return {};
  const chosen = Array.from({ length: 1 + choices.number(3) }, () => choices.one(places));
  return Object.fromEntries(chosen.map((place) => [place, `It fails: ${place}`]));
}

function isRefused({ answers }: Answered): boolean {
  return answers.some(({ errors }) => errors.some((error) => refusal.test(error)));
}
