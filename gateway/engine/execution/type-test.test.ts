import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { typeTest } from './type-test.ts';

const types = buildSchema(`
  type Query { media: Media either: Either }
  interface Node { id: ID }
  interface Media implements Node { id: ID }
  type Book implements Media & Node { id: ID }
  type Note { id: ID }
  union Either = Book | Note`);

describe('a type condition', () => {
  it.each([
    ['Book', ['Book']],
    ['Media', ['Media', 'Book']],
    ['Node', ['Node', 'Media', 'Book']],
    ['Either', ['Either', 'Book', 'Note']],
    ['Unknown', ['Unknown']],
  ])('%s is satisfied by %j alone', (condition, satisfying) => {
    const matches = typeTest(types, condition);
    const names = ['Book', 'Note', 'Media', 'Node', 'Either', 'Unknown', 'constructor'];

    // Twice, since verdicts are remembered.
    for (const _ of [1, 2]) expect(names.filter(matches).sort()).toEqual([...satisfying].sort());
  });

  it('is judged as is wanted where nothing says the type', () => {
    expect([undefined, null, '', 7].map((name) => typeTest(types, 'Book')(name))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(typeTest(types, 'Book', true)(undefined)).toBe(true);
  });
});
