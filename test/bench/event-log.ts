/**
 * `npm run bench:events`: what the event log takes and gives on this machine. PostgreSQL writes durably, as in
 * production; writers, sequencer, subscribers and stores share the machine.
 *
 * Each figure is the median of `ROUNDS` rounds (3 unless set), which take turns.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '../../db/roles.ts';
import { redisEphemeral } from '../../subgraphs/kernel/ephemeral/redis.ts';
import { createConsumer } from '../../subgraphs/kernel/events/consumer.ts';
import { localSource } from '../../subgraphs/kernel/events/source.ts';
import { createSpine, type Spine } from '../../subgraphs/kernel/events/spine.ts';
import { startCluster } from '../event-log/cluster.ts';
import {
  commitChange,
  createTestLog,
  moveAll,
  silent,
  type TestLog,
} from '../event-log/harness.ts';
import { createProjection, project } from '../event-log/projection.ts';
import { startRedis } from '../support/redis.ts';
import {
  atRate,
  benchTenants,
  type Moments,
  median,
  momentNow,
  msBetween,
  quantile,
} from './event-log-load.ts';

const rounds = Number(process.env['ROUNDS'] ?? 3);
const secondsPerRound = 4;

/** From the acknowledged commit to the subscriber, in this process and in another one over Redis. */
async function latency(log: TestLog, redisUrl: string, rates: readonly number[]): Promise<void> {
  const channels = await redisEphemeral({ url: redisUrl, onError: () => {} });
  const { database, app, reader, urls } = log;
  const spine = createSpine({
    database,
    app,
    reader,
    sequencerUrl: urls.sequencer,
    ephemeral: channels,
    log: silent,
  });
  await spine.start();
  while (!spine.isLeading()) await delay(10);
  const other = fork(new URL('./event-log-subscriber.ts', import.meta.url), {
    env: { ...process.env, BENCH: JSON.stringify({ urls, name: database.name, redisUrl }) },
  });
  await once(other, 'message');

  const measured = new Map<number, Latency[]>(rates.map((rate) => [rate, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const rate of rates) measured.get(rate)?.push(await measure(log, spine, other, rate));
  }
  console.log('\nFrom the acknowledged commit to the subscriber, in ms');
  console.table(
    Object.fromEntries(
      [...measured].map(([rate, results]) => [
        `${rate} events/s`,
        Object.fromEntries(
          columns.map((column) => [column, median(results.map((one) => one[column]))]),
        ),
      ]),
    ),
  );
  other.kill();
  await spine.stop();
  await channels.stop();
}

const columns = [
  'commit p50',
  'same process p50',
  'same process p99',
  'other process p50',
  'other process p99',
  'missing',
] as const;
type Latency = Record<(typeof columns)[number], number>;

async function measure(
  log: TestLog,
  spine: Spine,
  other: ChildProcess,
  rate: number,
): Promise<Latency> {
  const here: Moments = {};
  const ending = new AbortController();
  const following = benchTenants(10).map(async (tenantId) => {
    const events = spine.subscribe(tenantId, { after: null, signal: ending.signal });
    for await (const { event } of events) here[event.eventId] = momentNow();
  });
  await delay(200);
  const commits: { id: string; commitMs: number; doneAt: string }[] = [];
  await atRate({ rate, seconds: secondsPerRound, connections: 8 }, async (index) => {
    const tenantId = `tenant-${index % 10}`;
    const sentMs = performance.now();
    const { eventId } = await commitChange(log, tenantId, { aggregateId: `a-${index % 50}` });
    const commitMs = performance.now() - sentMs;
    commits.push({ id: eventId, commitMs, doneAt: momentNow() });
    spine.poke();
  });
  await delay(1_500);
  ending.abort();
  await Promise.all(following);
  other.send('report');
  const [there = {}]: Moments[] = await once(other, 'message');
  // The first tenth warms things up.
  const counted = commits.slice(commits.length / 10);
  const lateness = (seen: Moments) =>
    counted.map(({ id, doneAt }) => msBetween(doneAt, seen[id] ?? 'never'));
  return {
    'commit p50': quantile(
      counted.map(({ commitMs }) => commitMs),
      0.5,
    ),
    'same process p50': quantile(lateness(here), 0.5),
    'same process p99': quantile(lateness(here), 0.99),
    'other process p50': quantile(lateness(there), 0.5),
    'other process p99': quantile(lateness(there), 0.99),
    missing: counted.filter(({ id }) => !(id in here) || !(id in there)).length,
  };
}

/** How fast the sequencer alone empties a full outbox. */
async function throughput(
  log: TestLog,
  cases: readonly { readonly tenants: number; readonly batch: number }[],
): Promise<void> {
  const size = 20_000;
  const measured = new Map(cases.map((one) => [one, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [one, results] of measured) {
      await fill(log, size, one.tenants);
      results.push(await drain(log, size, one.batch));
    }
  }
  console.log('\nThe sequencer alone, events/s');
  console.table(
    Object.fromEntries(
      [...measured].map(([{ tenants, batch }, results]) => [
        `${tenants} tenants, batches of ${batch}`,
        { 'events/s': Math.round(median(results)) },
      ]),
    ),
  );
}

async function fill({ superuserUrl }: TestLog, size: number, tenants: number): Promise<void> {
  await withClient(superuserUrl, (client) =>
    client.query(
      `insert into kernel.outbox
         (tenant_id, event_id, event_type, aggregate_type, aggregate_id, aggregate_version, envelope)
       select 'tenant-' || g % $2, id, 'AccountChanged', 'Account', 'a', g,
         '{"eventId":"' || id || '","payload":"' || repeat('x', 400) || '"}'
       from (select g, uuidv7() as id from generate_series(1, $1::int) g) numbered order by g`,
      [size, tenants],
    ),
  );
}

/** @returns events per second. */
async function drain({ urls }: TestLog, size: number, batch: number): Promise<number> {
  return withClient(urls.sequencer, async (client) => {
    const start = performance.now();
    for (let moved = 0; moved < size; ) {
      const { rowCount } = await client.query({
        name: 'move',
        text: 'select * from kernel.sequence_outbox($1)',
        values: [batch],
        rowMode: 'array',
      });
      moved += rowCount ?? 0;
    }
    return (size / (performance.now() - start)) * 1_000;
  });
}

/** How fast a consumer works off what is there: long runs of a tenant, and tenants that take turns. */
async function consumption(log: TestLog): Promise<void> {
  await createProjection(log.urls);
  const results: Record<string, { 'events/s': number }> = {};
  for (const [label, runLength] of [
    ['runs of 100 events of a tenant', 100],
    ['tenants that take turns', 1],
  ] as const) {
    const end = await write(log, runLength);
    const consumer = createConsumer({
      name: `bench-${runLength}`,
      source: localSource({ reader: log.reader, tail: { onAdvance: () => () => {} } }),
      database: log.database,
      app: log.app,
      effect: project,
      clock: () => new Date(),
      log: silent,
    });
    await log.app.query('insert into kernel.checkpoint values ($1, $2, $3)', [
      `bench-${runLength}`,
      end.from,
      end.fromId,
    ]);
    const start = performance.now();
    await consumer.catchUp();
    results[label] = {
      'events/s': Math.round((end.count / (performance.now() - start)) * 1_000),
    };
    await consumer.stop();
  }
  console.log('\nA consumer with one statement an event, events/s');
  console.table(results);
}

async function write(log: TestLog, runLength: number) {
  const { rows } = await log.reader.query<{ position: string; id: string }>(
    'select position, event_id as id from kernel.event_log order by position desc limit 1',
  );
  const count = 4_000;
  await withClient(log.superuserUrl, (client) =>
    client.query(
      `insert into kernel.outbox
         (tenant_id, event_id, event_type, aggregate_type, aggregate_id, aggregate_version, envelope)
       select t, id, 'AccountChanged', 'Account', 'a', 1, '{"eventId":"' || id
         || '","eventType":"AccountChanged","schemaVersion":1,"tenantId":"' || t || $3::text
       from (select g, uuidv7() as id, 'tenant-' || (g / $2::int) % 10 as t
             from generate_series(1, $1::int) g) numbered order by g`,
      [count, runLength, envelopeEnd],
    ),
  );
  await moveAll(log);
  return { from: Number(rows[0]?.position), fromId: rows[0]?.id, count };
}

const envelopeEnd =
  '","projectId":null,"moduleId":null,"aggregateType":"Account","aggregateId":"a","aggregateVersion":1,' +
  '"traceId":"t","correlationId":"t","causationId":null,"actorId":"a",' +
  '"occurredAt":"2026-01-31T12:00:00.000Z","payload":{}}';

const cluster = await startCluster({ max_connections: '100', shared_buffers: '512MB' });
const redis = await startRedis();
const log = await createTestLog(cluster.superuserUrl);
try {
  await latency(log, redis.url, [100, 500, 1_000]);
  await throughput(log, [
    { tenants: 10, batch: 1_000 },
    { tenants: 1, batch: 1_000 },
    { tenants: 1_000, batch: 1_000 },
    { tenants: 10, batch: 100 },
  ]);
  await consumption(log);
} finally {
  await log.close();
  await redis.stop();
  await cluster.stop();
}
