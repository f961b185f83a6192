import pg from 'pg';
import { subgraphNames } from '../../subgraphs/settings.ts';
import type { TestFactory } from './factory.ts';

/** Every row of every table of all databases as text, with the name of its table: what a dump would hold. */
export async function everyRow({ superuserUrl }: Pick<TestFactory, 'superuserUrl'>) {
  const found: { readonly table: string; readonly row: string }[] = [];
  for (const subgraph of subgraphNames) {
    const client = new pg.Client({ connectionString: superuserUrl(subgraph) });
    await client.connect();
    for (const table of await tablesOf(client)) {
      const { rows } = await client.query<{ row: string }>(`select row::text from ${table} as row`);
      found.push(...rows.map(({ row }) => ({ table, row })));
    }
    await client.end();
  }
  return found;
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name
      from pg_class join pg_namespace n on n.oid = relnamespace
      where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  return rows.map(({ name }) => name);
}
