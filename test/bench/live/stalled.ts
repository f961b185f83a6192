/**
 * `npm run bench:stalled`: what a gateway needs for readers that take nothing. Some follow a subscription and read;
 * then a hundred others follow one each, and stop reading at once. The gateway is a process of its own, its subgraphs
 * in it; the memory is its resident set, as the operating system counts it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { openRawSocket, type RawSocket } from '../../gateway/raw-socket.ts';
import { median, quantile } from '../event-log-load.ts';
import { machine, markdownTable, writeSection } from '../report.ts';
import type { Opened, Order } from './gateway-process.ts';

const rounds = Number(process.env['ROUNDS'] ?? 3);
const stalledReaders = 100;
const quickReaders = 10;
const eventsPerSecond = 10;
const secondsBefore = 10;
const secondsStalled = 30;
const characters = 64 * 1024;

const ranOn = machine();
const found: Awaited<ReturnType<typeof round>>[] = [];
for (let count = 0; count < rounds; count += 1) found.push(await round());

const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
const middle = (of: (each: (typeof found)[number]) => number) => median(found.map(of));
const rows = [
  ['resident memory before, MB', megabytes(middle(({ before }) => before))],
  ['highest while they stall, MB', megabytes(middle(({ highest }) => highest))],
  ['growth, MB (bar: 256)', megabytes(middle(({ before, highest }) => highest - before))],
  ['cut off within the time', `${middle(({ cutOff }) => cutOff)} of ${stalledReaders}`],
  ['others, before: p50 ms', middle(({ quiet }) => quantile(quiet, 0.5)).toFixed(1)],
  ['others, before: p99 ms', middle(({ quiet }) => quantile(quiet, 0.99)).toFixed(1)],
  ['others, meanwhile: p50 ms', middle(({ loaded }) => quantile(loaded, 0.5)).toFixed(1)],
  ['others, meanwhile: p99 ms', middle(({ loaded }) => quantile(loaded, 0.99)).toFixed(1)],
  ['events that others missed', String(middle(({ missed }) => missed))],
];
await writeSection(
  'stalled',
  `## Readers that take nothing (\`npm run bench:stalled\`)

${stalledReaders} sockets follow a subscription each and stop reading; ${quickReaders} others follow theirs and read.
${eventsPerSecond} events of ${characters / 1024} KiB a second for ${secondsStalled} s. A reader that takes nothing for
10 s is cut off. Median of ${rounds} rounds; gateway and readers share the machine.

${markdownTable(['', 'measured'], rows)}

Measured on ${ranOn}.`,
);
for (const [what, value] of rows) console.log(`${what}: ${value}`);

async function round() {
  const child = fork(new URL('./gateway-process.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
  });
  const [opened] = (await once(child, 'message')) as [Opened];
  const followers = await Promise.all(
    Array.from({ length: quickReaders }, () => follow(opened, 'quick')),
  );
  await write(child, 1, followers);
  const before = await residentBytes(child);
  const quiet = await write(child, secondsBefore, followers);

  const stalled = await Promise.all(
    Array.from({ length: stalledReaders }, (_, index) => follow(opened, `s${index}`)),
  );
  for (const { socket } of stalled) wireOf(socket).pause();
  const watch = watchHighest(child);
  const loaded = await write(child, secondsStalled, followers);
  const highest = await watch.stop();
  const cutOff = await cutOffs(opened);
  const missed = followers.reduce((sum, { gaps }) => sum + gaps(), 0);
  for (const { socket } of [...followers, ...stalled]) socket.socket.terminate();
  child.disconnect();
  await once(child, 'exit');
  return { before, highest, cutOff, quiet, loaded, missed };
}

interface Follower {
  readonly socket: RawSocket;
  /** When each event arrived, by its place. */
  readonly arrivedAt: Map<number, number>;
  readonly gaps: () => number;
}

async function follow({ url, token }: Opened, alias: string): Promise<Follower> {
  const socket = await openRawSocket(url);
  await socket.init(token);
  socket.subscribe('live', `subscription { ${alias}: logged { n text } }`);
  // Answered after the subscription is.
  socket.subscribe('who', '{ who }');
  await socket.next();
  await socket.next();
  const arrivedAt = new Map<number, number>();
  let last: number | undefined;
  let gaps = 0;
  socket.socket.on('message', (data) => {
    const n = Number(/"n":(\d+)/.exec(String(data))?.[1]);
    if (last !== undefined) gaps += n - last - 1;
    last = n;
    arrivedAt.set(n, performance.now());
    // What has been noted need not be kept.
    (socket.waiting as unknown[]).length = 0;
  });
  return { socket, arrivedAt, gaps: () => gaps };
}

/** Writes at the rate. @returns how long each event took to each of the readers, in ms. */
async function write(
  child: ChildProcess,
  seconds: number,
  readers: readonly Follower[],
): Promise<number[]> {
  const order: Order = { events: 1, characters };
  const written: number[] = [];
  const startedAt = performance.now();
  for (let count = 0; count < seconds * eventsPerSecond; count += 1) {
    await delay(Math.max(0, startedAt + (count * 1_000) / eventsPerSecond - performance.now()));
    written.push(performance.now());
    child.send(order);
  }
  await delay(500);
  return readers.flatMap(({ arrivedAt }) => {
    // Events have no gaps, so the last ones that came are those that were written here.
    const places = [...arrivedAt.keys()].sort((a, b) => a - b).slice(-written.length);
    return places.map((n, index) => (arrivedAt.get(n) ?? 0) - (written[index] ?? 0));
  });
}

async function residentBytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

function watchHighest(child: ChildProcess) {
  let highest = 0;
  const look = async () => {
    highest = Math.max(highest, await residentBytes(child));
  };
  const timer = setInterval(() => void look(), 100);
  return {
    async stop() {
      clearInterval(timer);
      await look();
      return highest;
    },
  };
}

async function cutOffs({ url }: Opened): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text();
  return Number(/^gateway_slow_readers_total (\d+)$/m.exec(page)?.[1]);
}

function wireOf({ socket }: RawSocket): Socket {
  return (socket as unknown as { readonly _socket: Socket })._socket;
}
