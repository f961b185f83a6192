import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { isAlive } from './program.ts';

/** The right to use a data directory, which one living process has. */
export interface Lock {
  release(): Promise<void>;
}

/** Any number, as long as it stays: the key of the advisory lock in the database `postgres`. */
const lockKey = 1_718_641_524;
const tryAgainMs = 50;
const afterglowMs = 2_000;

const holderOfLock = `
  select application_name from pg_stat_activity join pg_locks using (pid)
  where locktype = 'advisory' and objid = ${lockKey} and granted`;

/**
 * Takes the directory for this process: a session that holds an advisory lock.
 *
 * It ends with the process, whatever kills that, so no stale lock can stay behind; and it is taken
 * again when the server drops its sessions.
 *
 * @throws Error naming the process that has it.
 */
export async function takeLock(address: pg.ClientConfig, dataDir: string): Promise<Lock> {
  const giveUpAt = Date.now() + afterglowMs;
  let session = await tryLock(address);
  while (typeof session === 'string') {
    const pid = Number(session.split(' ').at(-1));
    // The session of a killed process lives on for the moment it takes the server to notice.
    if (isAlive(pid) || Date.now() > giveUpAt) {
      throw new Error(`The data directory ${dataDir} is in use by another process (${pid}).`);
    }
    await delay(tryAgainMs);
    session = await tryLock(address);
  }
  return hold(session, address);
}

function hold(first: pg.Client, address: pg.ClientConfig): Lock {
  let session = first;
  let isReleased = false;
  const keep = () => {
    session.once('end', async () => {
      while (!isReleased) {
        await delay(tryAgainMs, undefined, { ref: false });
        const next = await tryLock(address).catch(() => '');
        if (typeof next === 'string') continue;
        session = next;
        return isReleased ? session.end() : keep();
      }
    });
  };
  keep();
  return {
    release: async () => {
      isReleased = true;
      await session.end().catch(() => {});
    },
  };
}

/** The session that has the lock now, or the name of the one that has had it already. */
async function tryLock(address: pg.ClientConfig): Promise<pg.Client | string> {
  const name = `factory-supergraph ${process.pid}`;
  const session = new pg.Client({ ...address, application_name: name });
  session.on('error', () => {});
  await session.connect();
  await session.query('set idle_session_timeout = 0');
  const { rows } = await session.query('select pg_try_advisory_lock($1) as taken', [lockKey]);
  if (rows[0]?.taken === true) return session;
  const holder = await session.query(holderOfLock);
  await session.end();
  return String(holder.rows[0]?.application_name ?? '');
}
