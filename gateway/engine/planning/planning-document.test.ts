import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { clientKey } from './client-names.ts';
import { planningDocument } from './planning-document.ts';

const facts = {
  apiSchema: buildSchema(
    'type Query { a: A b: B n: N } type A { b: B n: N } type B { c: C } type C { d: Int } type N { x: Int }',
  ),
  reservedNames: new Set(['id', '__typename']),
  interfaceObjects: new Map([['N', { key: 'id', graphs: new Set<string>() }]]),
};

const planned = (source: string) =>
  print(planningDocument(parse(source), facts))
    .replace(/\s+/g, ' ')
    .trim();

describe('a document for the planner', () => {
  it.each([
    ['{ a b: c d { ...F } } fragment F on T { e }', '{ a b: c d { ...F } } fragment F on T { e }'],
    ['{ id other: id }', '{ id other: id }'],
    ['{ id: name }', '{ _client_id: name }'],
    [
      '{ a { x: b(n: 1) } c { x: b(n: 2) x: b(n: 2) } d { x: e } }',
      '{ a { x: b(n: 1) } c { _client_1_x: b(n: 2) _client_1_x: b(n: 2) } d { _client_2_x: e } }',
    ],
    [
      '{ __typename: name x: __typename @skip(if: $s) }',
      '{ _client___typename: name __typename @skip(if: $s) }',
    ],
    ['{ constructor }', '{ _client_constructor: constructor }'],
    ['{ __proto__: a }', '{ _client___proto__: a }'],
    ['{ _client_id: a _client_x }', '{ _client__client_id: a _client__client_x: _client_x }'],
    ['{ _required0_price: a }', '{ _client__required0_price: a }'],
  ])('%s becomes %s', (source, expected) => {
    expect(planned(source)).toBe(expected);
  });

  it.each([
    ['{ a { b } }', '{ a { b } }'],
    ['{ a { b c @skip(if: $x) } }', '{ a { b c @skip(if: $x) } }'],
    ['{ a { b @skip(if: true) } }', '{ a { __typename } }'],
    ['{ a { b @skip(if: $x) } }', '{ a { __typename ... @skip(if: $x) { b } } }'],
    [
      '{ a { b { c @skip(if: $x) @other } } }',
      '{ a { b { __typename ... @skip(if: $x) { c @other } } } }',
    ],
    ['{ n { x @skip(if: $x) } }', '{ n { _client_: id ... @skip(if: $x) { x } } }'],
    ['{ a { ... { b @skip(if: $x) } } }', '{ a { __typename ... { ... @skip(if: $x) { b } } } }'],
    [
      '{ a { ... @include(if: $x) { b c @skip(if: true) } d @include(if: false) } }',
      '{ a { __typename ... @include(if: $x) { ... { b } } } }',
    ],
    [
      '{ a { ...F } } fragment F on A { b @skip(if: $x) }',
      '{ a { __typename ... on A { ... @skip(if: $x) { b } } } } fragment F on A { b @skip(if: $x) }',
    ],
    [
      '{ a { b @include(if: $x) c @include(if: true) @skip(if: false) } }',
      '{ a { b @include(if: $x) c } }',
    ],
    ['{ ... @include(if: false) { a { b } } }', '{ __typename }'],
    [
      '{ a { ...F } } fragment F on A { ... @skip(if: true) { b } }',
      '{ a { ...F } } fragment F on A { __typename }',
    ],
  ])('has something of every object that is always there: %s', (source, expected) => {
    expect(planned(source)).toBe(expected);
  });

  it('has no introspection, which is answered without a plan', () => {
    expect(
      planned(
        '{ __schema { types { name } } ... @skip(if: $x) { t: __type(name: "A") @include(if: $y) { name } } }',
      ),
    ).toBe('{ __typename ... @skip(if: $x) { __typename @include(if: $y) } }');
  });

  it.each([
    [
      'mutation { a ...F b } fragment F on Mutation { c ... on Mutation { d } }',
      'mutation { a c d b } fragment F on Mutation { c ... on Mutation { d } }',
    ],
    [
      'mutation { ... @skip(if: $x) { a @include(if: $y) } b }',
      'mutation { a @skip(if: $x) @include(if: $y) b }',
    ],
    [
      'mutation { ... @skip(if: $x) { a @skip(if: $y) } b }',
      'mutation { ... @skip(if: $x) { a @skip(if: $y) } b }',
    ],
  ])('has mutations in the order in which they are written: %s', (source, expected) => {
    expect(planned(source)).toBe(expected);
  });

  it('has names that lead back to those of the client', () => {
    const keys = ['_client_id', '_client__client_id', '_client_2_id', 'id', 3];

    expect(keys.map(clientKey)).toEqual(['id', '_client_id', 'id', 'id', 3]);
  });
});
