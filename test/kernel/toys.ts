import { integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { aggregate, moment, tenantId } from '../../db/tables/columns.ts';
import type { Change } from '../../subgraphs/kernel/domain.ts';
import { recordRepository, tenantRepository } from '../../subgraphs/kernel/repository.ts';

// The smallest context that uses all of the kernel: an aggregate, a record and a list.

const toys = pgSchema('toys');

export const counterTable = toys.table(
  'counter',
  { ...aggregate(), label: text().notNull(), total: integer().notNull(), dueAt: moment() },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const stampTable = toys.table(
  'stamp',
  {
    tenantId: tenantId(),
    id: uuid().notNull(),
    counterId: uuid().notNull(),
    note: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const itemTable = toys.table(
  'item',
  {
    tenantId: tenantId(),
    id: uuid().notNull(),
    rank: integer().notNull(),
    name: text().notNull(),
    happenedAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/** What a migration of these tables would hold. */
export const toysSql = `
  create schema toys;
  create table toys.counter (
    tenant_id text not null, id uuid not null, version integer not null,
    created_at timestamptz(3) not null, updated_at timestamptz(3) not null,
    label text not null, total integer not null, due_at timestamptz(3),
    primary key (tenant_id, id), constraint one_label unique (tenant_id, label));
  create table toys.stamp (
    tenant_id text not null, id uuid not null, counter_id uuid not null, note text not null,
    primary key (tenant_id, id), constraint one_note unique (tenant_id, counter_id, note));
  create table toys.item (
    tenant_id text not null, id uuid not null, rank integer not null, name text not null,
    happened_at timestamptz(3) not null,
    primary key (tenant_id, id));
  call kernel.protect('toys.counter');
  call kernel.protect_append_only('toys.stamp');
  call kernel.protect('toys.item')`;

export type Counter = typeof counterTable.$inferSelect;
export type Stamp = typeof stampTable.$inferSelect;
export type Item = typeof itemTable.$inferSelect;

type CounterEvent =
  | { readonly type: 'CounterOpened'; readonly counterId: string }
  | { readonly type: 'CounterAdded'; readonly counterId: string; readonly amount: number };
export type CounterChange = Change<Counter, CounterEvent>;

export const counters = tenantRepository<Counter>('ToyCounter', counterTable, {
  conflicts: { one_label: { message: 'There is a counter with this label.', field: 'label' } },
});

export const stamps = recordRepository<Stamp>('Stamp', stampTable, {
  conflicts: { one_note: { message: 'This note was stamped before.' } },
});

export function openCounter(about: {
  readonly id: string;
  readonly tenantId: string;
  readonly label: string;
  readonly at: Date;
}): CounterChange {
  const { id, tenantId: tenant, label, at } = about;
  const times = { createdAt: at, updatedAt: at, dueAt: null };
  return {
    state: { id, tenantId: tenant, version: 0, label, total: 0, ...times },
    events: [{ type: 'CounterOpened', counterId: id }],
  };
}

/** Adds each amount, an event each. */
export function add(counter: Counter, ...amounts: readonly number[]): CounterChange {
  const total = amounts.reduce((sum, amount) => sum + amount, counter.total);
  const events = amounts.map(
    (amount) => ({ type: 'CounterAdded', counterId: counter.id, amount }) as const,
  );
  return { state: { ...counter, total }, events };
}
