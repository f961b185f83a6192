import { buildSchema, type GraphQLObjectType, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { at, entityFetchOf, fetchOf, inTurn } from '../../../test/support/plan.ts';
import { askedFields } from '../response/fields.ts';
import { dataKeys } from './client-names.ts';
import { findUncovered } from './coverage.ts';
import { fragmentsIn } from './fetch-document.ts';
import type { Plan } from './plan.ts';

const schema = buildSchema(`
  type Query { items: [Item] media: Media text: String }
  type Item { id: ID name: String item: Item }
  interface Media { id: ID title: String }
  type Book implements Media { id: ID title: String pages: Int }`);

function uncovered(source: string, plan: Plan | undefined) {
  const document = parse(source);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is no operation.');
  const fields = askedFields({
    schema,
    fragments: fragmentsIn(document),
    keyOf: dataKeys(document, new Set(['id'])),
    isTrue: (name) => name === 'yes',
  });
  const root = schema.getQueryType() as GraphQLObjectType;
  return findUncovered(fields, root, [operation.selectionSet], plan);
}

const items = inTurn(
  fetchOf('{ items { __typename id item { __typename id } } }'),
  at('items.@', entityFetchOf('Item', ['id'], 'name')),
);

describe('a plan', () => {
  it.each([
    '{ items { id name } }',
    '{ items { item { id } } __typename __schema { types { name } } }',
    '{ items { item { name @include(if: $no) } } }',
    '{ ... on Query { items { ...F } } } fragment F on Item { name }',
  ])('covers what it fetches: %s', (source) => {
    expect(uncovered(source, items)).toBeUndefined();
  });

  it.each([
    ['{ items { id } text }', ['text']],
    ['{ items { item { id name } } }', ['items', 'item', 'name']],
    ['{ items { item { name @include(if: $yes) } } }', ['items', 'item', 'name']],
    ['{ items { id: name } }', ['items', 'id']],
    ['{ again: items { id } }', ['again']],
  ])('does not cover what it fetches from nowhere: %s', (source, path) => {
    expect(uncovered(source, items)).toEqual(path);
  });

  it('may be none where nothing is to be fetched', () => {
    expect(uncovered('{ __typename }', undefined)).toBeUndefined();
    expect(uncovered('{ text }', undefined)).toEqual(['text']);
  });

  it('need not fetch what no object at its place is', () => {
    const media = fetchOf('{ media { __typename title } }');

    expect(uncovered('{ media { title ... on Book { pages } } }', media)).toBeUndefined();
    expect(uncovered('{ media { title id } }', media)).toEqual(['media', 'id']);
  });

  it('covers what rewrites give the name that the client knows', () => {
    const renamed = fetchOf('{ items { id__alias_0: name } }', {
      outputRewrites: [
        { kind: 'KeyRenamer', path: ['items', '... on Item', 'id__alias_0'], renameKeyTo: 'name' },
      ],
    });

    expect(uncovered('{ items { name } }', renamed)).toBeUndefined();
  });
});
