/**
 * `npm run bench:hostile`: how long what an attacker sends holds the event loop of a gateway, which is a process of
 * its own with its subgraphs in it. Every operation is new each time, since the verdict on a known one is kept. It
 * fails when an operation is over the bar.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  bodies,
  corpus,
  type Hostile,
  large,
  membersOf,
  odd,
} from '../../gateway/hostile-corpus.ts';
import { median } from '../event-log-load.ts';
import { machine, markdownTable, writeSection } from '../report.ts';
import type { Told } from './gateway-process.ts';

const rounds = Number(process.env['ROUNDS'] ?? 5);
const barMs = 100;

/** What is sent, and what it is a case of. */
interface Shot {
  readonly name: string;
  readonly kind: string;
  body(round: number): string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

const kinds: ReadonlyMap<string, string> = new Map([
  ['G1', 'depth'],
  ['G2', 'aliases'],
  ['G3', 'fragment bombs'],
  ['G4', 'fragment cycles'],
  ['G5', 'steps that two subgraphs share'],
  ['G6', 'length'],
  ['G7', 'directives, repetition, width'],
  ['G8', 'introspection'],
  ['G10', 'values'],
  ['G11', 'rows'],
  ['G12', 'texts'],
  ['G15', 'bodies of other types'],
  ['G16', 'the door of a subgraph'],
  ['G18', 'names that every object has'],
  ['G20', 'the largest that limits let through'],
]);
const kindOf = (name: string) => kinds.get(name.split(' ', 1)[0] ?? '') ?? 'other bodies';

/** The same under another text, unless it is its length that is hostile. */
function fresh(hostile: Hostile, round: number): string {
  return `{${membersOf({ ...hostile, query: `${hostile.query}#${round}` })}}`;
}

const shots: readonly Shot[] = [
  ...[...corpus, ...odd, ...large].map((hostile) => ({
    name: hostile.name,
    kind: kindOf(hostile.name),
    body: (round: number) => fresh(hostile, round),
  })),
  ...bodies.map(([name, body, headers]) => ({
    name,
    kind: kindOf(name),
    body: () => body,
    headers,
  })),
];

const ranOn = machine();
const child = fork(new URL('./gateway-process.ts', import.meta.url), {
  execArgv: ['--import', 'tsx'],
});
const told = async (): Promise<Told> => (await once(child, 'message'))[0];
const opened = await told();
if (!('url' in opened)) throw new Error('The gateway did not open.');
const { url, token } = opened;

/** The longest that the event loop was held since this was asked before. */
async function held(gateway: ChildProcess): Promise<number> {
  gateway.send('held');
  const answer = await told();
  if ('heldMs' in answer) return answer.heldMs;
  throw new Error('The gateway opened twice.');
}

async function fire({ body, headers }: Shot, round: number): Promise<number> {
  await held(child);
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: body(round),
  }).catch(() => undefined);
  await response?.arrayBuffer().catch(() => undefined);
  return held(child);
}

const found = new Map<Shot, number[]>(shots.map((shot) => [shot, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const [shot, all] of found) all.push(await fire(shot, round));
}
child.disconnect();

const results = [...found].map(([{ name, kind }, all]) => ({
  name,
  kind,
  middle: median(all),
  longest: Math.max(...all),
}));
const rows = [...new Set(results.map(({ kind }) => kind))].map((kind) => {
  const all = results.filter((each) => each.kind === kind);
  const worst = all.reduce((one, other) => (other.middle > one.middle ? other : one));
  const longest = Math.max(...all.map((each) => each.longest));
  return [kind, all.length, worst.middle.toFixed(1), longest.toFixed(1), worst.name];
});
for (const row of rows) console.log(row.join(' | '));
await writeSection(
  'hostile',
  `## What an attacker sends (\`npm run bench:hostile\`)

The longest that the event loop of the gateway was held by one operation, in ms, by the largest gap of a heartbeat of
1 ms: the median of ${rounds} rounds of the worst operation of each kind, and the longest of all rounds. The operations
are those of \`test/gateway/hostile-corpus.ts\`, each under a text that is new in every round; the subgraphs are in the
gateway's process, so what they do counts as well. The bar: ${barMs} ms.

${markdownTable(['kind', 'operations', 'median of the worst', 'longest', 'the worst'], rows)}

Measured on ${ranOn}.`,
);
const over = results.filter(({ middle }) => middle > barMs);
for (const { name, middle } of over)
  console.error(`over the bar: ${name}, ${middle.toFixed(1)} ms`);
process.exitCode = over.length > 0 ? 1 : 0;
