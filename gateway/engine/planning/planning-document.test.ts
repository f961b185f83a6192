import { parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { clientKey } from './client-names.ts';
import { planningDocument } from './planning-document.ts';

const planned = (source: string) =>
  print(planningDocument(parse(source), new Set(['id', '__typename'])))
    .replace(/\s+/g, ' ')
    .trim();

describe('a document for the planner', () => {
  it.each([
    ['{ a b: c ...F } fragment F on T { d }', '{ a b: c ...F } fragment F on T { d }'],
    ['{ id other: id }', '{ id other: id }'],
    ['{ id: name }', '{ _client_id: name }'],
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
    ['{ a { b @skip(if: $x) } }', '{ a { b @skip(if: $x) __typename } }'],
    ['{ a { b @skip(if: $x) c } }', '{ a { b @skip(if: $x) c } }'],
    ['{ a { ... @include(if: $x) { b } } }', '{ a { ... @include(if: $x) { b } __typename } }'],
    ['{ a { ... { b @skip(if: $x) } } }', '{ a { ... { b @skip(if: $x) } __typename } }'],
    [
      '{ a { ...F } } fragment F on T { b @skip(if: true) }',
      '{ a { ...F __typename } } fragment F on T { b @skip(if: true) }',
    ],
    ['{ a { ... @defer(if: $x) { b } } }', '{ a { ... @defer(if: $x) { b } } }'],
  ])('has something left of every object: %s', (source, expected) => {
    expect(planned(source)).toBe(expected);
  });

  it('has names that lead back to those of the client', () => {
    const keys = ['_client_id', '_client__client_id', 'id', 3];

    expect(keys.map(clientKey)).toEqual(['id', '_client_id', 'id', 3]);
  });
});
