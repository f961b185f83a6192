import pg from 'pg';
import { longestStatementMs } from './waiting.ts';

/** Prepared once per connection, so that binding it never costs a Parse (and never marks another statement as parsed). */
const setContext = {
  name: 'set_context',
  text: "select set_config('app.tenant_id', $1, true), set_config('statement_timeout', $2, true)",
};

/** In what a statement runs. */
export interface StatementContext {
  readonly tenantId: string;
  /** PostgreSQL ends it after this long. */
  readonly statementMs: number;
}

/** Readies a fresh connection for tenant queries; give it to the pool as `onConnect`. */
export async function prepareConnection(client: pg.ClientBase): Promise<void> {
  await client.query({ ...setContext, values: ['', String(longestStatementMs)] });
}

// What this file uses of pg's inside; pg is pinned exactly, and test/tenancy/tenant-query.test.ts holds it.
interface Wire {
  bind(message: { portal: string; statement: string; values: readonly string[] }): void;
  execute(message: { portal: string; rows: number }): void;
}
interface Submittable {
  prepare(wire: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
}
const Base = pg.Query as unknown as new (
  config: pg.QueryConfig,
  values: unknown[] | undefined,
  callback: (error: Error | undefined, result: pg.QueryResult) => void,
) => Submittable;

/**
 * A statement that runs in the context of one tenant, for as long as somebody waits, in one round trip.
 *
 * Everything before one Sync of the extended protocol is one implicit transaction. So the context is
 * bound and executed first, the statement second, and at the Sync both end together: the settings
 * cannot outlive the statement, and a pooled connection never remembers a tenant. PostgreSQL times each
 * statement from its own Bind on, so the limit is in force for the second.
 *
 * A class, because pg asks for a subclass of its Query.
 */
class TenantQuery extends Base {
  readonly #context: StatementContext;
  #inContext = false;

  constructor(
    context: StatementContext,
    config: pg.QueryConfig,
    values: unknown[] | undefined,
    callback: (error: Error | undefined, result: pg.QueryResult) => void,
  ) {
    super(config, values, callback);
    this.#context = context;
  }

  requiresPreparation(): boolean {
    return true;
  }

  override prepare(wire: Wire): void {
    const { tenantId, statementMs } = this.#context;
    const values = [tenantId, String(statementMs)];
    wire.bind({ portal: '', statement: setContext.name, values });
    wire.execute({ portal: '', rows: 0 });
    super.prepare(wire);
  }

  override handleDataRow(message: unknown): void {
    if (this.#inContext) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.#inContext) super.handleCommandComplete(message, wire);
    else this.#inContext = true;
  }
}

/** Runs one statement on a prepared connection as the tenant. */
export function queryAsTenant(
  client: pg.ClientBase,
  context: StatementContext,
  config: pg.QueryConfig,
  values: unknown[] | undefined,
): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const query = new TenantQuery(context, config, values, (error, result) =>
      error ? reject(error) : resolve(result),
    );
    // pg's types do not know that any Submittable may be given.
    client.query(query as unknown as pg.Submittable);
  });
}
