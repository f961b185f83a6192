import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Account, serverAccount } from './account.ts';
import { runAs } from './program.ts';

/**
 * Where one embedded PostgreSQL keeps everything it has, and who runs it.
 *
 * The directory is ours alone. Under root the server's account may pass through it, no more: it owns
 * the cluster inside, but can plant nothing beside it.
 */
export interface Place {
  readonly path: string;
  readonly account: Account | null;
}

/** Root's own ground, where nobody else can have put something before us. */
const rootsGround = '/var/lib/factory-supergraph';

export const clusterOf = (place: Place) => join(place.path, 'cluster');
export const logOf = (place: Place) => join(place.path, 'postgres.log');

/**
 * Makes the data directory, or checks the one that is there.
 *
 * Under root it may lie where the server's account cannot reach (a clone in /root). Then the place
 * is below /var/lib/factory-supergraph, named after the directory asked for; once data is there, it
 * stays there.
 */
export async function claimPlace(dataDir: string): Promise<Place> {
  const wanted = resolve(dataDir);
  const account = await serverAccount();
  if (account === null) return { path: await claim(wanted, 0o700), account };

  const elsewhere = join(rootsGround, nameAfter(wanted));
  if (existsSync(join(elsewhere, 'cluster')))
    return placeOf(await claim(elsewhere, 0o711), account);

  const path = await claim(wanted, 0o711);
  if (await reaches(account, path)) return placeOf(path, account);
  if (existsSync(join(path, 'cluster'))) {
    throw new Error(
      `The data in ${path} cannot be reached by the user PostgreSQL runs as (uid ${account.uid}); let others pass through the directories above it.`,
    );
  }
  await claim(rootsGround, 0o711);
  return placeOf(await claim(elsewhere, 0o711), account);
}

/**
 * Checks that nobody but this user can have written the file or directory.
 *
 * @throws Error naming the path when it belongs to, or can be written by, somebody else.
 */
export async function assertPrivate(path: string): Promise<void> {
  const entry = await lstat(path);
  if (entry.uid !== process.getuid?.()) {
    throw new Error(`${path} belongs to another user (uid ${entry.uid}), so it is not used.`);
  }
  if (!entry.isSymbolicLink() && (entry.mode & 0o022) !== 0) {
    throw new Error(`${path} can be written by other users, so it is not used; run chmod go-w.`);
  }
}

/** A cluster goes on under the account that owns it, also when `postgres` was added after `nobody`. */
async function placeOf(path: string, account: Account): Promise<Place> {
  const cluster = join(path, 'cluster');
  if (!existsSync(cluster)) return { path, account };
  const { uid, gid } = await stat(cluster);
  if (uid === 0) throw new Error(`${cluster} belongs to root, as whom PostgreSQL refuses to run.`);
  return { path, account: { uid, gid } };
}

/** Only an empty directory is tightened: what lay open may have been filled by somebody else. */
async function claim(directory: string, mode: number): Promise<string> {
  await mkdir(dirname(directory), { recursive: true });
  await mkdir(directory, { mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const path = await realpath(directory);
  if ((await stat(path)).uid === process.getuid?.() && (await readdir(path)).length === 0) {
    await chmod(path, mode);
  }
  await assertPrivate(path);
  return path;
}

async function reaches(account: Account, path: string): Promise<boolean> {
  return (await runAs(account, '/bin/sh', ['-c', 'test -x "$0"', path])).failure === null;
}

function nameAfter(path: string): string {
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return `${basename(path).replace(/[^\w-]/g, '')}-${digest}`;
}
