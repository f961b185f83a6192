/**
 * `npm run bench:events`: what the event log takes and gives on this machine. PostgreSQL writes durably, as in
 * production; writers, sequencer, subscribers and stores share the machine.
 *
 * Each figure is the median of `ROUNDS` rounds (5 unless set), which take turns.
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
import { machine, markdownTable, writeSection } from './report.ts';

const rounds = Number(process.env['ROUNDS'] ?? 5);
const secondsPerRound = 4;

/** From the acknowledged commit to the subscriber, in this process and in another one over Redis. */
async function latency(log: TestLog, redisUrl: string, rates: readonly number[]): Promise<string> {
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
  other.kill();
  await spine.stop();
  await channels.stop();
  const rows = [...measured].map(([rate, results]) => [
    `${rate} events/s`,
    ...columns.map((column) => median(results.map((one) => one[column]))),
  ]);
  return markdownTable(['', ...columns], rows);
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
): Promise<string> {
  const size = 20_000;
  const measured = new Map(cases.map((one) => [one, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [one, results] of measured) {
      await fill(log, size, one.tenants);
      results.push(await drain(log, size, one.batch));
    }
  }
  const rows = [...measured].map(([{ tenants, batch }, results]) => [
    `${tenants} tenants, batches of ${batch}`,
    Math.round(median(results)),
  ]);
  return markdownTable(['', 'events/s'], rows);
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

const runs = {
  'runs of 100 events of a tenant': 100,
  'tenants that take turns': 1,
} as const;

/** How fast a consumer works off what is there: long runs of a tenant, and tenants that take turns. */
async function consumption(log: TestLog): Promise<string> {
  await createProjection(log.urls);
  const measured = Object.entries(runs).map(([label, length]) => ({
    label,
    length,
    rates: [] as number[],
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { length, rates } of measured) {
      rates.push(await consume(log, `bench-${length}-${round}`, length));
    }
  }
  const rows = measured.map(({ label, rates }) => [label, Math.round(median(rates))]);
  return markdownTable(['', 'events/s'], rows);
}

/** @returns events per second. */
async function consume(log: TestLog, name: string, runLength: number): Promise<number> {
  const written = await write(log, runLength);
  const consumer = createConsumer({
    name,
    source: localSource({ reader: log.reader, tail: { onAdvance: () => () => {} } }),
    database: log.database,
    app: log.app,
    effect: project,
    clock: () => new Date(),
    log: silent,
  });
  const checkpoint = [name, written.from, written.fromId];
  await log.app.query('insert into kernel.checkpoint values ($1, $2, $3)', checkpoint);
  const start = performance.now();
  await consumer.catchUp();
  const rate = (written.count / (performance.now() - start)) * 1_000;
  await consumer.stop();
  return rate;
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

/** All that the bench finds, as a section of Markdown. */
async function run(log: TestLog, redisUrl: string): Promise<string> {
  const ranOn = machine();
  const latencies = await latency(log, redisUrl, [100, 500, 1_000]);
  const throughputs = await throughput(log, [
    { tenants: 10, batch: 1_000 },
    { tenants: 1, batch: 1_000 },
    { tenants: 1_000, batch: 1_000 },
    { tenants: 10, batch: 100 },
  ]);
  const consumed = await consumption(log);
  return `## The event log (\`npm run bench:events\`)

PostgreSQL writes durably. Writers, sequencer, subscribers, PostgreSQL and Redis share the machine; ${rounds} rounds,
medians.

From the acknowledged commit to the subscriber, in ms, over 10 tenants; the commit itself in the first column, and in
the last one how many events did not arrive.

${latencies}

The sequencer alone, emptying an outbox of 20,000 events.

${throughputs}

A consumer with one statement an event.

${consumed}

Measured on ${ranOn}.`;
}

const cluster = await startCluster({ max_connections: '100', shared_buffers: '512MB' });
const redis = await startRedis();
const log = await createTestLog(cluster.superuserUrl);
try {
  const section = await run(log, redis.url);
  console.log(`\n${section}`);
  await writeSection('events', section);
} finally {
  await log.close();
  await redis.stop();
  await cluster.stop();
}
