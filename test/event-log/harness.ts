import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type Database, openDatabase, openPool, type TenantTx } from '../../db/client.ts';
import { migrate } from '../../db/migrate.ts';
import {
  createDatabase,
  createGroupRoles,
  createLogins,
  type DatabaseUrls,
  purposes,
  withClient,
} from '../../db/roles.ts';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import type { Envelope } from '../../subgraphs/kernel/events/envelope.ts';
import { appendEvents } from '../../subgraphs/kernel/events/outbox.ts';
import type { Channels } from '../../subgraphs/kernel/events/spine.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import { cloneDatabase, dropDatabase } from '../support/databases.ts';
import { testPassword } from '../support/templates.ts';

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

/** A log in a database made for it, on a PostgreSQL that holds nothing yet. */
export async function createTestLog(superuser: string): Promise<TestLog> {
  const name = newName();
  await createGroupRoles(superuser);
  await createDatabase(superuser, name);
  const urls = await createLogins(superuser, name, testPassword);
  await migrate(urls, 'studio');
  return completeTestLog(superuser, name, urls);
}

/** The same in a copy of a database that has been prepared. */
export async function cloneTestLog(superuser: string): Promise<TestLog> {
  const name = newName();
  await cloneDatabase(superuser, 'studio', name);
  const urls = purposes.map((purpose) => {
    const url = new URL(superuser);
    url.username = `studio_${purpose}`;
    url.password = testPassword;
    url.pathname = `/${name}`;
    return [purpose, url.href];
  });
  // One entry for each purpose, by the map above.
  return completeTestLog(superuser, name, Object.fromEntries(urls) as unknown as DatabaseUrls);
}

function newName(): string {
  return `log_${randomUUID().slice(0, 8)}`;
}

async function completeTestLog(
  superuser: string,
  name: string,
  urls: DatabaseUrls,
): Promise<TestLog> {
  const superuserUrl = superuser.replace(/[^/]*$/, name);
  await withClient(superuserUrl, (client) =>
    client.query(`
      create schema test authorization factory_owner;
      alter database ${name} set search_path = test, public;
      set search_path = test;
      set role factory_owner;
      create table account (
        tenant_id text, id text, version bigint not null, primary key (tenant_id, id));
      call kernel.protect('account')`),
  );
  const connections = connect(urls, name);
  return {
    ...connections,
    urls,
    superuserUrl,
    async close() {
      await connections.close();
      await dropDatabase(superuser, name);
    },
  };
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

/** Publish and subscribe inside this process, losing what `isLost` says. */
export function localChannels(isLost: (message: string) => boolean = () => false): Channels {
  const memory = memoryEphemeral({ onError: rethrow });
  return {
    ...memory,
    publish(channel, message) {
      if (!isLost(message)) memory.publish(channel, message);
    },
  };
}

/** For what nobody should have caused. */
function rethrow(error: Error): never {
  throw error;
}

/** The first `count` items. */
export async function take<Item>(items: AsyncIterable<Item>, count: number): Promise<Item[]> {
  const taken: Item[] = [];
  if (count === 0) return taken;
  for await (const item of items) if (taken.push(item) === count) break;
  return taken;
}
