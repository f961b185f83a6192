import { differences, type Told } from './compare.ts';
import type { Answered, Contest } from './contest.ts';
import type { Case, Expected, Fixture } from './fixture.ts';

/** A case as it is run in the world of its fixture. */
export function trialOf({ values }: Fixture, given: Case | string): Case {
  const own: Case = typeof given === 'string' ? { query: given } : given;
  return { ...own, values: { ...values, ...own.values } };
}

/** What is to be answered: what is written down, else what the monolith answers. */
export async function truthOf(contest: Contest, trial: Case): Promise<readonly Told[]> {
  if (trial.expected) return [toldOf(trial.expected)];
  return (await contest.monolith(trial)).answers;
}

/** How the answers differ from the truth, event by event. */
export function differencesOf(
  { answers }: Pick<Answered, 'answers'>,
  truth: readonly Told[],
): string[] {
  const [is, was] = [answers.length, truth.length];
  if (is !== was) return [`${is} answers instead of ${was}`];
  return truth.flatMap((expected, index) => {
    const actual = answers[index];
    return actual ? differences(actual, expected) : [];
  });
}

function toldOf({ data, errors }: Expected): Told {
  return { dataText: String(JSON.stringify(data)), errors: errors.toSorted() };
}
