import { sql } from 'drizzle-orm';
import { type DatabaseUrls, withClient } from '../../db/roles.ts';
import type { Effect } from '../../subgraphs/kernel/events/steps.ts';
import type { TestLog } from './harness.ts';

/** What a consumer of the tests has made of an account; deliberately not idempotent. */
export interface Projected {
  readonly tenantId: string;
  readonly id: string;
  /** How often an event had its effect: applied twice, it shows. */
  readonly effects: number;
  readonly lastVersion: number;
  /** How often a version did not follow its predecessor. */
  readonly disorder: number;
}

export async function createProjection(urls: DatabaseUrls): Promise<void> {
  await withClient(urls.owner, async (client) => {
    await client.query(`
      set role factory_owner;
      create table projection (
        tenant_id text, id text, effects int not null, last_version bigint not null, disorder int not null,
        primary key (tenant_id, id));
      call kernel.protect('projection')`);
  });
}

export const project: Effect = async (tx, events) => {
  for (const { event } of events) {
    await tx.db.execute(sql`
      insert into projection as p (tenant_id, id, effects, last_version, disorder)
      values (${tx.tenantId}, ${event.aggregateId}, 1, ${event.aggregateVersion},
        ${event.aggregateVersion === 1 ? 0 : 1})
      on conflict (tenant_id, id) do update set
        effects = p.effects + 1,
        last_version = excluded.last_version,
        disorder = p.disorder + (excluded.last_version <> p.last_version + 1)::int`);
  }
};

/** The whole projection, of every tenant. */
export async function projected({ superuserUrl }: Pick<TestLog, 'superuserUrl'>) {
  return withClient(superuserUrl, async (client) => {
    const { rows } = await client.query<Projected>(`
      select tenant_id as "tenantId", id, effects, last_version::int as "lastVersion", disorder
      from projection order by tenant_id, id`);
    return rows;
  });
}
