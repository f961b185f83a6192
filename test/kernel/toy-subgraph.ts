import type { ExecutionResult } from 'graphql';
import { parse } from 'graphql';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import type { Context } from '../../subgraphs/kernel/context.ts';
import { DomainError } from '../../subgraphs/kernel/domain.ts';
import type { Logger } from '../../subgraphs/kernel/log.ts';
import { decisionHours, mutation } from '../../subgraphs/kernel/mutation.ts';
import { keysetPage } from '../../subgraphs/kernel/page.ts';
import { createScope, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { createSubgraph, type Subgraph } from '../../subgraphs/kernel/subgraph.ts';
import { ada, silent, traceId } from './toy-house.ts';
import { add, counters, counterTable, openCounter } from './toys.ts';

const document = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
  scalar JSON
  type Counter @key(fields: "id") {
    id: ID! version: Int! label: String! total: Int!
    createdAt: DateTime! updatedAt: DateTime! dueAt: DateTime
  }
  type CounterConnection { nodes: [Counter!]! }
  type UserError { code: String! message: String! field: [String!] }
  type CounterPayload { counter: Counter attributes: JSON userErrors: [UserError!]! }
  input OpenCounterInput { label: String! dueAt: DateTime attributes: JSON idempotencyKey: String }
  input AddInput {
    counterId: ID! amount: Int! note: NoteInput idempotencyKey: String expectedVersion: Int
  }
  input NoteInput { text: String! }
  type Query {
    counter(id: ID!): Counter
    counters(first: Int, after: String): CounterConnection!
  }
  type Mutation {
    openCounter(input: OpenCounterInput!): CounterPayload!
    addToCounter(input: AddInput!): CounterPayload!
    decideCounter(input: AddInput!): CounterPayload!
    breakCounter(input: AddInput!): CounterPayload!
    whisperCounter(input: AddInput!): CounterPayload!
  }`);

interface Input {
  readonly idempotencyKey?: string | null;
  readonly expectedVersion?: number | null;
}

interface AddInput extends Input {
  readonly counterId: string;
  readonly amount: number;
  readonly note?: { readonly text: string } | null;
}

interface OpenInput extends Input {
  readonly label: string;
  readonly dueAt?: Date | null;
  readonly attributes?: unknown;
}

const addToCounter = mutation(async ({ counterId, amount, note }: AddInput, work) => {
  if (amount < 0) throw new DomainError('INVALID_INPUT', 'amount must not be negative.', 'amount');
  if (note?.text === '') {
    throw new DomainError('INVALID_INPUT', 'note.text must not be blank.', 'note.text');
  }
  return { counter: await work.change(counters, counterId, (counter) => add(counter, amount)) };
});

const resolvers = {
  Query: {
    counter: (_: unknown, { id }: { readonly id: string }, context: Context) =>
      context.load(counters, id),
    counters: (
      _: unknown,
      page: { readonly first?: number; readonly after?: string },
      context: Context,
    ) =>
      context.read((db) =>
        keysetPage(db, {
          list: 'counters',
          table: counterTable,
          where: [],
          order: [{ column: counterTable.createdAt, direction: 'ASC' }],
          page,
        }),
      ),
  },
  Counter: {
    __resolveReference: ({ id }: { readonly id: string }, context: Context) =>
      context.load(counters, id),
  },
  Mutation: {
    openCounter: mutation(async ({ label, dueAt = null, attributes }: OpenInput, work) => {
      const { tenantId, now: at } = work;
      const { state, events } = openCounter({ id: work.newId(), tenantId, label, at });
      const counter = await work.create(counters, { state: { ...state, dueAt }, events });
      return { counter, attributes };
    }),
    addToCounter,
    decideCounter: mutation(
      async ({ counterId, amount }: AddInput, work) => ({
        counter: await work.change(counters, counterId, (counter) => add(counter, amount)),
      }),
      { keptForHours: decisionHours },
    ),
    whisperCounter: mutation(
      async ({ counterId, amount }: AddInput, work) => ({
        counter: await work.change(counters, counterId, (counter) => add(counter, amount)),
        attributes: 'told once' as string | null,
      }),
      { kept: (result) => ({ ...result, attributes: null }) },
    ),
    breakCounter: mutation(async ({ counterId, amount }: AddInput, work) => {
      await work.change(counters, counterId, (counter) => add(counter, amount));
      throw new TypeError('a bug with a secret');
    }),
  },
};

/** The toys behind GraphQL, as every subgraph is. */
export function createToySubgraph(services: Context['services'], log: Logger = silent): Subgraph {
  return createSubgraph({ name: 'toys', resolvers: [resolvers] }, document, services, log);
}

export function scopeOf(tenantId: string | null, actor: Actor = ada): Scope {
  const grants = tenantId === null ? [] : actor.grants;
  const facts = { requestId: 'r-1', traceId, correlationId: traceId, deadlineAt: null };
  return createScope({ tenantId, actor: { ...actor, grants }, grantsEpoch: 1 }, facts);
}

const selection =
  'counter { id version label total createdAt updatedAt dueAt } attributes userErrors { code message field }';

/** Runs one of the mutations. The answer is what a client would read: JSON. */
export async function mutate(
  subgraph: Subgraph,
  name: string,
  input: Readonly<Record<string, unknown>>,
  scope: Scope = scopeOf('acme'),
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape and assert on them.
): Promise<{ readonly data?: any; readonly errors?: any }> {
  const type = name === 'openCounter' ? 'OpenCounterInput' : 'AddInput';
  const query = `mutation ($input: ${type}!) { payload: ${name}(input: $input) { ${selection} } }`;
  const result: ExecutionResult = await subgraph.execute({ query, variables: { input } }, scope);
  return JSON.parse(JSON.stringify(result));
}
