import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../db/embedded/free-port.ts';
import { afterOurDeath } from './after-death.ts';
import { unpackFromDebian } from './debian.ts';
import { onPath } from './programs.ts';

export interface ProvidedRedis {
  readonly url: string;
  /** Ends it at once, as kill -9 does; a Redis that was given goes on. */
  stop(): Promise<void>;
}

export interface OwnRedis extends ProvidedRedis {
  /** Keeps its connections open and answers nothing, until it is resumed. */
  pause(): void;
  resume(): void;
}

/** A real Redis: the one REDIS_URL names, else one of our own. */
export async function provideRedis(): Promise<ProvidedRedis> {
  const url = process.env['REDIS_URL'];
  if (url === undefined || url === '') return startRedis();
  if (!(await answers(url))) throw new Error('The Redis that REDIS_URL names does not answer.');
  return { url, stop: async () => {} };
}

/** An empty Redis that keeps nothing on disk. */
export async function startRedis(givenPort?: number): Promise<OwnRedis> {
  const program = await redisProgram();
  const port = givenPort ?? (await freePort());
  const settings = ['--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()];
  const server = spawn(program, ['--port', String(port), ...settings], { stdio: 'ignore' });
  const callOff = afterOurDeath(`kill -9 ${server.pid}`);
  const url = `redis://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (server.exitCode !== null) throw new Error(`${program} ended with ${server.exitCode}.`);
    await delay(20);
  }
  return {
    url,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    stop: async () => {
      await end(server);
      callOff();
    },
  };
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
}

/** @throws Error telling what to do when there is none and none can be had. */
async function redisProgram(): Promise<string> {
  const installed = onPath('redis-server', 'valkey-server');
  if (installed !== null) return installed;
  return unpackFromDebian(['redis-server'], 'usr/bin/redis-server').catch((cause: Error) => {
    throw new Error(
      `The tests need Redis: set REDIS_URL or install redis-server (Debian's package could not be unpacked: ${cause.message}).`,
      { cause },
    );
  });
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
