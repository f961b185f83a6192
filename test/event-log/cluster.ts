import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../../db/embedded.ts';
import { afterOurDeath } from '../support/after-death.ts';

/** A PostgreSQL that a test may kill: nobody else uses it. */
export interface Cluster {
  readonly superuserUrl: string;
  /** SIGKILL to the server and all of its processes at once, then a start that recovers, on the same port. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCluster(settings: Record<string, string>): Promise<Cluster> {
  const parent = await mkdtemp(join(tmpdir(), 'event-log-'));
  // Under root the server has a user of its own, who must be able to pass through.
  await chmod(parent, 0o711);
  const dataDir = join(parent, 'postgres');
  let server = await startEmbeddedPostgres({ dataDir, settings });
  const { port } = server;
  const pidFile = join(server.dataDir, 'cluster', 'postmaster.pid');
  const callOff = afterOurDeath(
    `kill -9 $(head -n 1 '${pidFile}'); sleep 1; rm -rf '${server.dataDir}' '${parent}'`,
  );
  return {
    superuserUrl: server.url('postgres'),
    async crash() {
      await killAll(pidFile);
      // There is nothing left to stop; this lets go of the directory.
      await server.stop();
      server = await startEmbeddedPostgres({ dataDir, settings, port });
    },
    async stop() {
      await server.stop();
      callOff();
      await rm(server.dataDir, { recursive: true });
      await rm(parent, { recursive: true, force: true });
    },
  };
}

async function killAll(pidFile: string): Promise<void> {
  const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
  const family = [pid, ...childrenOf(pid)];
  for (const member of family) kill(member);
  while (family.some(isRunning)) await delay(10);
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

/** A killed process whose parent has not looked yet runs no more. */
function isRunning(pid: number): boolean {
  const status = `/proc/${pid}/stat`;
  return existsSync(status) && !readFileSync(status, 'utf8').includes(') Z ');
}
