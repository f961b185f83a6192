import { Supergraph } from '@apollo/federation-internals';
import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compose, readDocument, subgraphNames } from '../compose.ts';
import { departures } from './departures.ts';
import { unreachableTypes } from './unreachable-types.ts';

describe.each(subgraphNames)('the schema of %s', (name) => {
  it('describes every element and keeps every convention', () => {
    expect(departures(readDocument(name))).toEqual([]);
  });
});

describe('the schema that clients see', () => {
  it('has no type that cannot be reached', () => {
    const supergraph = Supergraph.build(compose(), { supportedFeatures: null });

    expect(unreachableTypes(supergraph.apiSchema().toGraphQLJSSchema())).toEqual([]);
    expect(
      unreachableTypes(buildSchema('type Query { a: E } enum E { A } type T { e: E }')),
    ).toEqual(['T cannot be reached by any operation']);
  });
});

/** The convention, what departs from it, and how that is told. */
const examples: readonly (readonly [string, string, string])[] = [
  ['a type without a description', 'type T { f: ID }', 'T has no description'],
  ['a field without one', '"T" type T { f: ID }', 'T.f has no description'],
  ['an argument without one', '"T" type T { "F" f(a: ID): ID }', 'T.f.a has no description'],
  ['an enum value without one', '"E" enum E { A }', 'E.A has no description'],
  [
    'a field of an extension without one',
    'extend type Query { f: ID }',
    'Query.f has no description',
  ],

  [
    'a type in another case',
    'type review_request { f: ID }',
    'review_request is not in PascalCase',
  ],
  ['a field in another case', 'type T { CreatedAt: ID }', 'CreatedAt is not in camelCase'],
  [
    'an argument in another case',
    'type T { f(page_size: ID): ID }',
    'page_size is not in camelCase',
  ],
  ['an input field in another case', 'input I { Title: ID }', 'Title is not in camelCase'],
  ['an enum value in another case', 'enum E { inReview }', 'inReview is not in UPPER_SNAKE_CASE'],
  ['a type that names its kind', 'enum StatusEnum { A }', 'StatusEnum names its kind'],
  [
    'a root field that names its kind',
    'extend type Query { getReview: ID }',
    'Query.getReview names its kind',
  ],
  [
    'a mutation that names its kind',
    'extend type Mutation { mutationClaim: ID }',
    'Mutation.mutationClaim names its kind',
  ],
  [
    'a field that repeats its type',
    'type Review { id: ID! reviewId: ID }',
    "Review.reviewId repeats its type's name",
  ],

  ['an id that may be null', 'type T { id: ID }', 'T.id must be ID!, not ID'],
  [
    'an entity without its id as a key',
    '"T" type T @key(fields: "sku") { sku: ID! name: ID }',
    'T has no @key(fields: "id")',
  ],
  [
    'a reference that poses as an owner',
    'type T @key(fields: "id") { id: ID! }',
    'T is only referred to, so its @key must be resolvable: false',
  ],
  ['a scalar of no form', '"M." scalar Money', 'Money has no @specifiedBy'],

  [
    'a list that cannot be paged',
    'extend type Query { ts: TConnection }',
    'ts pages without first: Int and after: String',
  ],
  [
    'an order of another kind',
    'extend type Query { ts(orderBy: TOrder): ID } input TOrder { field: TOrderField! }',
    'ts is not ordered by { field, direction }',
  ],
  [
    'a connection without edges',
    'type TConnection { nodes: [T!]! }',
    'TConnection has no edges: [TEdge!]!',
  ],
  [
    'a connection of something else',
    'type TConnection { nodes: [U!]! }',
    'TConnection has no nodes: [T!]!',
  ],
  [
    'a connection that does not say where it is',
    'type TConnection { pageInfo: PageInfo }',
    'TConnection has no pageInfo: PageInfo!',
  ],
  [
    'an edge without a cursor',
    'type TConnection { a: ID } type TEdge { node: T! }',
    'TEdge has no cursor: String!',
  ],
  ['a list with holes', 'type T { names: [String]! }', 'names is a list with holes'],
  ['an input with holes', 'input I { names: [[String!]] }', 'names is a list with holes'],

  [
    'loose arguments of a mutation',
    'extend type Mutation { doIt(id: ID!): DoItPayload! }',
    'doIt must take exactly one input: DoItInput!',
  ],
  [
    'more than its input',
    'extend type Mutation { doIt(input: DoItInput!, id: ID): DoItPayload! }',
    'doIt must take exactly one input: DoItInput!',
  ],
  [
    'a scalar as the result of a mutation',
    'extend type Mutation { doIt(input: DoItInput!): Boolean }',
    'doIt must return DoItPayload!',
  ],
  [
    'a mutation that must not be sent twice',
    'extend type Mutation { doIt: ID } input DoItInput { id: ID! }',
    'DoItInput has no idempotencyKey: String',
  ],
  [
    'a version that must be expected',
    'extend type Mutation { doIt: ID } input DoItInput { expectedVersion: Int! }',
    'DoItInput.expectedVersion must be Int',
  ],
  [
    'a refusal nobody is told of',
    'extend type Mutation { doIt: ID } type DoItPayload { userErrors: [UserError!] }',
    'DoItPayload has no userErrors: [UserError!]!',
  ],
  [
    'a result that cannot be refused',
    'extend type Mutation { doIt: ID } type DoItPayload { t: T! }',
    'DoItPayload.t must be nullable',
  ],

  [
    'a subscription that cannot resume',
    'extend type Subscription { tUpdated: TUpdate! }',
    'tUpdated takes no after: String',
  ],
  [
    'an event that does not say what happened',
    'extend type Subscription { tUpdated: TUpdate! } type TUpdate { cursor: String! }',
    'TUpdate has no event',
  ],
  [
    'an event from nowhere',
    'extend type Subscription { tUpdated: TUpdate! } type TUpdate { event: E! }',
    'TUpdate has no cursor: String!',
  ],
  [
    'an event of no time',
    'extend type Subscription { tUpdated: TUpdate! } type TUpdate { event: E! occurredAt: String! }',
    'TUpdate has no occurredAt: DateTime!',
  ],

  [
    'a deprecation without a reason',
    'type T { f: ID @deprecated }',
    'T.f is deprecated, but not as "Use X. Removal 2027-04-01."',
  ],
  [
    'a deprecated argument without a day',
    'type T { f(a: ID @deprecated(reason: "Use b.")): ID }',
    'T.f.a is deprecated, but not as "Use X. Removal 2027-04-01."',
  ],
  [
    'a deprecated enum value without anything instead',
    'enum E { A @deprecated(reason: "Removal 2027-04-01.") }',
    'E.A is deprecated, but not as "Use X. Removal 2027-04-01."',
  ],
];

