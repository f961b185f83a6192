import { refusal } from '../../../subgraphs/kernel/errors.ts';
import { dataDifferences, type Told } from '../compare.ts';
import type { Answered, Contest, Trial } from '../contest.ts';
import { repeatedRepresentations } from '../fetches.ts';
import { assembledDifferences, partialDifferences } from '../partial.ts';
import { differencesOf } from '../truth.ts';
import type { OnTheWay } from '../world/port.ts';
import { canonicalText } from '../world/seeds.ts';
import type { Choices } from './choices.ts';
import type { Claim } from './trials.ts';

/** What both engines say of an operation that the planner's limits refuse; there is nothing to compare then. */
const beyondPlanner = /^Too many ways lead to the fields of this operation/;

/** The engine answers what the monolith answers, and asks no more than ApolloGateway does where that is right. */
export function answersRightly(contest: Contest): Claim {
  const holds = async (trial: Trial) => {
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
  return { holds };
}

/** Executions at the same time share fetches, plans and answers; each of them is right all the same. */
export function answersTogether(contest: Contest): Claim {
  const holds = async (trial: Trial) => {
    const truth = (await contest.monolith(trial)).answers;
    const several = await Promise.all([1, 2, 3].map(() => contest.candidate(trial)));
    return several
      .filter((candidate) => !isRefused(candidate))
      .flatMap((candidate) => differencesOf(candidate, truth));
  };
  return { holds };
}

/** So it does when resolvers fail, anywhere. */
export function answersRightlyWithFaults(contest: Contest): Claim {
  const holds: Claim['holds'] = async (trial, choices) => {
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
  return { holds };
}

function faultsAt(places: readonly string[], choices: Choices): Record<string, string> {
  if (places.length === 0) return {};
  const chosen = Array.from({ length: 1 + choices.number(3) }, () => choices.one(places));
  return Object.fromEntries(chosen.map((place) => [place, `It fails: ${place}`]));
}

function isRefused({ answers }: Answered): boolean {
  return answers.some(({ errors }) => errors.some((error) => beyondPlanner.test(error)));
}

/**
 * A subgraph that cannot be reached takes with it what it takes from ApolloGateway, where that is right as long as all
 * can be reached. Which of them are asked in vain, and so how many errors there are, is each engine's own affair.
 */
export function loses(contest: Contest): Claim {
  const names = [...contest.graph.ports.keys()];
  const holds: Claim['holds'] = async (trial, choices) => {
    const truth = (await contest.monolith(trial)).answers;
    const whole = await contest.reference(trial);
    if (differencesOf(whole, truth).length > 0) return [];
    if (subgraphsOf(await contest.candidate(trial)) !== subgraphsOf(whole)) return [];
    const down = choices.one(names);
    const failing: Trial = { ...trial, onTheWay: unreachable(down, choices.percent(50)) };
    const candidate = await contest.candidate(failing);
    const reference = await contest.reference(failing);
    const messages = reference.answers.flatMap(({ errors }) => errors);
    const found = candidate.answers.flatMap((actual, index) => {
      const expected = reference.answers[index];
      if (!expected) return ['an answer too many'];
      const others = actual.errors.filter((error) => !messages.includes(error));
      return [...dataDifferences(actual, expected), ...others];
    });
    return found.length > 0 ? [...found, `without ${down}`] : [];
  };
  return { aliases: 'new', holds };
}

/** Which ones are asked; of two plans that ask others, each loses something else. */
function subgraphsOf({ asked }: Answered): string {
  return [...new Set(asked.map(({ subgraph }) => subgraph))].toSorted().join();
}

function unreachable(down: string, onlyEntities: boolean): OnTheWay {
  return ({ subgraph, variables }, answer) => {
    const isMeant = subgraph === down && (!onlyEntities || 'representations' in variables);
    if (!isMeant) return answer;
    throw refusal('SUBGRAPH_UNAVAILABLE', `The ${down} subgraph cannot be reached at the moment.`);
  };
}

/** The parts of an answer make the whole together, and who takes no parts is given the whole. */
export function answersInParts(contest: Contest): Claim {
  const holds: Claim['holds'] = async (trial) => {
    const whole = await contest.candidate(trial);
    if (isRefused(whole)) return [];
    const truth = (await contest.monolith(trial)).answers;
    const { told, problems } = await contest.deferred(trial);
    return [
      ...differencesOf(whole, truth),
      ...differencesOf({ answers: [unordered(told)] }, truth.map(unordered)),
      ...problems,
    ];
  };
  return { deferred: 40, holds };
}

/** So they do when resolvers fail: what is there is right, and what is not is explained. */
export function answersInPartsWithFaults(contest: Contest): Claim {
  const holds: Claim['holds'] = async (trial, choices) => {
    await contest.monolith(trial);
    const faults = faultsAt(contest.graph.world.places(), choices);
    const failing: Trial = { ...trial, faults };
    const [everything] = (await contest.lenient(failing)).answers;
    const assembled = await contest.deferred(failing);
    const { told, problems } = assembled;
    if (!everything || told.dataText === 'undefined') return [`nothing: ${told.errors}`];
    const found = [...assembledDifferences(assembled, everything), ...problems];
    return found.length > 0 ? [...found, JSON.stringify(faults)] : [];
  };
  return { deferred: 40, holds };
}

function unordered({ dataText, errors }: Told): Told {
  const hasNone = dataText === 'undefined';
  return { dataText: hasNone ? dataText : canonicalText(JSON.parse(dataText)), errors };
}
