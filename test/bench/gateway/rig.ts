import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import type { BenchOperation } from './bench-graph.ts';

// The machine in two halves: the contender alone on one core, load and subgraphs on the other. What a contender
// costs is told by the operating system, as CPU time of its process.

export const contenderCore = 0;
export const loadCore = 1;

export function pin(pid: number, core: number): void {
  if (cpus().length < 2) throw new Error('The benchmark needs two cores.');
  execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
}

export interface Started {
  readonly pid: number;
  /** What it said when it was ready. */
  readonly said: unknown;
  stop(): void;
}

export interface StartOptions {
  readonly args: readonly string[];
  readonly core: number;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Starts one of the programs of this folder, and waits until it says that it is ready. */
export function start(file: string, { args, core, environment }: StartOptions): Promise<Started> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    APOLLO_TELEMETRY_DISABLED: '1',
    ...environment,
  };
  // Every contender gets the flag that our gateway is started with.
  const execArgv = ['--max-semi-space-size=64', '--import', 'tsx'];
  const child = fork(path, args, { silent: true, execArgv, env });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    child.stdout?.resume();
    child.once('exit', (code) =>
      reject(new Error(`${file} ${args} ended with ${code}: ${said.slice(-800)}`)),
    );
    child.once('message', (message) => resolve(started(child, core, message)));
  });
}

function started(child: ChildProcess, core: number, said: unknown): Started {
  const pid = child.pid ?? 0;
  pin(pid, core);
  return { pid, said, stop: () => void child.kill('SIGKILL') };
}

const ticksPerSecond = 100;

/** CPU time a process has used so far, in microseconds. */
export function cpuUs(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
  return ((user + system) / ticksPerSecond) * 1e6;
}

export function residentMb(pid: number): number {
  const found = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? 0) / 1024;
}

export interface Load {
  readonly url: string;
  readonly operation: BenchOperation;
  readonly connections: number;
  readonly seconds: number;
  /** Headers of a connection; each may be somebody else. */
  readonly headersOf: (connection: number) => Readonly<Record<string, string>>;
}

export interface Loaded {
  readonly answered: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** @throws Error when a single request was not answered with 200. */
export async function load({
  url,
  operation,
  connections,
  seconds,
  headersOf,
}: Load): Promise<Loaded> {
  let connection = 0;
  const common = { 'content-type': 'application/json', accept: 'application/json' };
  const bodies = operation.variables.map((variables) =>
    JSON.stringify({ query: operation.query, variables }),
  );
  const requestsOf = (headers: Readonly<Record<string, string>>) =>
    bodies.map((body) => ({ method: 'POST', body, headers: { ...common, ...headers } }) as const);
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: requestsOf({}),
    // Headers that are set for a client hold for its first request alone.
    setupClient: (client) => client.setRequests(requestsOf(headersOf(connection++))),
  });
  const failed = result.errors + result.non2xx;
  if (failed > 0) {
    const statuses = JSON.stringify(result.statusCodeStats);
    throw new Error(
      `${failed} requests to ${url} failed: ${statuses}, ${result.timeouts} timeouts.`,
    );
  }
  const answered = result['2xx'];
  return {
    answered,
    requestsPerSecond: answered / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
