import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Account } from './account.ts';

/** How a program went: what it printed, and why it failed or null. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly failure: string | null;
}

/** Runs a program to its end under the account, in an environment of its own. Never rejects. */
export function runAs(
  account: Account | null,
  command: string,
  args: readonly string[],
): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      { ...account, env: programEnvironment(), cwd: '/' },
      (error, out, err) =>
        resolve({ stdout: out, stderr: err, failure: error === null ? null : error.message }),
    );
  });
}

/** Fixed, so that messages can be read and no PGDATA or locale of the caller reaches the server. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

export function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The command line of a process; empty when it is gone or cannot be told. */
export async function commandOf(pid: number): Promise<string> {
  const read = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  return read ?? (await runAs(null, 'ps', ['-o', 'command=', '-p', String(pid)])).stdout;
}

/** The first line in which PostgreSQL says what is wrong, without its time; else the last line. */
export function causeIn(output: string): string {
  const cause = /(?:FATAL|PANIC|error:|could not|error while).*/.exec(output)?.[0];
  return cause ?? output.trim().split('\n').at(-1) ?? '';
}
