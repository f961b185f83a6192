import { buildSchema, type GraphQLNamedType, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { dataKeys } from '../planning/client-names.ts';
import { fragmentsIn } from '../planning/fetch-document.ts';
import { askedFields } from './fields.ts';

const schema = buildSchema(`
  type Query { media: Media }
  interface Node { id: ID }
  interface Media implements Node { id: ID title: String }
  type Book implements Media & Node { id: ID title: String pages: Int }
  union Thing = Book`);

function asked(typeName: string, source: string) {
  const document = parse(source);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is no operation.');
  const fields = askedFields({
    schema,
    fragments: fragmentsIn(document),
    keyOf: dataKeys(document, new Set()),
    isTrue: () => true,
  });
  const type = schema.getType(typeName) as GraphQLNamedType;
  const sets = [operation.selectionSet];
  return { fields, type, sets, keys: fields.of(type, sets).map(({ key }) => key) };
}

describe('what is asked of an object', () => {
  it('is what stands on its type, and on what that is too', () => {
    const source = `{ a: id ... on Node { b: id } ... on Media { c: id ...F } ... on Thing { e: __typename } ... on Film { f: id } }
      fragment F on Book { d: pages }`;

    expect(asked('Book', source).keys).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(asked('Media', source).keys).toEqual(['a', 'b', 'c']);
  });

  it('is in the order in which it is first said, and each key is one', () => {
    const { fields, type, sets } = asked('Book', '{ b: id a: title ... { b: id } a: title }');

    expect(fields.of(type, sets).map(({ key, name }) => `${key}: ${name}`)).toEqual([
      'b: id',
      'a: title',
    ]);
  });

  it('is found once, so that whoever compiles it may go by its identity', () => {
    const { fields, type, sets } = asked('Book', '{ id }');

    expect(fields.of(type, sets)).toBe(fields.of(type, [...sets]));
  });

  it('is told apart from what comes later', () => {
    const { fields, type, sets, keys } = asked(
      'Book',
      '{ id ... on Media @defer(label: "x") { title } ... on Film @defer(label: "y") { id } }',
    );

    expect(keys).toEqual(['id']);
    expect(fields.later(type, sets).map(({ label }) => label)).toEqual(['x']);
  });
});
