import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkModules } from './module-rules.ts';
import { outcomesFileVariable } from './outcome-reporter.ts';
import type { StageOutcome, TestOutcome } from './summary.ts';

/** A part of the test run. */
export interface Stage {
  readonly name: string;
  run(): Promise<Omit<StageOutcome, 'name'>>;
}

/** The projects of vitest.config.ts: what needs nothing, and what needs the real stores. */
export const projects = ['unit', 'stores'] as const;
export type Project = (typeof projects)[number];

/** A program that says by its exit code whether all is well. Its output is shown if it is not. */
export function check(name: string, program: string, ...args: readonly string[]): Stage {
  return programStage(name, 'when it fails', program, args);
}

/** The same, for a program that has something to tell although all is well. */
export function report(name: string, program: string, ...args: readonly string[]): Stage {
  return programStage(name, 'always', program, args);
}

function programStage(
  name: string,
  isShown: 'always' | 'when it fails',
  program: string,
  args: readonly string[],
): Stage {
  return {
    name,
    run: async () => {
      const { code, output } = await execute(program, args, 'captured');
      if (code !== 0 || isShown === 'always') console.log(output.trimEnd());
      return { tests: null, failure: code === 0 ? null : `it ended with ${code}` };
    },
  };
}

/** Who may import whom. */
export const architecture: Stage = {
  name: 'architecture',
  run: async () => {
    const problems = await checkModules(tool('depcruise'));
    for (const problem of problems) console.log(problem);
    return { tests: null, failure: problems.length > 0 ? `${problems.length} problems` : null };
  },
};

/** One after the other: the two kinds of test share the machine badly. */
export function tests(name: string, of: readonly Project[], filters: readonly string[]): Stage {
  return {
    name,
    run: async () => {
      const runs: { tests: readonly TestOutcome[]; failure: string | null }[] = [];
      for (const project of of) runs.push(await runVitest(project, filters));
      return {
        tests: runs.flatMap((run) => run.tests),
        failure: runs.find(({ failure }) => failure !== null)?.failure ?? null,
      };
    },
  };
}

async function runVitest(project: Project, filters: readonly string[]) {
  const directory = await mkdtemp(join(tmpdir(), 'factory-outcomes-'));
  const file = join(directory, 'outcomes.json');
  const reporters = ['--reporter=default', '--reporter=./test/support/outcome-reporter.ts'];
  const args = ['run', '--project', project, '--passWithNoTests', ...reporters, ...filters];
  const { code } = await execute('vitest', args, 'shown', { [outcomesFileVariable]: file });
  const written = await readFile(file, 'utf8').catch(() => null);
  await rm(directory, { recursive: true });
  const outcomes: readonly TestOutcome[] = JSON.parse(written ?? '[]');
  const isExplained = code === 0 || outcomes.some(({ state }) => state === 'failed');
  return { tests: outcomes, failure: isExplained ? null : `vitest ended with ${code}` };
}

const tool = (name: string) => resolve('node_modules', '.bin', name);

/** Runs one of our tools to its end. @returns its exit code, or the signal that ended it. */
function execute(
  program: string,
  args: readonly string[],
  output: 'shown' | 'captured',
  environment: NodeJS.ProcessEnv = {},
): Promise<{ code: number | string; output: string }> {
  return new Promise((settle, reject) => {
    const stream = output === 'shown' ? 'inherit' : 'pipe';
    const child = spawn(tool(program), args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', stream, stream],
    });
    const chunks: Buffer[] = [];
    for (const source of [child.stdout, child.stderr]) {
      source?.on('data', (chunk: Buffer) => chunks.push(chunk));
    }
    child.once('error', reject);
    child.once('close', (code, signal) =>
      settle({ code: code ?? signal ?? 'nothing', output: Buffer.concat(chunks).toString() }),
    );
  });
}
