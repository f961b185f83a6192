import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { clusterOf, type Place } from './place.ts';
import { isAlive } from './program.ts';

/** What is found in a place: its server ready, or between two states, or nothing that is ours. */
export type Found =
  | { readonly state: 'ready'; readonly pid: number; readonly port: number }
  | { readonly state: 'changing' | 'none' };

/** Waiting for a server longer than this is hopeless; replaying a long log takes a while. */
export const patienceMs = 120_000;
export const lookAgainMs = 25;

export const pidFileOf = (place: Place) => join(clusterOf(place), 'postmaster.pid');

/** An address of the superuser's, for the `pg` library. */
export function superuserAt(port: number, password: string): pg.ClientConfig {
  return {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  };
}

/** Takes a server for ours only if our password opens it and it serves this very directory. */
export async function lookForServer(place: Place, password: string): Promise<Found> {
  const { pid, port } = await readPidFile(place);
  if (!isAlive(pid)) return { state: 'none' };
  if (port === 0) return { state: 'changing' };
  const client = new pg.Client(superuserAt(port, password));
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query("select current_setting('data_directory') as directory");
    return rows[0]?.directory === clusterOf(place)
      ? { state: 'ready', pid, port }
      : { state: 'none' };
  } catch (error) {
    // 57P03: it starts, recovers or shuts down.
    return { state: (error as { code?: string }).code === '57P03' ? 'changing' : 'none' };
  } finally {
    await client.end().catch(() => {});
  }
}

/** What the server says of itself; zeros where there is no file, or no port in it yet. */
export async function readPidFile(place: Place): Promise<{ pid: number; port: number }> {
  const lines = (await readFile(pidFileOf(place), 'utf8').catch(() => '')).split('\n');
  return { pid: Number(lines[0] ?? 0), port: Number(lines[3] ?? 0) };
}

/** Ends the server as `pg_ctl stop -m fast` does, and waits until it is gone. */
export async function shutDownServer(place: Place, pid: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  const isOurs = (await readPidFile(place)).pid === pid;
  if (isOurs && isAlive(pid)) process.kill(pid, 'SIGINT');
  // A server that we did not start may stay a zombie; it has taken its file away all the same.
  while (isAlive(pid) && existsSync(pidFileOf(place))) {
    if (Date.now() > deadline) throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
    await delay(lookAgainMs);
  }
}
