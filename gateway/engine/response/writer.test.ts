import { buildSchema, type GraphQLObjectType, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { dataKeys } from '../planning/client-names.ts';
import { fragmentsIn } from '../planning/fetch-document.ts';
import { askedFields } from './fields.ts';
import { shape } from './shape.ts';
import { compileWriter } from './writer.ts';

const schema = buildSchema(`
  type Query { thing: Thing things: [Thing!]! grid: [[Int]] media: [Media] either: Either text: String! }
  type Thing { id: ID! name: String count: Int ratio: Float isOn: Boolean colour: Colour any: JSON thing: Thing need: String! }
  interface Media { id: ID! title: String }
  type Book implements Media { id: ID! title: String pages: Int }
  type Film implements Media { id: ID! title: String minutes: Int }
  union Either = Book | Thing
  enum Colour { RED BLUE }
  scalar JSON`);

/** Both ways to an answer: as text, undefined where the writer declines, and by the shaper. */
function answers(source: string, data: object, shared: ReadonlySet<object> = new Set()) {
  const document = parse(source);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is no operation.');
  const fields = askedFields({
    schema,
    fragments: fragmentsIn(document),
    keyOf: dataKeys(document, new Set(['id'])),
    isTrue: (variable) => variable === 'yes',
  });
  const type = schema.getQueryType() as GraphQLObjectType;
  const sets = [operation.selectionSet];
  const source_ = data as Record<string, unknown>;
  const shaped = shape(
    { schema, fields, introspect: () => 'introspected' },
    { type, sets, source: source_, path: [] },
  );
  const text = compileWriter(schema, fields, type, sets)?.(source_, shared);
  return {
    text,
    shaped: JSON.stringify(shaped.data),
    problems: shaped.problems.map((each) => [each.message, each.path]),
  };
}

describe('an answer', () => {
  it('holds a time that a subgraph of this process gives as what JSON makes of it', () => {
    const at = new Date(1_764_033_600_123);
    const { text, shaped } = answers('{ thing { any } }', { thing: { any: at } });

    expect(text).toBe('{"thing":{"any":"2025-11-25T01:20:00.123Z"}}');
    expect(shaped).toBe(text);
  });

  it('is left to the shaper where a value has no JSON', () => {
    expect(answers('{ thing { any } }', { thing: { any: () => 1 } }).text).toBeUndefined();
  });

  it.each([
    [
      '{ thing { id name count ratio isOn colour any } }',
      {
        thing: {
          id: 'a"',
          name: null,
          count: -1,
          ratio: 1e21,
          isOn: false,
          colour: 'RED',
          any: { x: [null, 'ü'] },
        },
      },
    ],
    ['{ thing { id } again: thing { id } }', { thing: { id: 1 }, again: null }],
    ['{ things { name } }', { things: [] }],
    ['{ grid }', { grid: [[1, null], null, []] }],
    [
      '{ media { __typename id ... on Book { pages } ... on Film { minutes } ... on Media { title } } }',
      {
        media: [
          { __typename: 'Book', id: '1', pages: 3, title: 't' },
          null,
          { __typename: 'Film', id: '2', minutes: null, title: null },
        ],
      },
    ],
    [
      '{ media { title } }',
      {
        media: [
          { title: 'no type was asked for' },
          { __typename: 'Media', title: 'only the interface is known' },
        ],
      },
    ],
    [
      '{ either { __typename ... on Thing { name } } }',
      { either: { __typename: 'Thing', name: 'n' } },
    ],
    [
      '{ thing { name ...T } } fragment T on Thing { thing { name } name thing { count } }',
      { thing: { name: 'n', thing: { name: 'm', count: 2 } } },
    ],
    [
      '{ thing { a: name @include(if: $yes) b: name @skip(if: $yes) id: name } }',
      { thing: { a: 'x', _client_id: 'under the name of a key' } },
    ],
    [
      '{ thing { __proto__: name constructor: count } __typename }',
      { thing: { _client___proto__: 'p', _client_constructor: 1 } },
    ],
    ['{ thing { unknown: name } }', { thing: {} }],
  ])('is written as it is shaped: %s', (source, data) => {
    const { text, shaped, problems } = answers(source, data);

    expect(problems).toEqual([]);
    expect(text).toBe(shaped);
  });

  it('has the names of the client and nothing that was not asked for', () => {
    const data = { thing: { _client_id: 'n', id: 'k', secret: 's' }, more: 1 };

    expect(answers('{ thing { id: name } }', data).text).toBe('{"thing":{"id":"n"}}');
  });

  it('writes a shared object once and wherever it stands', () => {
    const shared = { name: 'one' };
    const things = [shared, { name: 'two' }, shared];

    expect(answers('{ things { name } }', { things }, new Set([shared])).text).toBe(
      '{"things":[{"name":"one"},{"name":"two"},{"name":"one"}]}',
    );
  });

  it('reuses the text of a shared object as long as it is at hand, in answers of any length', () => {
    const shared = [{ name: 'ü'.repeat(40) }, { name: 'often' }];
    const thing = (index: number) => shared[index % 2] ?? { name: `only ${index}` };
    const things = Array.from({ length: 40_000 }, (_, index) => thing(index % 3));

    const { text, shaped } = answers('{ things { name } }', { things }, new Set(shared));

    expect(text?.length).toBeGreaterThan(1024 * 1024);
    expect(text).toBe(shaped);
  });

  it('is left to the shaper where its names alone would fill the room', () => {
    const names = Array.from({ length: 300 }, (_, index) => `n${index}${'_'.repeat(1_000)}`);
    const source = `{ thing { ${names.map((name) => `${name}: name`).join(' ')} } }`;
    const data = { thing: { name: 'n' } };

    expect(answers(source, data).text).toBeUndefined();
    expect(answers(source.replaceAll('_'.repeat(1_000), ''), data).text).toBeDefined();
  });

  it.each([
    [
      '{ text }',
      { text: null },
      'null',
      [['Cannot return null for non-nullable field Query.text.', ['text']]],
    ],
    [
      '{ thing { name need } }',
      { thing: { name: 'n' } },
      '{"thing":null}',
      [['Cannot return null for non-nullable field Thing.need.', ['thing', 'need']]],
    ],
    [
      '{ things { name } }',
      { things: [{ name: 'n' }, null] },
      'null',
      [
        [
          'Cannot return null for non-nullable array element of type Thing at index 1.',
          ['things', 1],
        ],
      ],
    ],
    [
      '{ thing { thing { need } name } }',
      { thing: { thing: {}, name: 'n' } },
      '{"thing":{"thing":null,"name":"n"}}',
      [['Cannot return null for non-nullable field Thing.need.', ['thing', 'thing', 'need']]],
    ],
    [
      '{ thing { count colour } }',
      { thing: { count: 'x', colour: 'PINK' } },
      '{"thing":{"count":null,"colour":null}}',
      [
        ['Invalid value found for field Thing.count.', ['thing', 'count']],
        ['Invalid value found for field Thing.colour.', ['thing', 'colour']],
      ],
    ],
    [
      '{ grid }',
      { grid: [[1.5], 2] },
      '{"grid":[[null],null]}',
      [
        ['Invalid value found for array element of type Int at index 0.', ['grid', 0, 0]],
        [
          'Invalid non-list value returned for array element of type [Int] at index 1.',
          ['grid', 1],
        ],
      ],
    ],
    [
      '{ thing { name } }',
      { thing: 'text' },
      '{"thing":null}',
      [['Invalid non-object value returned for field Query.thing.', ['thing']]],
    ],
    [
      '{ media { title } }',
      { media: [{ __typename: 'Nothing', title: 't' }] },
      '{"media":[null]}',
      [
        [
          'Invalid __typename found for object at array element of type Media at index 0.',
          ['media', 0],
        ],
      ],
    ],
    [
      '{ thing { count: need } }',
      { thing: { count: 5 } },
      '{"thing":null}',
      [['Invalid value found for field Thing.count.', ['thing', 'count']]],
    ],
  ])('is left to the shaper where a value does not fit: %s', (source, data, expected, problems) => {
    expect(answers(source, data)).toEqual({ text: undefined, shaped: expected, problems });
  });
});
