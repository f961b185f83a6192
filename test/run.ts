import { resolve } from 'node:path';
import { architecture, check, projects, report, type Stage, tests } from './support/stages.ts';
import { type StageOutcome, summarise } from './support/summary.ts';

// Proves everything, stage by stage: `npm test`. A part of it:
//
//   npx tsx test/run.ts unit | stores [file filter ...]
//   npx tsx test/run.ts file-filter ...

const checks: readonly Stage[] = [
  check('format and lint', 'biome', 'ci', '.'),
  check('types', 'tsc'),
  check('types of the pages', 'tsc', '-p', 'gateway/pages/graphiql'),
  architecture,
  check('schema freshness', 'tsx', 'schema/build.ts', '--check'),
  report('what the released schema promises', 'tsx', 'schema/check.ts'),
];

const heartbeatMs = 30_000;

process.chdir(resolve(import.meta.dirname, '..'));
process.exitCode = await runAll(stagesFor(process.argv.slice(2)));

function stagesFor(args: readonly string[]): readonly Stage[] {
  const [first, ...rest] = args;
  const project = projects.find((name) => name === first);
  if (first === undefined) return [...checks, ...projects.map((name) => tests(name, [name], []))];
  if (project !== undefined) return [tests(project, [project], rest)];
  return [tests(`tests of ${args.join(' ')}`, projects, args)];
}

async function runAll(stages: readonly Stage[]): Promise<number> {
  const outcomes: StageOutcome[] = [];
  for (const stage of stages) outcomes.push(await runStage(stage));
  const { lines, exitCode } = summarise(outcomes, !['', 'false'].includes(process.env['CI'] ?? ''));
  console.log(`\n${lines.join('\n')}`);
  return exitCode;
}

async function runStage({ name, run }: Stage): Promise<StageOutcome> {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1_000).toFixed(1)} s`;
  const heartbeat = setInterval(() => console.log(`   ${name}: ${seconds()} so far`), heartbeatMs);
  const outcome = await run().catch((error: Error) => ({ tests: [], failure: error.message }));
  clearInterval(heartbeat);
  const hasFailed =
    outcome.failure !== null || outcome.tests?.some(({ state }) => state === 'failed');
  console.log(`== ${name}: ${hasFailed ? 'FAILED' : 'ok'} in ${seconds()}`);
  return { name, ...outcome };
}