describe('the conventions', () => {
  it.each(examples)('notice %s', (_, sdl, departure) => {
    expect(departures(parse(sdl))).toContain(departure);
  });

  it('notice nothing in what keeps all of them', () => {
    expect(departures(parse(wellFormed))).toEqual([]);
  });
});

const wellFormed = `
  "S." scalar DateTime @specifiedBy(url: "https://example.com")
  "T." type T @key(fields: "id") @key(fields: "sku") {
    "I." id: ID!
    "S." sku: ID!
    "O." old: [String!] @deprecated(reason: "Use \`sku\`. Removal 2027-04-01.")
  }
  "A span of another vocabulary." type Span { "I." spanId: ID! }
  type U @key(fields: "id", resolvable: false) { id: ID! }
  type V @key(fields: "id") { id: ID! "Added here." ts: [T!]! }
  "C." type TConnection { "E." edges: [TEdge!]! "N." nodes: [T!]! "P." pageInfo: PageInfo! }
  "E." type TEdge { "C." cursor: String! "N." node: T! }
  "O." input TOrder { "F." field: TOrderField! "D." direction: OrderDirection! }
  "F." enum TOrderField { "C." CREATED_AT }
  extend type Query {
    "T." ts("F." first: Int = 20, "A." after: String, "O." orderBy: TOrder): TConnection
  }
  extend type Mutation { "D." doIt("I." input: DoItInput!): DoItPayload! }
  "I." input DoItInput { "E." expectedVersion: Int "K." idempotencyKey: String }
  "P." type DoItPayload { "T." t: T "E." userErrors: [UserError!]! }
  extend type Subscription { "U." tUpdated("A." after: String): TUpdate! }
  "U." type TUpdate { "E." event: E! "C." cursor: String! "O." occurredAt: DateTime! "T." t: T }`;
