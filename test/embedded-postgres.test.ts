import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { provideBinaries } from '../db/embedded/binaries.ts';
import { claimPlace } from '../db/embedded/place.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../db/embedded.ts';
import { type Installation, install, stranger } from './support/installation.ts';

const isRoot = process.getuid?.() === 0;
const settings = { fsync: 'off' };

let parent: string;
let dataDir: string;
let running: EmbeddedPostgres[];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'factory-postgres-'));
  // Under root the server's account must be able to pass through.
  await chmod(parent, 0o711);
  dataDir = join(parent, 'data');
  running = [];
});

afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  await rm(parent, { recursive: true });
});

async function start(options: { port?: number; settings?: Record<string, string> } = {}) {
  const postgres = await startEmbeddedPostgres({ dataDir, settings, ...options });
  running.push(postgres);
  return postgres;
}

/** The rows of a statement, as the superuser. */
async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const remember = (url: string, word: string) =>
  query(
    url,
    `create table if not exists memory (word text); insert into memory values ('${word}')`,
  );
const remembered = async (url: string) =>
  (await query(url, 'select word from memory order by word')).map(({ word }) => word);

/** Kills the server and every backend at once, as an out-of-memory killer or a power cut would. */
async function killEverything(postgres: EmbeddedPostgres): Promise<void> {
  const postmaster = await processOf(postgres);
  const sessions = await query(postgres.url('postgres'), 'select pid from pg_stat_activity');
  process.kill(postmaster, 'SIGKILL');
  for (const { pid } of sessions) killIfThere(Number(pid));
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It noticed its parent's death first.
  }
}

