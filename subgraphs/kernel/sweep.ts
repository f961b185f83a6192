import { v7 as uuidv7 } from 'uuid';
import type { TenantDb } from '../../db/client.ts';
import { systemActor } from './authority.ts';
import type { Services } from './context.ts';
import type { Change } from './domain.ts';
import type { Aggregate, Repository } from './repository.ts';
import { type DomainEvent, openWork } from './work.ts';

/** Aggregates that time acts on, found and changed one by one. */
export interface Sweep<State extends Aggregate, Event extends DomainEvent> {
  readonly repository: Repository<State>;
  /** Those that are due, at most `limit`. */
  due(db: TenantDb, at: Date, limit: number): Promise<readonly { readonly id: string }[]>;
  /** Yields no events when nothing is due any more: so a sweep may be repeated. */
  command(state: State, at: Date): Change<State, Event>;
}

const batch = 100;

/** Goes through every tenant, each in its own context and each aggregate in a transaction of its own. */
export async function sweepTenants<State extends Aggregate, Event extends DomainEvent>(
  services: Services,
  sweep: Sweep<State, Event>,
): Promise<void> {
  for (const tenantId of await services.tenants()) {
    for (let found = batch; found === batch; ) {
      const at = services.clock();
      const due = await sweep.due(services.database.reader(tenantId), at, batch);
      for (const { id } of due) await changeOne(services, tenantId, id, sweep, at);
      found = due.length;
    }
  }
  services.spine.poke();
}

async function changeOne<State extends Aggregate, Event extends DomainEvent>(
  { database }: Services,
  tenantId: string,
  id: string,
  { repository, command }: Sweep<State, Event>,
  at: Date,
): Promise<void> {
  const traceId = uuidv7().replaceAll('-', '');
  const cause = { actor: systemActor, now: at, traceId, correlationId: traceId, causationId: null };
  await database.withTenant(tenantId, async (tx) => {
    await openWork(tx, cause).change(repository, id, (state) => command(state, at));
  });
}
