import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { onPath, run } from './programs.ts';

const cache = resolve('.cache', 'debian', process.arch);

/**
 * A program of Debian's, unpacked with what it needs into .cache: no root, nothing installed.
 *
 * @param program - its path in the package: 'usr/bin/redis-server'.
 * @returns a script that runs it.
 * @throws Error when this is no Debian, or its packages cannot be had.
 */
export async function unpackFromDebian(
  packages: readonly [string, ...string[]],
  program: string,
): Promise<string> {
  const home = join(cache, packages[0]);
  const script = join(home, 'run');
  if (existsSync(script)) return script;
  if (onPath('apt-get') === null || onPath('dpkg-deb') === null) {
    throw new Error('this is no Debian');
  }
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(`${home}.`);
  try {
    await download(packages, unfinished);
    await unpack(unfinished);
    await writeScript(unfinished, home, program);
    await rename(unfinished, home);
  } catch (error) {
    await rm(unfinished, { recursive: true });
    // Another run may have been quicker; its copy is as good.
    if (!existsSync(script)) throw error;
  }
  return script;
}

/** Installs packages, waiting for another installation to end. @throws Error unless we are root. */
export async function installFromDebian(packages: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('only root can install packages');
  if (onPath('apt-get') === null) throw new Error('this is no Debian');
  const lock = ['-o', 'DPkg::Lock::Timeout=300'];
  await run('apt-get', '-qq', 'update');
  await run('apt-get', ...lock, '-qq', '-y', '--no-install-recommends', 'install', ...packages);
}

/** What the machine lacks of the packages and their dependencies; its own records are only read. */
async function download(packages: readonly string[], into: string): Promise<void> {
  for (const part of ['lists', 'archives']) {
    await mkdir(join(into, part, 'partial'), { recursive: true });
  }
  const own = {
    'Dir::State::lists': join(into, 'lists'),
    'Dir::Cache': into,
    'Dir::Cache::archives': join(into, 'archives'),
    'Debug::NoLocking': '1',
    'APT::Sandbox::User': '',
  };
  const options = Object.entries(own).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await run('apt-get', ...options, '-qq', 'update');
  const install = ['-qq', '-y', '--no-install-recommends', '--download-only', 'install'];
  await run('apt-get', ...options, ...install, ...packages);
}

async function unpack(unfinished: string): Promise<void> {
  const archives = join(unfinished, 'archives');
  const files = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
  for (const file of files) {
    await run('dpkg-deb', '-x', join(archives, file), join(unfinished, 'root'));
  }
  await rm(archives, { recursive: true });
  await rm(join(unfinished, 'lists'), { recursive: true });
}

/** Lets the program find its libraries and fonts where they lie. */
async function writeScript(unfinished: string, home: string, program: string): Promise<void> {
  const root = join(unfinished, 'root');
  const paths = await readdir(root, { recursive: true });
  const directories = paths
    .filter((path) => /\/[^/]+\.so(\.[\d.]+)?$/.test(path))
    .map((path) => join(home, 'root', path, '..'));
  const libraries = [...new Set(directories)].join(':');
  await writeFile(join(unfinished, 'fonts.conf'), fontsIn(home));
  const script = `#!/bin/sh
export LD_LIBRARY_PATH='${libraries}' FONTCONFIG_FILE='${join(home, 'fonts.conf')}'
exec '${join(home, 'root', program)}' "$@"
`;
  await writeFile(join(unfinished, 'run'), script);
  await chmod(join(unfinished, 'run'), 0o755);
}

const fontsIn = (home: string) => `<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(home, 'root/usr/share/fonts')}</dir>
  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`;
