import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { on, value } from '../../../test/support/plan.ts';
import type { Requirement } from '../planning/plan.ts';
import { compileRepresentation } from './representation.ts';
import { compileRewrites } from './rewrites.ts';

const types = buildSchema(`
  type Query { media: Media }
  interface Media { id: ID }
  type Book implements Media { id: ID }
  type Film implements Media { id: ID }`);

const representing = (...requires: readonly Requirement[]) =>
  compileRepresentation(types, requires, undefined, { needs: [], keysOf: () => [[]] });

const book = { __typename: 'Book', id: '1', title: 'T "x"', pages: 3, none: null, any: { a: [1] } };

describe('a representation', () => {
  const flat = representing(
    on(
      'Book',
      value('__typename'),
      value('id'),
      value('title'),
      value('pages'),
      value('none'),
      value('any'),
    ),
  );

  it('is the JSON text of what is required', () => {
    expect(flat(book)).toBe(
      '{"__typename":"Book","id":"1","title":"T \\"x\\"","pages":3,"none":null,"any":{"a":[1]}}',
    );
  });

  it('is the same whichever way it is made', () => {
    const { title: _, ...rest } = book;
    const nested = representing(
      on('Book', value('__typename'), value('id')),
      on('Book', value('pages')),
    );

    expect(nested(book)).toBe('{"__typename":"Book","id":"1","pages":3}');
    expect(flat(rest)).toBeNull();
  });

  it('is none for another type, and one for what implements the type', () => {
    const media = representing(on('Media', value('__typename'), value('id')));

    expect(flat({ ...book, __typename: 'Film' })).toBeNull();
    expect(flat({ ...book, __typename: undefined })).toBeNull();
    expect(media(book)).toBe('{"__typename":"Book","id":"1"}');
  });

  it('goes into objects and lists of them', () => {
    const nested = representing(
      on(
        'Book',
        value('__typename'),
        value('parts', { selections: [value('a'), value('b', { selections: [value('c')] })] }),
      ),
    );

    expect(
      nested({
        __typename: 'Book',
        parts: [{ a: 1, b: { c: 2, d: 3 }, e: 4 }, null, { a: 5, b: null }],
      }),
    ).toBe('{"__typename":"Book","parts":[{"a":1,"b":{"c":2}},null,{"a":5,"b":null}]}');
    expect(nested({ __typename: 'Book' })).toBeNull();
  });

  it('has no trace of what one type lacks', () => {
    const either = representing(
      on('Media', value('__typename'), value('id')),
      on('Book', value('__typename'), value('missing')),
    );

    expect(either(book)).toBe('{"__typename":"Book","id":"1"}');
  });

  it('hands over a private field under the name that it stands for', () => {
    const raised = representing(
      on('Book', value('__typename'), value('title', { from: '_required0_title' })),
    );

    expect(raised({ ...book, _required0_title: 'real' })).toBe(
      '{"__typename":"Book","title":"real"}',
    );
  });

  it('takes nothing that every object has for something that was fetched', () => {
    const tricky = on('Book', value('__typename'), value('constructor'));

    expect(representing(tricky)(book)).toBeNull();
    expect(representing(tricky, tricky)(book)).toBeNull();
    expect(representing(tricky)({ ...book, constructor: 'c' })).toBe(
      '{"__typename":"Book","constructor":"c"}',
    );
  });

  it('has the type that its subgraph knows, a key of it, and what is needed', () => {
    const rewrite = compileRewrites(types, [
      { kind: 'ValueSetter', path: ['... on Book', '__typename'], setValueTo: 'Media' },
    ]);
    const requires = [on('Book', value('id')), on('Media', value('__typename'), value('pages'))];
    const represent = compileRepresentation(types, requires, rewrite, {
      needs: ['pages'],
      keysOf: (name) => (name === 'Media' ? [['isbn'], ['id']] : undefined),
    });

    expect(represent(book)).toBe('{"id":"1","__typename":"Media","pages":3}');
    expect(represent({ __typename: 'Book', pages: 3 })).toBeNull();
    expect(represent({ __typename: 'Book', id: '1' })).toBeNull();
  });

  it('is none of a type that the subgraph does not know', () => {
    const given = { needs: [], keysOf: () => undefined };
    const requires = [on('Media', value('__typename'), value('id'))];

    expect(compileRepresentation(types, requires, undefined, given)(book)).not.toBeNull();
    expect(
      compileRepresentation(types, [...requires, on('Film', value('id'))], undefined, given)(book),
    ).toBeNull();
  });
});