async function processOf({ dataDir }: { dataDir: string }): Promise<number> {
  const file = await readFile(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8');
  return Number(file.split('\n')[0]);
}

describe('starting PostgreSQL', () => {
  it('keeps its data from one start to the next', async () => {
    const first = await start();
    await remember(first.url('postgres'), 'kept');
    await first.stop();

    const second = await start();

    expect(await remembered(second.url('postgres'))).toEqual(['kept']);
    expect(second.dataDir).toBe(dataDir);
    expect([first.attached, second.attached]).toEqual([false, false]);
  });

  it('is gone when stop returns, and stopping again changes nothing', async () => {
    const postgres = await start();
    const pid = await processOf(postgres);

    await postgres.stop();
    await postgres.stop();

    await expect(query(postgres.url('postgres'), 'select 1')).rejects.toThrow('ECONNREFUSED');
    await expect(readFile(join(dataDir, 'cluster', 'postmaster.pid'))).rejects.toThrow('ENOENT');
    expect(pid).toBeGreaterThan(0);
  });

  it('is durable unless it is told otherwise, and sorts by code point', async () => {
    const postgres = await start({ settings: {} });

    const [row] = await query(
      postgres.url('postgres'),
      `select current_setting('fsync') as fsync, datlocprovider, datlocale
       from pg_database where datname = 'postgres'`,
    );

    expect(row).toEqual({ fsync: 'on', datlocprovider: 'b', datlocale: 'C.UTF-8' });
  });

  it('lets in nobody without a password, and listens on this machine alone', async () => {
    const { url } = await start();

    await expect(query(url('postgres', 'postgres', 'guess'), 'select 1')).rejects.toThrow(
      /password/,
    );
    await expect(query(url('postgres', 'postgres'), 'select 1')).rejects.toThrow(/password/);
    expect(await query(url('postgres'), 'show listen_addresses')).toEqual([
      { listen_addresses: '127.0.0.1' },
    ]);
  });

  it('keeps everything in a directory that only its user may write', async () => {
    await start();

    const mode = async (name: string) => (await stat(join(dataDir, name))).mode & 0o777;
    expect((await mode('.')) & 0o066).toBe(0);
    expect(await mode('cluster')).toBe(0o700);
    expect(await mode('cluster/superuser-password')).toBe(0o600);
    expect(await mode('postgres.log')).toBe(0o600);
    const kept = (await readdir(dataDir)).filter((name) => !name.startsWith('binaries-'));
    expect(kept.sort()).toEqual(['cluster', 'postgres.log']);
  });

  it('takes the port and the settings it is given', async () => {
    const first = await start();
    await first.stop();

    const second = await start({ port: first.port, settings: { ...settings, work_mem: '7MB' } });

    expect(second.port).toBe(first.port);
    expect(await query(second.url('postgres'), 'show work_mem')).toEqual([{ work_mem: '7MB' }]);
  });
});

describe('after a kill -9', () => {
  it('recovers what was committed', async () => {
    const first = await start({ settings: {} });
    await remember(first.url('postgres'), 'committed');
    await killEverything(first);

    const second = await start({ settings: {} });

    expect(await remembered(second.url('postgres'))).toEqual(['committed']);
    expect(second.attached).toBe(false);
  });

  it('starts over what a half-made start left behind', async () => {
    await mkdir(join(dataDir, 'cluster.abandoned'), { recursive: true, mode: 0o700 });
    await chmod(dataDir, 0o711);

    await start();

    expect(await readdir(dataDir)).not.toContain('cluster.abandoned');
  });

  it('does not mistake another program for the server whose process id it got', async () => {
    const first = await start();
    await first.stop();
    const owner = await stat(join(dataDir, 'cluster'));
    const bystander = spawn('sleep', ['60'], { uid: owner.uid, gid: owner.gid });
    await forgeLockFile(bystander.pid, first.port);

    const second = await start();

    expect(second.attached).toBe(false);
    expect(bystander.exitCode).toBeNull();
    bystander.kill();
    await once(bystander, 'exit');
  });

  it('does not mistake the server of a copied directory for its own', async () => {
    const original = await start();
    await original.stop();
    const copied = dataDir;
    dataDir = join(parent, 'copy');
    await promisify(execFile)('cp', ['-a', copied, dataDir]);
    const copy = await start();
    const copyProcess = await processOf(copy);
    dataDir = copied;
    await forgeLockFile(copyProcess, copy.port);

    const again = await start();

    expect(again.attached).toBe(false);
    expect(await query(again.url('postgres'), 'show data_directory')).toEqual([
      { data_directory: join(copied, 'cluster') },
    ]);
  });
});

/** As a server leaves it that had no time to clear up, and whose process id another one got. */
async function forgeLockFile(pid: number | undefined, port: number): Promise<void> {
  const cluster = join(dataDir, 'cluster');
  const { uid, gid } = await stat(cluster);
  const file = join(cluster, 'postmaster.pid');
  await writeFile(file, `${pid}\n${cluster}\n1\n${port}\n\n127.0.0.1\n0 0\nready\n`);
  await chown(file, uid, gid);
}

describe('a process of its own', () => {
  let installation: Installation;
  const as = isRoot ? stranger : undefined;

  beforeAll(async () => {
    installation = await install(true);
  });
  afterAll(() => installation.remove());
  beforeEach(() => {
    dataDir = join(installation.directory, `data-${crypto.randomUUID()}`);
  });

  it('starts as an ordinary user from an installation it cannot complete', async () => {
    const first = await installation.start(dataDir, as);
    await remember(first.url, 'kept');
    await first.stop();

    const second = await installation.start(dataDir, as);

    expect(await remembered(second.url)).toEqual(['kept']);
    expect((await stat(dataDir)).uid).toBe(as?.uid ?? process.getuid?.());
    await second.stop();
  });

  it('leaves its server to the next start when it is killed', async () => {
    const killed = await installation.start(dataDir, as);
    await remember(killed.url, 'kept');
    const server = await processOf(killed);
    killed.process.kill('SIGKILL');
    await once(killed.process, 'exit');

    const next = await installation.start(dataDir, as);

    expect(next.attached).toBe(true);
    expect(await processOf(next)).toBe(server);
    expect(await remembered(next.url)).toEqual(['kept']);
    await next.stop();
    await expect(query(next.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('has the data directory to itself while it lives', async () => {
    const first = await installation.start(dataDir, as);

    await expect(installation.start(dataDir, as)).rejects.toThrow(
      `The data directory ${dataDir} is in use by another process (${first.process.pid}).`,
    );

    await remember(first.url, 'undisturbed');
    await first.stop();
  });

  it('wins alone when several start at once on a new directory', async () => {
    const starts = await Promise.allSettled([1, 2, 3].map(() => installation.start(dataDir, as)));

    const winners = starts.filter((start) => start.status === 'fulfilled');
    const losers = starts.filter((start) => start.status === 'rejected');
    expect(winners).toHaveLength(1);
    for (const { reason } of losers) expect(reason.message).toMatch(/is in use by another process/);
    for (const { value } of winners) {
      await remember(value.url, 'kept');
      await value.stop();
    }
  });

  it('has the data directory to itself again after the server dropped its session', async () => {
    const first = await installation.start(dataDir, as);
    const holders = `select pid from pg_locks where locktype = 'advisory' and granted`;
    const [before] = await query(first.url, holders);
    await query(first.url, `select pg_terminate_backend(${before?.['pid']}, 5000)`);
    await expect
      .poll(
        async () => (await query(first.url, holders)).filter(({ pid }) => pid !== before?.['pid']),
        { timeout: 20_000 },
      )
      .toHaveLength(1);

    await expect(installation.start(dataDir, as)).rejects.toThrow(/in use by another process/);

    await first.stop();
  });

  it('is told that it may not write where another user may', async () => {
    if (!isRoot) await chmod(parent, 0o500);

    await expect(installation.start(join(parent, 'data'), as)).rejects.toThrow(
      `The data directory ${join(parent, 'data')} cannot be used: no permission for ${join(parent, 'data')}.`,
    );
  });
});

// Only root has to change its user, so none of this concerns anybody else.
if (isRoot) {
  describe('under root', () => {
    it('moves the data where the server can reach it, and stays there', async () => {
      const installation = await install(false);
      const wanted = join(installation.directory, 'clone', 'data');
      const first = await installation.start(wanted);
      await remember(first.url, 'kept');
      await first.stop();
      await chmod(join(installation.directory, 'clone'), 0o755);

      const second = await installation.start(wanted);

      expect(second.dataDir).toMatch(/^\/var\/lib\/factory-supergraph\/data-[0-9a-f]{16}$/);
      expect(await remembered(second.url)).toEqual(['kept']);
      const copies = (await readdir(second.dataDir)).filter((name) => name.startsWith('binaries-'));
      expect(copies).toHaveLength(1);
      await second.stop();
      await rm(second.dataDir, { recursive: true });
      await installation.remove();
    });

    it('refuses a data directory of another user', async () => {
      await mkdir(dataDir);
      await chown(dataDir, stranger.uid, stranger.gid);

      await expect(start()).rejects.toThrow(
        `${dataDir} belongs to another user (uid ${stranger.uid}), so it is not used.`,
      );
    });

    it('refuses programs that another user could have planted', async () => {
      const place = await claimPlace(dataDir);
      const packaged = await mkdtemp(join(tmpdir(), 'factory-unreachable-'));
      const { postgres } = await provideBinaries(place);
      await cp(join(postgres, '..', '..'), packaged, { recursive: true, verbatimSymlinks: true });
      const copy = await provideBinaries(place, packaged);
      expect(copy.postgres).toMatch(dataDir);
      expect((await lstat(copy.postgres)).uid).toBe(0);

      await chown(copy.postgres, stranger.uid, stranger.gid);

      await expect(provideBinaries(place, packaged)).rejects.toThrow(/belongs to another user/);
      await rm(packaged, { recursive: true });
    });
  });
}

describe('a start that cannot succeed says why in one sentence', () => {
  it('when the directory lies open and may have been filled by others', async () => {
    await mkdir(join(dataDir, 'something'), { recursive: true });
    await chmod(dataDir, 0o777);

    await expect(start()).rejects.toThrow(`${dataDir} can be written by other users`);
  });

  it('when it is no directory', async () => {
    await writeFile(dataDir, '');

    await expect(start()).rejects.toThrow(`The data directory ${dataDir} cannot be used`);
  });

  it('when the data is of another PostgreSQL', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(dataDir, 'cluster', 'PG_VERSION'), '17\n');

    await expect(start()).rejects.toThrow(
      /holds data of PostgreSQL 17, which PostgreSQL 18.* cannot/,
    );
  });

  it('when its port is taken', async () => {
    const other = await start();
    dataDir = join(parent, 'second');

    await expect(start({ port: other.port })).rejects.toThrow(
      `PostgreSQL cannot listen on port ${other.port}: another program does.`,
    );
  });

  it('when npm has no PostgreSQL for the platform', async () => {
    const { arch } = process;
    Object.defineProperty(process, 'arch', { value: 'riscv64' });

    await expect(start()).rejects.toThrow(
      /^There is no embedded PostgreSQL for \w+ on riscv64 here .* name databases of your own/,
    );

    Object.defineProperty(process, 'arch', { value: arch });
  });

  it('when a setting is not known', async () => {
    await expect(start({ settings: { ...settings, wrok_mem: '1MB' } })).rejects.toThrow(
      /^PostgreSQL did not start: FATAL: {2}unrecognized configuration parameter "wrok_mem"/,
    );
  });
});
