import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../db/embedded.ts';
import { afterOurDeath } from './after-death.ts';
import { provideRedis } from './redis.ts';
import { prepareTemplates } from './templates.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The superuser's address of the PostgreSQL that all tests share. */
    superuserUrl: string;
    /** The address of the Redis that all tests share. */
    redisUrl: string;
  }
}

/** Starts the stores before the first test file; vitest calls what it returns after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started: { stop(): Promise<void> }[] = [];
  const stopAll = async () => {
    for (const store of started.splice(0)) await store.stop();
  };
  try {
    const redis = await provideRedis();
    started.push(redis);
    const postgres = await providePostgres();
    started.push(postgres);
    await prepareTemplates(postgres.url);
    project.provide('superuserUrl', postgres.url);
    project.provide('redisUrl', redis.url);
  } catch (error) {
    await stopAll();
    throw error;
  }
  return stopAll;
}

interface ProvidedPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** The PostgreSQL that TEST_DATABASE_URL names, as a superuser, else one of our own. */
async function providePostgres(): Promise<ProvidedPostgres> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} };
  const parent = await mkdtemp(join(tmpdir(), 'factory-test-stores-'));
  // Under root the server has a user of its own, who must be able to pass through.
  await chmod(parent, 0o711);
  const server = await startEmbeddedPostgres({ dataDir: join(parent, 'postgres'), settings });
  const callOff = afterOurDeath(
    `kill -9 $(head -n 1 '${server.dataDir}/cluster/postmaster.pid'); sleep 1; rm -rf '${server.dataDir}' '${parent}'`,
  );
  return {
    url: server.url('postgres'),
    stop: async () => {
      await server.stop();
      callOff();
      await rm(server.dataDir, { recursive: true });
      await rm(parent, { recursive: true, force: true });
    },
  };
}

/** Quick rather than durable. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_preload_libraries: 'pg_stat_statements',
};
