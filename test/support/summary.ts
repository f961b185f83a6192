/** How one test went, or the loading of a file or the setting up of a suite that failed. */
export interface TestOutcome {
  /** Its file and titles, outermost first. */
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped; null where nobody said. */
  readonly reason: string | null;
}

/** How one stage of the run went. */
export interface StageOutcome {
  readonly name: string;
  /** The tests it ran; null for a check, which counts as one test itself. */
  readonly tests: readonly TestOutcome[] | null;
  /** Why the stage as a whole failed; null when it did not. */
  readonly failure: string | null;
}

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What to print; the last line is `N passed, N failed, N skipped`. */
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
}

/**
 * What a whole run comes to. Nothing that did not run passes.
 *
 * @param isCi - whether a skipped test fails the run.
 */
export function summarise(stages: readonly StageOutcome[], isCi: boolean): Summary {
  const outcomes = stages.flatMap(outcomesOf);
  const named = (state: TestOutcome['state']) =>
    outcomes.filter((outcome) => outcome.state === state);
  const [passed, failed, skipped] = [named('passed'), named('failed'), named('skipped')];
  const isRefusedSkip = isCi && skipped.length > 0;
  return {
    passed: passed.length,
    failed: failed.length,
    skipped: skipped.length,
    lines: [
      ...skipped.map(({ name, reason }) => `skipped: ${name} (${reason ?? 'no reason given'})`),
      ...failed.map(({ name }) => `failed: ${name}`),
      ...(isRefusedSkip ? ['A skipped test fails the run, because CI is set.'] : []),
      `${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`,
    ],
    exitCode: failed.length > 0 || isRefusedSkip || outcomes.length === 0 ? 1 : 0,
  };
}

/** A stage that fails for more than its tests counts as one failed test beside them. */
function outcomesOf({ name, tests, failure }: StageOutcome): readonly TestOutcome[] {
  if (tests === null) {
    return [{ name, state: failure === null ? 'passed' : 'failed', reason: null }];
  }
  if (failure !== null) return [...tests, failed(`${name}: ${failure}`)];
  return tests.length > 0 ? tests : [failed(`${name}: no test ran`)];
}

const failed = (name: string): TestOutcome => ({ name, state: 'failed', reason: null });
