import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** A process of ours, started as an operator would, with what it prints. */
export interface TestProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** What it has printed on standard error alone. */
  readonly complaint: () => string;
  /** Resolves with the first match in what it has printed; rejects when it ends before. */
  waitFor(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Its exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Runs a TypeScript file of the repository with exactly this environment, beside PATH and HOME. */
export function runFile(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd = process.cwd(),
): TestProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/tmp', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return follow(child);
}

/** Listens to a process from its start to its end. */
export function follow(child: ChildProcessByStdio<null, Readable, Readable>): TestProcess {
  let printed = '';
  let complained = '';
  let look = () => {};
  child.stderr.on('data', (text: string) => {
    complained += text;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      look();
    });
  }
  const exited = once(child, 'close').then(([code]) => code as number | null);

  return {
    child,
    output: () => printed,
    complaint: () => complained,
    exited,
    waitFor(pattern) {
      return new Promise((resolve, reject) => {
        look = () => {
          const match = printed.match(pattern);
          if (match) resolve(match);
        };
        exited.then((code) => reject(new Error(`It ended with ${code}:\n${printed}`)));
        look();
      });
    },
    async kill(signal) {
      child.kill(signal);
      await exited;
    },
  };
}
