import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../../db/embedded/free-port.ts';
import { withClient } from '../../../db/roles.ts';
import { type ProvidedRedis, startRedis } from '../../support/redis.ts';
import { type Cluster, startCluster } from '../cluster.ts';
import { createTestLog, type TestLog, wholeLog } from '../harness.ts';
import { createProjection, projected } from '../projection.ts';
import { type Crew, hire } from './crew.ts';
import { observeLive, observeNaively } from './observers.ts';
import { consumerName, type Part, type Setting } from './setting.ts';
import type { Account, Evidence } from './verdict.ts';

// A fault run: writers, sequencers, feeds, consumers and live subscribers on a PostgreSQL and a Redis of their
// own, while one after the other is killed. In the end nobody writes any more, everything drains, and what is
// known from each side is laid side by side.

export type Fault = Part | 'postgres' | 'redis' | 'flush';

export interface RunOptions {
  /** How long things go wrong, at least. */
  readonly seconds: number;
  /** The rest between two faults, at least; at most it is twice as long. */
  readonly restMs: number;
  /** What is done to them, by turns. */
  readonly faults: readonly Fault[];
  readonly consumer: Extract<Part, 'consumer' | 'careless-consumer'>;
}

export interface Report {
  readonly evidence: Evidence;
  readonly faults: Readonly<Record<Fault, number>>;
  readonly collapsed: readonly Part[];
  readonly resumes: number;
  /** What readers without our precautions missed of the log. */
  readonly missed: { readonly byChannelAlone: number; readonly byNaiveReader: number };
}

export async function runFaults(options: RunOptions): Promise<Report> {
  const stage = await setStage();
  const { setting, source, target } = stage;
  const [live, naive] = [await observeLive(setting), await observeNaively(source.superuserUrl)];
  const crew = await hire(setting, {
    hubOne: 'hub',
    hubTwo: 'hub',
    writerOne: 'writer',
    writerTwo: 'writer',
    consumerOne: options.consumer,
    ...(options.consumer === 'consumer' ? { consumerTwo: options.consumer } : {}),
  });
  try {
    await until('the first events', async () => (await headOf(source)) > 20);
    const faults = await doHarm(stage, crew, options);
    await crew.dismiss('writer');
    await drain(stage, live.given);
    const log = await wholeLog(source);
    const evidence: Evidence = {
      acknowledged: (await readFile(setting.ledger, 'utf8')).split('\n').filter(Boolean),
      log,
      accounts: await accountsOf(source),
      projected: await projected(target),
      live: live.given,
    };
    return {
      evidence,
      faults,
      collapsed: crew.collapsed,
      resumes: live.resumes(),
      missed: {
        byChannelAlone: log.filter(({ position }) => !live.broadcast.has(position)).length,
        byNaiveReader: log.filter(({ eventId }) => !naive.seen.has(eventId)).length,
      },
    };
  } finally {
    await crew.stop();
    await Promise.all([live.stop(), naive.stop()]);
    await stage.clear();
  }
}

interface Stage {
  readonly setting: Setting;
  readonly cluster: Cluster;
  readonly source: TestLog;
  readonly target: TestLog;
  crashRedis(): Promise<void>;
  clear(): Promise<void>;
}

async function setStage(): Promise<Stage> {
  // A killed process loses nothing that it has handed to the kernel: fsync guards against loss of power alone.
  const cluster = await startCluster({ fsync: 'off', max_connections: '200' });
  const redisPort = await freePort();
  let redis: ProvidedRedis = await startRedis(redisPort);
  const source = await createTestLog(cluster.superuserUrl);
  const target = await createTestLog(cluster.superuserUrl);
  await createProjection(target.urls);
  const directory = await mkdtemp(join(tmpdir(), 'faults-'));
  const ledger = join(directory, 'ledger');
  await writeFile(ledger, '');
  return {
    cluster,
    source,
    target,
    setting: {
      source: source.urls,
      target: target.urls,
      redisUrl: redis.url,
      feedPorts: [await freePort(), await freePort()],
      ledger,
    },
    async crashRedis() {
      await redis.stop();
      // Something has to happen meanwhile, else nobody could have missed it.
      const before = await headOf(source);
      await until('events while Redis is gone', async () => (await headOf(source)) > before + 20);
      redis = await startRedis(redisPort);
    },
    async clear() {
      await Promise.all([source.close(), target.close()]);
      await Promise.all([cluster.stop(), redis.stop()]);
      await rm(directory, { recursive: true });
    },
  };
}

async function doHarm(
  { cluster, setting, crashRedis }: Stage,
  crew: Crew,
  { seconds, faults, restMs }: RunOptions,
): Promise<Record<Fault, number>> {
  const done: Record<string, number> = {};
  const end = Date.now() + seconds * 1_000;
  // However slow the machine, each of them at least twice.
  for (let turn = 0; turn < 2 * faults.length || Date.now() < end; turn += 1) {
    await delay(restMs * (1 + Math.random()));
    const fault = faults[turn % faults.length];
    if (!fault) break;
    if (fault === 'postgres') await cluster.crash();
    else if (fault === 'redis') await crashRedis();
    else if (fault === 'flush') await flush(setting.redisUrl);
    else await crew.kill(fault);
    done[fault] = (done[fault] ?? 0) + 1;
  }
  // Whatever was not done counts as zero.
  return done as Record<Fault, number>;
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url);
  redis.on('error', () => {});
  await redis.flushall();
  redis.disconnect();
}

/** Waits until the outbox is empty, and consumers and subscribers have come to the end of the log. */
async function drain(
  { source, target }: Stage,
  given: ReadonlyMap<string, readonly unknown[]>,
): Promise<void> {
  await until('the outbox to be empty', async () => (await count(source, 'kernel.outbox')) === 0);
  const head = await headOf(source);
  await until('the consumer', async () => (await checkpointOf(target)) === head);
  // A subscriber that was given too much must be found too: wait for all, then look what came.
  await until('the subscribers', async () => {
    return [...given.values()].reduce((sum, { length }) => sum + length, 0) >= head;
  });
}

async function until(what: string, isDone: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isDone().catch(() => false))) {
    if (Date.now() > end) throw new Error(`Waited too long for ${what}.`);
    await delay(25);
  }
}

async function count({ superuserUrl }: TestLog, table: string): Promise<number> {
  return number(superuserUrl, `select count(*) from ${table}`);
}

async function headOf({ superuserUrl }: TestLog): Promise<number> {
  return number(superuserUrl, 'select position from kernel.log_head');
}

async function checkpointOf({ superuserUrl }: TestLog): Promise<number> {
  return number(
    superuserUrl,
    `select position from kernel.checkpoint where consumer = '${consumerName}'`,
  );
}

async function number(url: string, statement: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query({ text: statement, rowMode: 'array' });
    return Number(rows[0]?.[0]);
  });
}

async function accountsOf({ superuserUrl }: TestLog): Promise<Account[]> {
  return withClient(superuserUrl, async (client) => {
    const { rows } = await client.query<Account>(
      'select tenant_id as "tenantId", id, version::int from account',
    );
    return rows;
  });
}
