/**
 * `npm run bench:start`: how long a newcomer waits. From the moment that `npm start` is typed until it says that
 * the factory is open, on a data directory of its own, with the embedded PostgreSQL.
 *
 * Each figure is the median of `ROUNDS` rounds (5 unless set). A round is one life of an installation: its first
 * start, Ctrl-C, a second start, and two crashes after work.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './event-log-load.ts';
import { machine, markdownTable, writeSection } from './report.ts';
import {
  assertNothingLost,
  crash,
  crashWithPostgres,
  interrupt,
  type Started,
  start,
  work,
} from './start-life.ts';

const rounds = Number(process.env['ROUNDS'] ?? 5);
const ranOn = machine();

const cases = {
  first: 'first start: makes the databases, seeds the demo',
  second: 'second start, after Ctrl-C',
  recovery: 'after `kill -9` of the process',
  wholeRecovery: 'after `kill -9` of the process and of PostgreSQL',
} as const;
type Case = keyof typeof cases;
const measured: Record<Case, Started[]> = {
  first: [],
  second: [],
  recovery: [],
  wholeRecovery: [],
};

async function round(): Promise<void> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'factory-bench-'));
  // Under root the server has a user of its own, who must be able to pass through.
  await chmod(dataDirectory, 0o711);
  await interrupt(await timed('first', dataDirectory));
  const second = await timed('second', dataDirectory);
  const done = await work(second);
  await crash(second);
  const third = await timed('recovery', dataDirectory);
  await assertNothingLost(third, done);
  const more = await work(third);
  await crashWithPostgres(third);
  const fourth = await timed('wholeRecovery', dataDirectory);
  await assertNothingLost(fourth, more);
  await interrupt(fourth);
  await rm(dataDirectory, { recursive: true });
}

async function timed(name: Case, dataDirectory: string): Promise<Started> {
  const started = await start(dataDirectory);
  measured[name].push(started);
  console.log(`${cases[name]}: ${inSeconds(started.openMs)} s`);
  return started;
}

function inSeconds(ms: number): string {
  return (ms / 1_000).toFixed(2);
}

function rowOf(name: Case): string[] {
  const openMs = measured[name].map((started) => started.openMs);
  const loadedMs = median(measured[name].map((started) => started.loadedMs));
  const figures = [median(openMs), Math.min(...openMs), Math.max(...openMs), loadedMs];
  return [cases[name], ...figures.map(inSeconds)];
}

for (let count = 1; count <= rounds; count += 1) {
  console.log(`\nRound ${count} of ${rounds}`);
  await round();
}
const columns = ['', 'median', 'quickest', 'slowest', 'of which npm and loading the program'];
// The keys of the table above, and no others.
const names = Object.keys(cases) as Case[];
await writeSection(
  'start',
  `## Starting (\`npm run bench:start\`)

Seconds from typing \`npm start\` until it says that the factory is open; ${rounds} rounds. The bar: a second start
under 3 s. Before each crash 200 reviews were committed, and all of them were there after it.

${markdownTable(columns, names.map(rowOf))}

Measured on ${ranOn}.`,
);
console.log(`\n${markdownTable(columns, names.map(rowOf))}\n\n${ranOn}`);
