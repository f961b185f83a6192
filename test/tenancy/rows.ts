import type pg from 'pg';
import { type SubgraphName, subgraphNames } from '../../subgraphs/settings.ts';
import { idsIn, leaves } from './names.ts';

/** A superuser's connection to each database. */
export type Superusers = Readonly<Record<SubgraphName, pg.Client>>;

/** Every table of a database that holds rows of tenants; of partitioned ones the whole. */
export async function tenantTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name
      from pg_class join pg_namespace n on n.oid = relnamespace
        join pg_attribute on attrelid = pg_class.oid and attname = 'tenant_id' and not attisdropped
      where relkind in ('r', 'p') and not relispartition order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** What a tenant has in all databases, outboxes and logs included: a hash of the rows of each table. */
export async function fingerprint(superuser: Superusers, tenantId: string): Promise<object> {
  const found: Record<string, string> = {};
  for (const subgraph of subgraphNames) {
    const client = superuser[subgraph];
    const hashes = (await tenantTables(client)).map(
      (table) =>
        `select '${table}' as "table", count(*) || ' ' ||
          coalesce(md5(string_agg(row::text, e'\\n' order by row::text)), '') as hash
          from ${table} as row where tenant_id = '${tenantId}'`,
    );
    const { rows } = await client.query<{ table: string; hash: string }>(
      hashes.join(' union all '),
    );
    for (const { table, hash } of rows) found[`${subgraph}: ${table}`] = hash;
  }
  return found;
}

/** Every id in the rows of one tenant that is in no row of the other. */
export async function ownIds(
  superuser: Superusers,
  tenantId: string,
  other: string,
): Promise<Set<string>> {
  const own = await idsOf(superuser, tenantId);
  const shared = await idsOf(superuser, other);
  return new Set([...own].filter((id) => !shared.has(id)));
}

async function idsOf(superuser: Superusers, tenantId: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const subgraph of subgraphNames) {
    const client = superuser[subgraph];
    for (const table of await tenantTables(client)) {
      const { rows } = await client.query<{ row: string }>(
        `select row::text from ${table} as row where tenant_id = $1`,
        [tenantId],
      );
      for (const { row } of rows) for (const id of idsIn(row)) ids.add(id);
    }
  }
  return ids;
}

/** What no tenant's words are in: ids, hashes, statuses, permissions, moments, names of settings and numbers. */
const wordless =
  /^([A-Z_]+|[0-9a-f-]{16,36}|[0-9a-f]{64}|[a-z]+:[a-z-]+|\d{4}-\d\d-\d\d.*|review\.slaHours\.[A-Z]+|\d+)$/;

/**
 * The texts of a tenant's own tables that do not hold its canary, and the tables in which it has no row: what an
 * attack on them could not be seen by.
 */
export async function unmarked(
  superuser: Superusers,
  tenantId: string,
  canary: string,
): Promise<string[]> {
  const found = new Set<string>();
  for (const subgraph of subgraphNames) {
    const client = superuser[subgraph];
    const tables = (await tenantTables(client)).filter((table) => !table.startsWith('kernel.'));
    for (const table of tables) {
      const { rows } = await client.query<{ row: object }>(
        `select to_jsonb(row) as row from ${table} as row where tenant_id = $1`,
        [tenantId],
      );
      if (rows.length === 0) found.add(`${table} has no row`);
      for (const [path, text] of rows.flatMap(({ row }) => leaves(row, table))) {
        const isMarked = text.toLowerCase().includes(canary.toLowerCase());
        if (text !== tenantId && !isMarked && !wordless.test(text)) found.add(`${path}: ${text}`);
      }
    }
  }
  return [...found];
}
