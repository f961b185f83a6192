import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type Database, openDatabase, openPool, type TenantTx } from '../../db/client.ts';
import {
  createDatabase,
  createGroupRoles,
  createLogins,
  type DatabaseUrls,
  withClient,
} from '../../db/roles.ts';
import type { Envelope } from '../../subgraphs/kernel/events/envelope.ts';
import { appendEvents } from '../../subgraphs/kernel/events/outbox.ts';
import type { Channels } from '../../subgraphs/kernel/events/spine.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';

export const silent = openLog('test', 'silent');
export const acme = 'acme';
export const globex = 'globex';
export const noon = new Date('2026-01-31T12:00:00.000Z');

/** A database of its own with an event log, and one business table whose rows count their changes. */
export interface TestLog {
  readonly urls: DatabaseUrls;
  /** Of the same database, for a superuser. */
  readonly superuserUrl: string;
  readonly database: Database;
  readonly app: pg.Pool;
  readonly reader: pg.Pool;
  close(): Promise<void>;
}

const accounts = `
  create table account (tenant_id text, id text, version bigint not null, primary key (tenant_id, id));
  call kernel.protect('account')`;

/** @param superuser - URL of a superuser of the PostgreSQL that is to hold it. */
export async function createTestLog(superuser: string): Promise<TestLog> {
  const name = `log_${randomUUID().slice(0, 8)}`;
  await createGroupRoles(superuser);
  await createDatabase(superuser, name);
  const urls = await createLogins(superuser, name, 'secret');
  const kernel = await readFile(
    new URL('../../db/migrations/kernel/0000_kernel.sql', import.meta.url),
    'utf8',
  );
  await withClient(urls.owner, async (client) => {
    await client.query('set role factory_owner');
    await client.query(`begin; ${kernel}; commit`);
    await client.query(accounts);
  });
  return { ...connect(urls, name), urls, superuserUrl: superuser.replace(/[^/]*$/, name) };
}

/** The connections of one process; also for the processes that a test kills. */
export function connect(urls: DatabaseUrls, name: string) {
  const database = openDatabase({ name, url: urls.app, maxConnections: 10 });
  const app = openPool(urls.app, 2);
  const reader = openPool(urls.reader, 4);
  return {
    database,
    app,
    reader,
    async close() {
      await Promise.all([database.stop(), app.end(), reader.end()]);
    },
  };
}

/** A fact of an aggregate, complete but for what the test cares about. */
export function fact(tenantId: string, about: Partial<Envelope> = {}): Envelope {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  return {
    eventId: uuidv7(),
    eventType: 'AccountChanged',
    schemaVersion: 1,
    tenantId,
    projectId: null,
    moduleId: null,
    aggregateType: 'Account',
    aggregateId: 'a',
    aggregateVersion: 1,
    traceId,
    correlationId: traceId,
    causationId: null,
    actorId: '0198c0de-0000-7000-8000-000000000004',
    occurredAt: noon.toISOString(),
    payload: {},
    ...about,
  };
}

/** Changes an account and appends the event of the change, as every command does: lock first, then append. */
export async function changeAccount(
  tx: TenantTx,
  aggregateId: string,
  about: Partial<Envelope> = {},
): Promise<Envelope> {
  const { rows } = await tx.db.execute<{ version: string }>(
    `insert into account values ('${tx.tenantId}', '${aggregateId}', 1)
     on conflict (tenant_id, id) do update set version = account.version + 1 returning version`,
  );
  const event = fact(tx.tenantId, {
    aggregateId,
    aggregateVersion: Number(rows[0]?.version),
    ...about,
  });
  await appendEvents(tx, [event]);
  return event;
}

/** Commits one change in a transaction of its own. */
export function commitChange(
  { database }: Pick<TestLog, 'database'>,
  tenantId: string,
  about: Partial<Envelope> & { readonly aggregateId?: string } = {},
): Promise<Envelope> {
  return database.withTenant(tenantId, (tx) => changeAccount(tx, about.aggregateId ?? 'a', about));
}

/** Moves what is in the outbox by hand, and returns how much that was. */
export async function moveAll({ urls }: Pick<TestLog, 'urls'>): Promise<number> {
  return withClient(urls.sequencer, async (client) => {
    const { rowCount } = await client.query('select * from kernel.sequence_outbox(10000)');
    return rowCount ?? 0;
  });
}

/** A row of the log, as a superuser sees it. */
export interface StoredEvent {
  readonly position: number;
  readonly tenantId: string;
  readonly sequence: number;
  readonly eventId: string;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  readonly envelope: string;
  readonly hash: Buffer;
}

export async function wholeLog({ superuserUrl }: Pick<TestLog, 'superuserUrl'>) {
  return withClient(superuserUrl, async (client) => {
    const { rows } = await client.query<StoredEvent>(`
      select position::int, tenant_id as "tenantId", tenant_sequence::int as sequence,
        event_id as "eventId", aggregate_id as "aggregateId",
        aggregate_version::int as "aggregateVersion", envelope, hash
      from kernel.event_log order by position`);
    return rows;
  });
}

/** The places where a tenant's chain does not hold, recomputed here from the envelopes alone. */
export function brokenLinks(log: readonly StoredEvent[]): StoredEvent[] {
  const hashes = new Map<string, Buffer>();
  return log.filter(({ tenantId, sequence, envelope, hash }) => {
    const previous = hashes.get(tenantId) ?? sha256(Buffer.from(tenantId));
    const number = Buffer.alloc(8);
    number.writeBigInt64BE(BigInt(sequence));
    hashes.set(tenantId, hash);
    return !sha256(previous, number, Buffer.from(envelope)).equals(hash);
  });
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The ephemeral store's publish and subscribe, on a real Redis. */
export interface RedisChannels extends Channels {
  readonly redis: Redis;
  close(): void;
}

export function createChannels(url: string): RedisChannels {
  const options = { retryStrategy: () => 100, maxRetriesPerRequest: 1, lazyConnect: false };
  const redis = new Redis(url, options);
  const subscriber = new Redis(url, { ...options, maxRetriesPerRequest: null });
  for (const client of [redis, subscriber]) client.on('error', () => {});
  const listeners = new Map<string, (message: string) => void>();
  subscriber.on('message', (channel: string, message: string) => listeners.get(channel)?.(message));
  return {
    redis,
    // A message that nobody can be told now is dropped: ioredis would queue without a bound.
    publish: (channel, message) =>
      redis.status === 'ready' ? redis.publish(channel, message) : undefined,
    async subscribe(channel, listener) {
      listeners.set(channel, listener);
      await subscriber.subscribe(channel);
      return async () => {
        await subscriber.unsubscribe(channel);
      };
    },
    close() {
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}

/** Publish and subscribe inside this process, losing what `isLost` says. */
export function localChannels(isLost: (message: string) => boolean = () => false): Channels {
  const listeners = new Map<string, Set<(message: string) => void>>();
  return {
    publish(channel, message) {
      if (isLost(message)) return;
      for (const listener of listeners.get(channel) ?? []) listener(message);
    },
    async subscribe(channel, listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
      return async () => {
        set.delete(listener);
      };
    },
  };
}

/** The first `count` items. */
export async function take<Item>(items: AsyncIterable<Item>, count: number): Promise<Item[]> {
  const taken: Item[] = [];
  if (count === 0) return taken;
  for await (const item of items) if (taken.push(item) === count) break;
  return taken;
}
