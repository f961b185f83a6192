import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readDocument, subgraphNames } from './compose.ts';
import { departures } from './conventions.ts';

describe.each(subgraphNames)('the schema of %s', (name) => {
  it('describes every element and keeps every convention', () => {
    expect(departures(readDocument(name))).toEqual([]);
  });
});

describe('the conventions', () => {
  it.each([
    ['a type', 'type T { "F" f: ID }', 'T has no description'],
    ['a field', '"T" type T { f: ID }', 'T.f has no description'],
    ['an argument', '"T" type T { "F" f(a: ID): ID }', 'T.f.a has no description'],
    ['an enum value', '"E" enum E { A }', 'E.A has no description'],
    ['a field of an extension', 'extend type Query { f: ID }', 'Query.f has no description'],
  ])('notice %s without a description', (_, sdl, departure) => {
    expect(departures(parse(sdl))).toContain(departure);
  });

  it('notice a mutation with loose arguments, a foreign payload, or no idempotency key', () => {
    const sdl = `
      extend type Mutation { "Do." doIt("Id." id: ID!): Boolean }
      "Input." input DoItInput { "Id." id: ID! }`;

    expect(departures(parse(sdl))).toEqual([
      'doIt must take exactly one input: DoItInput!',
      'doIt must return DoItPayload!',
      'DoItInput has no idempotencyKey',
    ]);
  });

  it('notice a list that cannot be paged', () => {
    const sdl =
      '"C." type TConnection { "N." nodes: [ID!]! } extend type Query { "T." ts: TConnection! }';

    expect(departures(parse(sdl))).toEqual([
      'TConnection has no edges',
      'TConnection has no pageInfo',
      'ts pages without first and after',
    ]);
  });
});
