import { describe, expect, it } from 'vitest';
import { type ModuleReport, moduleProblems } from './support/module-rules.ts';
import { type StageOutcome, summarise, type TestOutcome } from './support/summary.ts';

const test = (state: TestOutcome['state'], name: string, reason: string | null = null) => ({
  name,
  state,
  reason,
});
const check = (name: string, failure: string | null = null): StageOutcome => ({
  name,
  tests: null,
  failure,
});
const suite = (tests: readonly TestOutcome[], failure: string | null = null): StageOutcome => ({
  name: 'unit',
  tests,
  failure,
});

describe('the summary of a test run', () => {
  it('counts every test, and every check as one', () => {
    const stages = [
      check('types'),
      check('lint'),
      suite([test('passed', 'a'), test('passed', 'b')]),
    ];

    const summary = summarise(stages, true);

    expect(summary.lines).toEqual(['4 passed, 0 failed, 0 skipped']);
    expect(summary.exitCode).toBe(0);
  });

  it('names what failed, before its last line', () => {
    const stages = [
      check('types', 'it ended with 2'),
      suite([test('failed', 'a'), test('passed', 'b')]),
    ];

    expect(summarise(stages, false)).toEqual({
      passed: 1,
      failed: 2,
      skipped: 0,
      lines: ['failed: types', 'failed: a', '1 passed, 2 failed, 0 skipped'],
      exitCode: 1,
    });
  });

  it('names what was skipped and why, and passes at home', () => {
    const stages = [
      suite([test('passed', 'a'), test('skipped', 'b', 'no GPU'), test('skipped', 'c')]),
    ];

    expect(summarise(stages, false)).toMatchObject({
      lines: [
        'skipped: b (no GPU)',
        'skipped: c (no reason given)',
        '1 passed, 0 failed, 2 skipped',
      ],
      exitCode: 0,
    });
  });

  it('fails on a skipped test where CI is set', () => {
    const summary = summarise([suite([test('passed', 'a'), test('skipped', 'b', 'no GPU')])], true);

    expect(summary.exitCode).toBe(1);
    expect(summary.lines.at(-2)).toBe('A skipped test fails the run, because CI is set.');
    expect(summary.lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped');
  });

  it('counts a crash as a failure beside the tests that still ran', () => {
    const summary = summarise([suite([test('passed', 'a')], 'vitest ended with SIGKILL')], false);

    expect(summary.lines).toEqual([
      'failed: unit: vitest ended with SIGKILL',
      '1 passed, 1 failed, 0 skipped',
    ]);
    expect(summary.exitCode).toBe(1);
  });

  it('counts a stage that ran no test as failed', () => {
    expect(summarise([suite([])], false)).toMatchObject({
      lines: ['failed: unit: no test ran', '0 passed, 1 failed, 0 skipped'],
      exitCode: 1,
    });
  });

  it('fails when nothing ran at all', () => {
    expect(summarise([], false).exitCode).toBe(1);
  });
});

describe('the check of who imports whom', () => {
  const report = (sources: string[], violations: ModuleReport['summary']['violations'] = []) => ({
    modules: sources.map((source) => ({ source })),
    summary: { violations, optionsUsed: { exclude: { path: '^pages/' } } },
  });

  it('passes when all was seen and nothing is forbidden', () => {
    expect(moduleProblems(report(['a.ts', 'b.ts', 'node:fs']), ['a.ts', 'b.ts'])).toEqual([]);
  });

  it('names the rule and both ends of a forbidden import', () => {
    const violation = {
      from: 'a.ts',
      to: 'b.ts',
      rule: { name: 'domain-is-pure', severity: 'error' },
    };

    expect(moduleProblems(report(['a.ts', 'b.ts'], [violation]), ['a.ts', 'b.ts'])).toEqual([
      'domain-is-pure: a.ts -> b.ts',
    ]);
  });

  it('fails on a source file that the tool did not see', () => {
    expect(moduleProblems(report(['a.ts']), ['a.ts', 'b.ts'])).toEqual(['not seen: b.ts']);
  });

  it('does not expect what the rules leave out on purpose', () => {
    expect(moduleProblems(report(['a.ts']), ['a.ts', 'pages/b.ts'])).toEqual([]);
  });

  it('fails when there was nothing to see', () => {
    expect(moduleProblems(report([]), [])).toEqual(['no source file is known to git']);
  });
});
