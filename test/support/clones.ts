import { randomUUID } from 'node:crypto';
import { databaseName } from '../../db/roles.ts';
import {
  type RuntimeDatabaseUrls,
  type SubgraphName,
  subgraphNames,
} from '../../subgraphs/settings.ts';
import { cloneDatabase, dropDatabase } from './databases.ts';
import { testPassword } from './templates.ts';

/** The three databases, fresh from their templates, for one test file. */
export interface CloneSet {
  readonly urls: Readonly<Record<SubgraphName, RuntimeDatabaseUrls>>;
  /** A superuser's door to one of them, to look behind everything. */
  superuserUrl(subgraph: SubgraphName): string;
  drop(): Promise<void>;
}

export async function cloneDatabases(superuser: string): Promise<CloneSet> {
  const suffix = randomUUID().slice(0, 8);
  const nameOf = (subgraph: SubgraphName) => `${databaseName(subgraph)}_${suffix}`;
  for (const name of subgraphNames)
    await cloneDatabase(superuser, databaseName(name), nameOf(name));
  const urls = subgraphNames.map((name) => [name, urlsOf(superuser, name, nameOf(name))]);
  return {
    // One entry for each name, by the map above.
    urls: Object.fromEntries(urls) as unknown as CloneSet['urls'],
    superuserUrl: (subgraph) => withDatabase(superuser, nameOf(subgraph)),
    async drop() {
      for (const name of subgraphNames) await dropDatabase(superuser, nameOf(name));
    },
  };
}

function urlsOf(superuser: string, subgraph: SubgraphName, clone: string): RuntimeDatabaseUrls {
  const login = (purpose: string) => {
    const url = new URL(withDatabase(superuser, clone));
    url.username = `${databaseName(subgraph)}_${purpose}`;
    url.password = testPassword;
    return url.href;
  };
  return {
    app: login('app'),
    sequencer: login('sequencer'),
    reader: login('reader'),
    jobs: login('jobs'),
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
