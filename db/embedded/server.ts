import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { freePort } from './free-port.ts';
import { clusterOf, logOf, type Place } from './place.ts';
import { causeIn, commandOf, programEnvironment } from './program.ts';
import { lookAgainMs, lookForServer, patienceMs, pidFileOf, readPidFile } from './running.ts';

/** A server that answered as the one of the place. */
export interface Server {
  readonly pid: number;
  readonly port: number;
  /** Whether it was running before: its parent was killed and left it behind. */
  readonly attached: boolean;
}

export interface ServerOptions {
  readonly binaries: Binaries;
  readonly password: string;
  /** Undefined takes any free port. */
  readonly port: number | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly report: (line: string) => void;
}

const logLimitBytes = 10_000_000;

/**
 * The place's server, found running or started.
 *
 * ```
 *           answers as ours ------------------------------> done
 *  look --> starting, recovering or shutting down --------> look again
 *           nothing --> start it --> ended: passing cause --> look again
 *                                    ended: else ----------> Error
 * ```
 * A passing cause: after a kill -9 the old backends hold the shared memory for a moment more, and
 * the lock file names a process that is gone or has become another program.
 */
export async function bringUpServer(place: Place, options: ServerOptions): Promise<Server> {
  const deadline = Date.now() + patienceMs;
  let attempt: Attempt | null = null;
  let lastReason = '';
  while (Date.now() < deadline) {
    const found = await lookForServer(place, options.password);
    if (found.state === 'ready') {
      return { pid: found.pid, port: found.port, attached: found.pid !== attempt?.process.pid };
    }
    if (attempt?.hasEnded()) {
      if (lastReason === '') options.report('waiting for what a killed PostgreSQL left behind');
      lastReason = attempt.reason();
      await assertPassing(place, lastReason, options.port);
      attempt = null;
      await delay(4 * lookAgainMs);
    }
    if (attempt === null && found.state === 'none') attempt = await launch(place, options);
    await delay(lookAgainMs);
  }
  throw new Error(
    `PostgreSQL did not get ready in ${patienceMs / 1000} s${lastReason && `: ${causeIn(lastReason)}`} (its log is ${logOf(place)})`,
  );
}

interface Attempt {
  readonly process: ChildProcess;
  hasEnded(): boolean;
  /** What the server wrote to its log since it was started. */
  reason(): string;
}

async function launch(place: Place, options: ServerOptions): Promise<Attempt> {
  const port = options.port ?? (await freePort());
  const log = openLog(place);
  const logStart = statSync(logOf(place)).size;
  const child = spawn(options.binaries.postgres, serverArguments(place, port, options.settings), {
    ...place.account,
    cwd: place.path,
    env: programEnvironment(),
    stdio: ['ignore', log, log],
    // A Ctrl-C in the terminal is for us; the server stops after those who use it.
    detached: true,
  });
  closeSync(log);
  child.unref();
  let spawnError: string | null = null;
  child.once('error', (error) => {
    spawnError = error.message;
  });
  return {
    process: child,
    hasEnded: () => spawnError !== null || child.exitCode !== null || child.signalCode !== null,
    reason: () => spawnError ?? readFrom(logOf(place), logStart),
  };
}

function serverArguments(
  place: Place,
  port: number,
  settings: Readonly<Record<string, string>>,
): string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    // No socket file: its path may be no longer than 107 bytes, and TCP with a password is enough.
    unix_socket_directories: '',
    ...settings,
  };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', clusterOf(place), '-p', String(port), ...options];
}

/** @throws Error in one sentence unless the server ended for a cause that passes. */
async function assertPassing(place: Place, log: string, port: number | undefined): Promise<void> {
  if (/Address already in use/.test(log)) {
    if (port === undefined) return;
    throw new Error(`PostgreSQL cannot listen on port ${port}: another program does.`);
  }
  if (/pre-existing shared memory block/.test(log)) return;
  if (/lock file ".*" (already exists|is empty)/.test(log)) return removeForeignLock(place);
  throw new Error(`PostgreSQL did not start: ${causeIn(log)} (its log is ${logOf(place)})`);
}

/** After a restart of the machine, the number in the lock file may be that of any program. */
async function removeForeignLock(place: Place): Promise<void> {
  const command = await commandOf((await readPidFile(place)).pid);
  if (command === '' || command.includes(clusterOf(place)) || command.startsWith('postgres:')) {
    return;
  }
  await rm(pidFileOf(place), { force: true });
}

/** Opened by us and handed down, so that the server's account needs no right to write here. */
function openLog(place: Place): number {
  const path = logOf(place);
  if (existsSync(path) && statSync(path).size > logLimitBytes) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

function readFrom(path: string, start: number): string {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(64_000);
  const length = readSync(file, buffer, 0, buffer.length, start);
  closeSync(file);
  return buffer.toString('utf8', 0, length);
}
