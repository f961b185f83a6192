import { migrate } from './migrate.ts';
import {
  createDatabase,
  createGroupRoles,
  createLogins,
  type DatabaseUrls,
  databaseName,
  type SubgraphName,
  subgraphNames,
  withClient,
} from './roles.ts';

/** The databases of all three subgraphs. */
export type AllDatabaseUrls = Readonly<Record<SubgraphName, DatabaseUrls>>;

/**
 * Makes on an empty cluster, or brings up to date on a known one, everything the subgraphs need: roles,
 * databases, logins with this password, tables. For the embedded stores and for tests, whose clusters are ours.
 */
export async function prepareDatabases(
  superuserUrl: string,
  password: string,
  report: (step: string) => void = () => {},
): Promise<AllDatabaseUrls> {
  await createGroupRoles(superuserUrl);
  const prepared = await Promise.all(
    subgraphNames.map(async (subgraph) => {
      const name = databaseName(subgraph);
      await createDatabase(superuserUrl, name);
      const urls = await createLogins(superuserUrl, name, password);
      const applied = await migrate(urls, subgraph);
      if (applied.length > 0) report(`${subgraph}: ${applied.length} migrations applied`);
      return [subgraph, urls] as const;
    }),
  );
  // One entry for each name, by the map above.
  return Object.fromEntries(prepared) as unknown as AllDatabaseUrls;
}

/** Drops the databases of all three subgraphs, for stores in which nobody has worked yet. May be repeated. */
export async function dropDatabases(superuserUrl: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    for (const subgraph of subgraphNames) {
      await client.query(`drop database if exists ${databaseName(subgraph)} with (force)`);
    }
  });
}
