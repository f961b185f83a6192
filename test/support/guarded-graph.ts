import {
  buildASTSchema,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  parse,
  subscribe,
  validate,
} from 'graphql';
import type { Engine, Operation, PreparedOperation } from '../../gateway/engine/engine.ts';
import { anonymous } from '../../gateway/identity/anonymous.ts';
import { newTraceId } from '../../gateway/trace-id.ts';
import type { Grant } from '../../subgraphs/kernel/authority.ts';
import { createScope, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';

// A graph with rules at every kind of element, over data in this process; graphql-js itself executes it, so it can
// also say what an answer must be.

export const guardedSdl = `
  schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
    @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
  { query: Query mutation: Mutation subscription: Subscription }

  directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
  directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @policy(policies: [[policy__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  scalar link__Import
  enum link__Purpose { SECURITY EXECUTION }
  scalar requiresScopes__Scope
  scalar policy__Policy

  type Query {
    open: String
    me: User
    you: User!
    node: Node
    nodes: [Node]
    found: [Found!]
    users: [User!]!
    teams: [[User]!]
    vault: Vault
    level: Level
    audit: String! @requiresScopes(scopes: [["audit"]])
    traces: String @requiresScopes(scopes: [["telemetry:read"]])
  }
  interface Node { id: ID! owner: User related: Node note: String @requiresScopes(scopes: [["note"]]) }
  type User implements Node {
    id: ID!
    owner: User
    related: Node
    note: String
    name: String
    email: String @requiresScopes(scopes: [["user:read", "pii:read"], ["admin"]])
    token: String! @policy(policies: [["person"]])
    boss: User
    friends: [User!]
  }
  type Post implements Node { id: ID! owner: User related: Node note: String title: String! price: Money }
  type Vault implements Node @requiresScopes(scopes: [["vault"]]) {
    id: ID! owner: User related: Node note: String contents: String
  }
  union Found = User | Post | Vault
  scalar Money @authenticated
  enum Level @requiresScopes(scopes: [["level"]]) { LOW HIGH }
  type Mutation {
    publish(title: String): Post @requiresScopes(scopes: [["write"]])
    touch: String
  }
  type Subscription {
    posted: Post
    guarded: Post @requiresScopes(scopes: [["write"]])
  }`;

export const guardedSchema = buildASTSchema(parse(guardedSdl));

const user = (id: string, more: object = {}) => ({
  __typename: 'User',
  id,
  name: `Name ${id}`,
  email: `${id}@example.com`,
  token: `token-${id}`,
  note: `note of ${id}`,
  boss: null,
  owner: null,
  related: null,
  friends: null,
  ...more,
});
const ann = user('ann');
const seed = { __typename: 'Post', id: 'p0', title: 'Seed', note: 'note of p0', related: ann };
const bob = user('bob', {
  boss: ann,
  related: seed,
  owner: ann,
  friends: [ann, user('cid', { boss: ann })],
});
const post = {
  __typename: 'Post',
  id: 'p1',
  title: 'Title',
  price: '10.00',
  owner: bob,
  related: bob,
  note: 'note of p1',
};
const vault = {
  __typename: 'Vault',
  id: 'v1',
  owner: ann,
  note: 'note of v1',
  related: post,
  contents: 'gold',
};

export const guardedData = {
  open: 'open',
  me: bob,
  you: ann,
  node: post,
  nodes: [ann, null, post, vault, bob],
  found: [post, vault, bob],
  users: [ann, bob],
  teams: [[ann, null], [bob], []],
  vault,
  level: 'HIGH',
  audit: 'audit',
  traces: 'traces',
};

export interface GuardedEngine extends Engine {
  /** What it was asked to run since the last `asked.splice(0)`. */
  readonly asked: Operation[];
  /** The root fields that were executed. */
  readonly executed: string[];
}

/** graphql-js over the data; what it is asked must be valid. */
export function openGuardedEngine(): GuardedEngine {
  const asked: Operation[] = [];
  const executed: string[] = [];
  const fieldResolver: GraphQLFieldResolver<Record<string, unknown>, unknown> = (
    source,
    _args,
    _context,
    { fieldName, parentType },
  ) => {
    if (['Query', 'Mutation'].includes(parentType.name)) executed.push(fieldName);
    return parentType.name === 'Mutation' ? mutations[fieldName] : source[fieldName];
  };
  const argumentsOf = (operation: Operation) => {
    asked.push(operation);
    const { document, operationName } = operation.prepared;
    const [error] = validate(guardedSchema, document);
    if (error) throw error;
    return {
      schema: guardedSchema,
      document,
      rootValue: guardedData,
      operationName: operationName ?? null,
      variableValues: operation.variables,
      fieldResolver,
    };
  };
  return {
    schema: guardedSchema,
    asked,
    executed,
    execute: async (operation) => execute(argumentsOf(operation)),
    async subscribe(operation) {
      const rootValue = { posted: events(), guarded: events() };
      const stream = await subscribe({ ...argumentsOf(operation), rootValue });
      return stream as Stream<never>;
    },
    warm: async () => {},
    explain: async () => '',
    stop: async () => {},
  };
}

const mutations: Record<string, unknown> = { publish: post, touch: 'touched' };

async function* events() {
  for (const one of [post, { ...post, id: 'p2' }]) yield { posted: one, guarded: one };
}

export function prepared(source: string, operationName?: string): PreparedOperation {
  const document = parse(source, { noLocation: true });
  const [error] = validate(guardedSchema, document);
  if (error) throw error;
  const definition = document.definitions.find(
    (node) =>
      node.kind === 'OperationDefinition' &&
      (operationName === undefined || node.name?.value === operationName),
  );
  if (definition?.kind !== 'OperationDefinition') throw new GraphQLError('No such operation.');
  return { key: source, document, definition, operationName };
}

/** Somebody of acme whose token names these scopes, and whose grants are these. */
export function scopeWith(tokenScopes: readonly string[], grants: readonly Grant[] = []): Scope {
  return scopeOf({ userId: 'ada', kind: 'PERSON', grants }, tokenScopes);
}

export function scopeOf(
  actor: Scope['actor'] | null = null,
  tokenScopes: readonly string[] = [],
): Scope {
  const nobody = { userId: anonymous.subject, kind: 'PERSON', grants: [] } as const;
  const tenantId = actor ? 'acme' : anonymous.tenantId;
  const identity = { tenantId, actor: actor ?? nobody, grantsEpoch: 1 };
  const traceId = newTraceId();
  const facts = { requestId: '1', traceId, correlationId: traceId, deadlineAt: null };
  const token = { scopes: [...tokenScopes].sort(), apiTokenId: null };
  return createScope(identity, { ...facts, token });
}
