import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** The path of the first of the programs that is on PATH. */
export function onPath(...names: readonly string[]): string | null {
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter((path) => path !== '');
  const paths = names.flatMap((name) => directories.map((directory) => join(directory, name)));
  return paths.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a program to its end. @throws Error with the last line that it printed as error. */
export async function run(program: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  try {
    const { stdout } = await promisify(execFile)(program, args, { env, maxBuffer: 50_000_000 });
    return stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error((stderr ?? '').trim().split('\n').at(-1) || message, { cause: error });
  }
}
