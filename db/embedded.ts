import { provideBinaries } from './embedded/binaries.ts';
import { ensureCluster, removeUnfinished, superuserPassword } from './embedded/cluster.ts';
import { takeLock } from './embedded/lock.ts';
import { claimPlace, type Place } from './embedded/place.ts';
import { shutDownServer, superuserAt } from './embedded/running.ts';
import { bringUpServer } from './embedded/server.ts';

export interface EmbeddedPostgres {
  readonly host: string;
  readonly port: number;
  /** Of the superuser `postgres`. */
  readonly password: string;
  /** Where the data really is: elsewhere than asked for when PostgreSQL could not reach that. */
  readonly dataDir: string;
  /** Whether the server was found running: its parent had been killed. */
  readonly attached: boolean;
  /** A connection string; of the superuser unless a user is named. */
  url(database: string, user?: string, password?: string): string;
  /** Stops the server, also one that was found running, and waits until it is gone. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** For PostgreSQL alone; made, private to this user, when it is not there. */
  readonly dataDir: string;
  /** Any free one unless given. A server found running keeps its own. */
  readonly port?: number;
  /** Server settings (`fsync: 'off'`). A server found running keeps its own. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told what takes time, a line each. */
  readonly report?: (line: string) => void;
}

/**
 * Starts a real PostgreSQL from npm's binaries on its data directory, durable unless `fsync` is off.
 *
 * One process at a time uses a directory. A server that a killed process left behind is taken over;
 * after a kill of the server itself, what was committed is recovered.
 *
 * @throws Error whose message is one sentence for the person who started us.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  try {
    return await start(await claimPlace(options.dataDir), options);
  } catch (error) {
    throw inOneSentence(error, options.dataDir);
  }
}

async function start(place: Place, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const settings = options.settings ?? {};
  const { report = () => {}, port } = options;
  const binaries = await provideBinaries(place);
  await ensureCluster(place, binaries, { isDurable: settings['fsync'] !== 'off', report });
  const password = await superuserPassword(place);
  const server = await bringUpServer(place, { binaries, password, port, settings, report });
  const lock = await takeLock(superuserAt(server.port, password), place.path);
  await removeUnfinished(place);
  return {
    host: '127.0.0.1',
    port: server.port,
    password,
    dataDir: place.path,
    attached: server.attached,
    url: (database, user, secret) =>
      addressOf(
        server.port,
        database,
        user === undefined ? ['postgres', password] : [user, secret],
      ),
    stop: async () => {
      await shutDownServer(place, server.pid);
      await lock.release();
    },
  };
}

function addressOf(
  port: number,
  database: string,
  [user, password]: readonly [string, string | undefined],
): string {
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
  return `postgres://${encodeURIComponent(user)}${secret}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

const sentences: Readonly<Record<string, (dataDir: string, path: string) => string>> = {
  EACCES: (dir, path) => `The data directory ${dir} cannot be used: no permission for ${path}.`,
  EPERM: (dir, path) => `The data directory ${dir} cannot be used: no permission for ${path}.`,
  EROFS: (dir) => `The data directory ${dir} cannot be written: its file system is read-only.`,
  ENOSPC: (dir) => `The data directory ${dir} cannot be written: the disk is full.`,
  ENOTDIR: (dir, path) => `The data directory ${dir} cannot be used: ${path} is no directory.`,
};

function inOneSentence(error: unknown, dataDir: string): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  const sentence = sentences[code ?? ''];
  return sentence === undefined
    ? error
    : new Error(sentence(dataDir, path ?? 'PostgreSQL'), { cause: error });
}
