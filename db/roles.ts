import pg from 'pg';

/** The subgraphs, each with a database of its own of the same name (with underscores). */
export const subgraphNames = ['control-plane', 'observability', 'studio'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/**
 * What a login may do. Each is a member of the group role `factory_<purpose>` and of nothing else:
 * app reads and writes as one tenant, sequencer may only move the outbox into the log, reader reads the
 * log of every tenant, jobs owns the job queue, owner migrates.
 */
export const purposes = ['app', 'sequencer', 'reader', 'jobs', 'owner'] as const;
export type Purpose = (typeof purposes)[number];

/** Connection URLs of one database, one for each purpose. */
export type DatabaseUrls = Readonly<Record<Purpose, string>>;

export function databaseName(subgraph: SubgraphName): string {
  return subgraph.replaceAll('-', '_');
}

/** Makes the group roles that migrations grant to. May be repeated; where none is missing, by anybody. */
export async function createGroupRoles(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles');
    const known = new Set(rows.map(({ rolname }) => rolname));
    for (const role of purposes.map((purpose) => `factory_${purpose}`)) {
      if (!known.has(role)) await ignoring('42710', client.query(`create role ${role} nologin`));
    }
  });
}

/** Makes an empty database owned by factory_owner, open to its own logins alone. May be repeated. */
export async function createDatabase(superuserUrl: string, name: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    await ignoring('42P04', client.query(`create database ${name} owner factory_owner`));
    await client.query(`revoke connect, temporary on database ${name} from public`);
  });
}

/** Makes the five logins of a database, or gives existing ones this password, and returns their URLs. */
export async function createLogins(
  superuserUrl: string,
  name: string,
  password: string,
): Promise<DatabaseUrls> {
  await withClient(superuserUrl, async (client) => {
    const secret = client.escapeLiteral(password);
    for (const purpose of purposes) {
      const login = `${name}_${purpose}`;
      await ignoring(
        '42710',
        client.query(`create role ${login} login in role factory_${purpose}`),
      );
      await client.query(`alter role ${login} password ${secret}`);
      // The job queue makes and upgrades a schema of its own.
      const rights = purpose === 'jobs' ? 'connect, create' : 'connect';
      await client.query(`grant ${rights} on database ${name} to ${login}`);
    }
  });
  const urls = purposes.map((purpose) => [
    purpose,
    loginUrl(superuserUrl, name, `${name}_${purpose}`, password),
  ]);
  return Object.fromEntries(urls) as DatabaseUrls;
}

function loginUrl(superuserUrl: string, database: string, user: string, password: string): string {
  const url = new URL(superuserUrl);
  url.username = user;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs `work` on a connection of its own. */
export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function ignoring(state: string, query: Promise<unknown>): Promise<void> {
  await query.catch((error: unknown) => {
    if (!(error instanceof pg.DatabaseError) || error.code !== state) throw error;
  });
}
