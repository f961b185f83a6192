import pg from 'pg';

export interface RebuildOptions {
  /** Of a login that is a member of factory_owner: only the owner may empty a table of all tenants. */
  readonly ownerUrl: string;
  readonly consumer: string;
  /** The tables that hold the projection and nothing else, with their schemas: `notifications.unread`. */
  readonly tables: readonly string[];
}

/**
 * Sends a consumer back to the start of the log, and empties its projection in the same transaction. Running
 * instances lose their next step and begin again from there.
 *
 * For projections alone: a consumer whose effects leave its tables would have them again.
 *
 * @throws Error when there is no such consumer.
 */
export async function resetProjection(options: RebuildOptions): Promise<void> {
  const client = new pg.Client({ connectionString: options.ownerUrl });
  await client.connect();
  try {
    await client.query("begin; set local role factory_owner; set local lock_timeout = '15s'");
    // The checkpoint first, as consumers do, so that the two cannot wait for each other.
    const { rowCount } = await client.query(
      'update kernel.checkpoint set position = 0, event_id = null where consumer = $1',
      [options.consumer],
    );
    if (rowCount !== 1) throw new Error(`There is no consumer ${options.consumer}.`);
    await client.query('delete from kernel.parked where consumer = $1', [options.consumer]);
    const tables = options.tables.map((table) => quoted(client, table));
    await client.query(`truncate ${tables.join(', ')}`);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

function quoted(client: pg.Client, table: string): string {
  return table
    .split('.')
    .map((part) => client.escapeIdentifier(part))
    .join('.');
}
