/**
 * `npm run bench:gateway [-- words of a title]`: the gateway beside its peers, interleaved on one machine. Hive
 * takes part where its package is installed: `npm ci --prefix test/bench/peers`.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, writeSection } from '../report.ts';
import { type Bar, conditions, type Measurement, measurements, type Reached } from './bars.ts';
import type { BenchOperation } from './bench-graph.ts';
import { measureEvents, reportEvents } from './events.ts';
import { type GraphName, ownSupergraphOf, supergraphOf } from './graph.ts';
import {
  contenderCore,
  cpuUs,
  type Loaded,
  load,
  loadCore,
  median,
  pin,
  residentMb,
  type Started,
  start,
} from './rig.ts';

const rounds = Number(process.env['ROUNDS'] ?? 5);
const seconds = Number(process.env['SECONDS'] ?? 3);
const subgraphsPort = 4400;
const subgraphsOrigin = `http://127.0.0.1:${subgraphsPort}`;
const peers = new URL('../peers/node_modules', import.meta.url);

interface Contender extends Started {
  readonly name: string;
  readonly url: string;
  /** Of a contender that asks who one is. */
  readonly token: string | undefined;
  readonly samples: (Loaded & { readonly cpuUs: number; readonly subgraphRequests: number })[];
}

let nextPort = subgraphsPort + 10;
pin(process.pid, loadCore);
const directory = await mkdtemp(join(tmpdir(), 'bench-gateway-'));
const subgraphs = await start('./subgraphs.ts', { args: [String(subgraphsPort)], core: loadCore });
const wanted = process.argv.slice(2).join(' ').toLowerCase();
const lines: string[] = [];
try {
  for (const measurement of measurements) {
    if (measurement.title.toLowerCase().includes(wanted))
      lines.push(...(await measure(measurement)));
  }
  if ('conditions'.includes(wanted)) lines.push(...(await measureConditions()));
} finally {
  subgraphs.stop();
  await rm(directory, { recursive: true });
}
if (wanted === '') {
  lines.push(...reportEvents(await measureEvents(rounds)));
  const head = `## Gateways\n\n\`npm run bench:gateway\`. ${machine()}; ${rounds} interleaved rounds of ${seconds} s.`;
  await writeSection('gateway', `${head}\n\n${lines.join('\n')}`);
}
console.log(lines.join('\n'));

async function measure(measurement: Measurement): Promise<string[]> {
  const { title, graph, operation, contenders: names } = measurement;
  const contenders: Contender[] = [];
  try {
    for (const name of names.filter(isInstalled)) contenders.push(await open(name, graph));
    await assertEqual(contenders, operation);
    for (const contender of contenders) await load(loadOf(contender, measurement, operation));
    for (let round = 0; round < rounds; round += 1) {
      for (const contender of contenders) await sample(contender, measurement, operation);
    }
    const reached = contenders.map(reachedBy);
    return [
      `### ${title}`,
      '',
      ...table(reached),
      '',
      ...measurement.bars.flatMap((bar) => verdict(bar, reached)),
      '',
    ];
  } finally {
    for (const contender of contenders) contender.stop();
  }
}

function isInstalled(name: string): boolean {
  return !name.startsWith('hive') || existsSync(peers);
}

async function open(name: string, graph: GraphName): Promise<Contender> {
  const path = join(directory, `${graph}.graphql`);
  const isWhole = name === 'whole';
  const sdl = isWhole
    ? ownSupergraphOf(graph, subgraphsPort)
    : supergraphOf(graph, subgraphsOrigin);
  await writeFile(path, sdl);
  const port = nextPort++;
  const [file, ...more] = name.startsWith('hive')
    ? ['../peers/hive.js', name.slice(5)]
    : ['./contender.ts', name, graph];
  const args = [path, String(port), ...more, subgraphsOrigin];
  const started = await start(file ?? '', { args, core: contenderCore });
  const token = isWhole ? (started.said as { readonly token: string }).token : undefined;
  return { ...started, name, token, url: `http://127.0.0.1:${port}/graphql`, samples: [] };
}

/** Every contender must give the same data, to the byte. */
async function assertEqual(contenders: readonly Contender[], { query, variables }: BenchOperation) {
  const answers = new Map<string, string>();
  for (const { name, url, token = 'everybody' } of contenders) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables: variables[0] }),
    });
    const { data } = (await response.json()) as { readonly data: unknown };
    answers.set(name, JSON.stringify(data));
  }
  const [first] = answers.values();
  for (const [name, answer] of answers) {
    if (answer !== first || answer === undefined || answer === 'null') {
      throw new Error(`${name} answers otherwise: ${answer?.slice(0, 300)}`);
    }
  }
}

