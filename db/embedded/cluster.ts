import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { clusterOf, type Place } from './place.ts';
import { causeIn, runAs } from './program.ts';

export interface ClusterOptions {
  /** Whether it must survive a loss of power; costs some 300 ms. */
  readonly isDurable: boolean;
  readonly report: (line: string) => void;
}

const passwordFile = 'superuser-password';

/**
 * Makes the cluster unless it is there.
 *
 * It is made aside and takes its place in one rename, its password inside, so that a start that is
 * cut off leaves either all of it or nothing.
 *
 * @throws Error when what is there is of another major version, or initdb fails.
 */
export async function ensureCluster(
  place: Place,
  binaries: Binaries,
  options: ClusterOptions,
): Promise<void> {
  const cluster = clusterOf(place);
  if (!existsSync(cluster)) {
    options.report(`setting up PostgreSQL ${binaries.version} in ${place.path}`);
    await createCluster(place, binaries, options.isDurable);
  }
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) throw new Error(`${cluster} is no PostgreSQL data directory.`);
  if (version.trim() !== binaries.version.split('.')[0]) {
    throw new Error(
      `${cluster} holds data of PostgreSQL ${version.trim()}, which PostgreSQL ${binaries.version} cannot read; move it away or start the release that made it.`,
    );
  }
}

/** The superuser's password; made at random with the cluster, readable to its owner only. */
export function superuserPassword(place: Place): Promise<string> {
  return readFile(join(clusterOf(place), passwordFile), 'utf8');
}

/** Clears away what starts that were cut off have left. Only for the owner of the lock. */
export async function removeUnfinished(place: Place): Promise<void> {
  for (const name of await readdir(place.path)) {
    if (name.startsWith('cluster.')) {
      // Another start may still be writing there, about to lose; then the next start clears it.
      await rm(join(place.path, name), { recursive: true, force: true }).catch(() => {});
    }
  }
}

async function createCluster(place: Place, binaries: Binaries, isDurable: boolean): Promise<void> {
  const cluster = clusterOf(place);
  const unfinished = `${cluster}.${randomBytes(6).toString('hex')}`;
  const password = `${unfinished}.password`;
  try {
    await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
    await mkdir(unfinished, { mode: 0o700 });
    await giveToServer(place, password);
    await giveToServer(place, unfinished);
    await initialise(place, binaries, { unfinished, password, isDurable });
    await rename(password, join(unfinished, passwordFile));
    await rename(unfinished, cluster);
  } catch (error) {
    await rm(password, { force: true });
    await rm(unfinished, { recursive: true, force: true });
    // Another start was quicker: its cluster is the one, and the lock decides between the two.
    if (!existsSync(cluster)) throw error;
  }
}

async function initialise(
  place: Place,
  binaries: Binaries,
  options: { unfinished: string; password: string; isDurable: boolean },
): Promise<void> {
  const { stderr, failure } = await runAs(place.account, binaries.initdb, [
    ...['--pgdata', options.unfinished, '--username', 'postgres', '--pwfile', options.password],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8'],
    // Sorts the same everywhere: no drift between versions of ICU or of the C library.
    ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
    ...(options.isDurable ? [] : ['--no-sync']),
  ]);
  if (failure === null) return;
  const cause = causeIn(stderr.trim() || failure).replaceAll(
    basename(options.unfinished),
    'cluster',
  );
  throw new Error(`The data directory ${place.path} could not be set up: ${cause}`);
}

async function giveToServer({ account }: Place, path: string): Promise<void> {
  if (account !== null) await chown(path, account.uid, account.gid);
}
