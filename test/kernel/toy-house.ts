import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { inject } from 'vitest';
import { type Database, openDatabase, openPool } from '../../db/client.ts';
import {
  createDatabase,
  createGroupRoles,
  createLogins,
  type DatabaseUrls,
  withClient,
} from '../../db/roles.ts';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import { type Context, createContext, type Services } from '../../subgraphs/kernel/context.ts';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import type { Envelope } from '../../subgraphs/kernel/events/envelope.ts';
import { createSpine } from '../../subgraphs/kernel/events/spine.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Cause } from '../../subgraphs/kernel/work.ts';
import { toysSql } from './toys.ts';

export const acme = 'acme';
export const globex = 'globex';
export const noon = new Date('2026-01-31T12:00:00.000Z');
export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
export const silent = openLog('test', 'silent');

export const ada: Actor = {
  userId: '0198c0de-0000-7000-8000-00000000000a',
  kind: 'PERSON',
  grants: [{ role: 'APPROVER', projectId: null }],
};
export const ben: Actor = { ...ada, userId: '0198c0de-0000-7000-8000-00000000000b' };

/** Somebody's request as the first cause. */
export const byAda: Cause = {
  actor: ada,
  now: noon,
  traceId,
  correlationId: traceId,
  causationId: null,
};

/** A database of its own with the toys in it. */
export interface ToyHouse {
  readonly urls: DatabaseUrls;
  /** Of the same database, for a superuser. */
  readonly superuserUrl: string;
  readonly database: Database;
  readonly services: Services;
  /** The texts of the statements since the last `statements.splice(0)`. */
  readonly statements: string[];
  /** What the caller's time is; tests move it. */
  readonly clock: { now: Date };
  context(tenantId?: string | null, actor?: Actor): Context;
  /** Rows, as a superuser sees them. */
  rows(query: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function openToyHouse(maxConnections = 20): Promise<ToyHouse> {
  const { urls, superuserUrl } = await makeToyDatabase();
  const statements: string[] = [];
  const clock = { now: noon };
  const services = openServices(
    urls,
    { maxConnections, onStatement: (text) => statements.push(text) },
    () => clock.now,
  );

  return {
    urls,
    superuserUrl,
    database: services.database,
    services,
    statements,
    clock,
    context: (tenantId = acme, actor = ada) => contextOf(services, tenantId, actor),
    rows: (query) => withClient(superuserUrl, async (client) => (await client.query(query)).rows),
    close: services.close,
  };
}

export async function makeToyDatabase(superuser = inject('superuserUrl')) {
  const name = `toys_${randomUUID().slice(0, 8)}`;
  await createGroupRoles(superuser);
  await createDatabase(superuser, name);
  const urls = await createLogins(superuser, name, 'secret');
  const kernel = await readFile('db/migrations/kernel/0000_kernel.sql', 'utf8');
  await withClient(urls.owner, async (client) => {
    await client.query('set role factory_owner');
    await client.query(`begin; ${kernel}; commit`);
    await client.query(toysSql);
  });
  const superuserUrl = new URL(superuser);
  superuserUrl.pathname = `/${name}`;
  return { urls, superuserUrl: superuserUrl.href };
}

/** What a subgraph hands to each request; its event log is not running. */
export function openServices(
  urls: Pick<DatabaseUrls, 'app' | 'reader' | 'sequencer'>,
  options: { readonly maxConnections?: number; readonly onStatement?: (text: string) => void } = {},
  clock = () => noon,
): Services & { close(): Promise<void> } {
  const database = openDatabase({ name: 'toys', url: urls.app, ...options });
  const app = openPool(urls.app, 1);
  const reader = openPool(urls.reader, 1);
  const ephemeral = memoryEphemeral({ onError: () => {} });
  const sequencerUrl = urls.sequencer;
  const spine = createSpine({ database, app, reader, sequencerUrl, ephemeral, log: silent });
  return {
    database,
    spine,
    clock,
    // Nothing here sweeps.
    tenants: async () => [],
    async close() {
      await Promise.all([database.stop(), app.end(), reader.end(), ephemeral.stop()]);
    },
  };
}

export function contextOf(services: Services, tenantId: string | null, actor: Actor): Context {
  const grants = tenantId === null ? [] : actor.grants;
  const identity = { tenantId, actor: { ...actor, grants }, grantsEpoch: 1 };
  const facts = { requestId: 'r-1', traceId, correlationId: traceId, deadlineAt: null };
  return createContext(services, createScope(identity, facts));
}

/** The envelopes in the outbox, oldest first. */
export async function outboxOf(house: ToyHouse, tenantId = acme): Promise<Envelope[]> {
  const rows = await house.rows(
    `select envelope from kernel.outbox where tenant_id = '${tenantId}' order by outbox_id`,
  );
  return rows.map(({ envelope }) => JSON.parse(String(envelope)));
}