function loadOf({ url, token }: Contender, measurement: Measurement, operation: BenchOperation) {
  const { connections, isEachSomebodyElse } = measurement;
  const headersOf = (connection: number) => ({
    authorization: `Bearer ${token ?? (isEachSomebodyElse ? connection % connections : 'everybody')}`,
  });
  return { url, operation, connections, seconds, headersOf };
}

async function sample(contender: Contender, measurement: Measurement, operation: BenchOperation) {
  await countRequests();
  const before = cpuUs(contender.pid);
  const loaded = await load(loadOf(contender, measurement, operation));
  contender.samples.push({
    ...loaded,
    cpuUs: (cpuUs(contender.pid) - before) / loaded.answered,
    subgraphRequests: (await countRequests()) / loaded.answered,
  });
}

async function countRequests(): Promise<number> {
  return Number(await (await fetch(`${subgraphsOrigin}/count`)).text());
}

function reachedBy({ name, pid, samples }: Contender): Reached {
  const medianOf = (key: keyof (typeof samples)[number]) =>
    median(samples.map((each) => each[key]));
  return {
    contender: name,
    requestsPerSecond: medianOf('requestsPerSecond'),
    p50Ms: medianOf('p50Ms'),
    p99Ms: medianOf('p99Ms'),
    cpuUs: medianOf('cpuUs'),
    subgraphRequests: medianOf('subgraphRequests'),
    residentMb: residentMb(pid),
  };
}

function table(reached: readonly Reached[]): string[] {
  const [yardstick] = reached;
  return [
    '| contender | requests/s | p50 / p99 ms | CPU µs | subgraph requests | RSS MB | × requests/s | × less CPU |',
    '|---|---|---|---|---|---|---|---|',
    ...reached.map((each) => {
      const faster = each.requestsPerSecond / (yardstick?.requestsPerSecond ?? 0);
      const leaner = (yardstick?.cpuUs ?? 0) / each.cpuUs;
      return `| ${each.contender} | ${Math.round(each.requestsPerSecond)} | ${each.p50Ms} / ${each.p99Ms} | ${Math.round(each.cpuUs)} | ${each.subgraphRequests.toFixed(2)} | ${Math.round(each.residentMb)} | ${faster.toFixed(2)} | ${leaner.toFixed(2)} |`;
    }),
  ];
}

/** Nothing is said of a bar whose peer did not take part. */
function verdict({ text, ratio, limit, is }: Bar, reached: readonly Reached[]): string[] {
  const of = (name: string) => reached.find(({ contender }) => contender === name);
  let found: number;
  try {
    found = ratio((name) => of(name) ?? absent());
  } catch {
    return [`- ${text}: not measured, its peer is not installed`];
  }
  const isMet = is === 'atMost' ? found <= limit : found >= limit;
  const sign = is === 'atMost' ? '≤' : '≥';
  return [
    `- ${text}: **${found.toFixed(3)}** (bar ${sign} ${limit.toFixed(3)}), ${isMet ? 'met' : 'NOT met'}`,
  ];
}

function absent(): never {
  throw new Error('It did not take part.');
}

async function measureConditions(): Promise<string[]> {
  const { graph, whole, conditional, limit } = conditions;
  const measurement = { ...publicOneScope(), operation: whole };
  const plain = { ...(await open('ours', graph)), name: 'without' };
  const conditioned = { ...plain, name: 'with', samples: [] };
  const pairs = [
    [plain, whole],
    [conditioned, conditional],
  ] as const;
  try {
    await assertEqualAnswers(plain.url, whole, conditional);
    for (const [contender, operation] of pairs)
      await load(loadOf(contender, measurement, operation));
    for (let round = 0; round < rounds; round += 1) {
      for (const [contender, operation] of pairs) await sample(contender, measurement, operation);
    }
    const reached = [reachedBy(plain), reachedBy(conditioned)];
    const bar: Bar = {
      text: 'CPU a request, with @skip and @include / without',
      ratio: (of) => of('with').cpuUs / of('without').cpuUs,
      limit,
      is: 'atMost',
    };
    return [
      '### An 87 KB answer with @skip and @include',
      '',
      ...table(reached),
      '',
      ...verdict(bar, reached),
      '',
    ];
  } finally {
    plain.stop();
  }
}

function publicOneScope(): Measurement {
  const found = measurements.find(
    ({ graph, isEachSomebodyElse }) => graph === 'public' && isEachSomebodyElse,
  );
  return found ?? absent();
}

async function assertEqualAnswers(url: string, ...operations: readonly BenchOperation[]) {
  const texts = await Promise.all(
    operations.map(async ({ query, variables }) => {
      const body = JSON.stringify({ query, variables: variables[0] });
      const headers = { 'content-type': 'application/json' };
      return (await fetch(url, { method: 'POST', headers, body })).text();
    }),
  );
  if (new Set(texts).size !== 1) throw new Error('With conditions the answer is another.');
}
