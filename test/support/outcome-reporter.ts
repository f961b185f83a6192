import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node';
import type { TestOutcome } from './summary.ts';

/** Where the reporter of a run leaves the outcomes for the runner that started it. */
export const outcomesFileVariable = 'TEST_OUTCOMES_FILE';

/** The only reporter of vitest that tells why a test was skipped; vitest wants it as default export. */
export default function outcomeReporter(): Reporter {
  return {
    onTestRunEnd: (modules, unhandledErrors) => {
      const outcomes = [...modules.flatMap(outcomesOf), ...unhandledErrors.map(unhandled)];
      const file = process.env[outcomesFileVariable];
      if (file !== undefined) writeFileSync(file, JSON.stringify(outcomes));
    },
  };
}

function outcomesOf(module: TestModule): readonly TestOutcome[] {
  const suites = [module, ...module.children.allSuites()];
  return [
    ...suites.filter((suite) => suite.errors().length > 0).map(brokenSuite),
    ...[...module.children.allTests()].map(outcomeOf),
  ];
}

function outcomeOf(test: TestCase): TestOutcome {
  const name = `${test.module.relativeModuleId} > ${test.fullName}`;
  const result = test.result();
  if (result.state === 'passed') return { name, state: 'passed', reason: null };
  if (result.state !== 'skipped') return { name, state: 'failed', reason: null };
  return { name, state: 'skipped', reason: result.note ?? reasonAround(test) };
}

/** A test that was left out because what it stands in could not be set up. */
function reasonAround(test: TestCase): string | null {
  const suites: (TestSuite | TestModule)[] = [test.module, ...suitesAround(test)];
  return suites.some((suite) => suite.errors().length > 0) ? 'its suite failed' : null;
}

function suitesAround({ parent }: TestCase | TestSuite): TestSuite[] {
  return parent.type === 'suite' ? [parent, ...suitesAround(parent)] : [];
}

function brokenSuite(suite: TestModule | TestSuite): TestOutcome {
  const name = suite.type === 'module' ? suite.relativeModuleId : suiteName(suite);
  return { name: `${name} (could not be set up)`, state: 'failed', reason: null };
}

const suiteName = (suite: TestSuite) => `${suite.module.relativeModuleId} > ${suite.fullName}`;

const unhandled = ({ message }: SerializedError): TestOutcome => ({
  name: `an error that nothing handled: ${message}`,
  state: 'failed',
  reason: null,
});
