import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createPreparation } from './prepare.ts';

const schema = buildSchema('type Query { a: Int b: Int c: Int }');
const open = () => createPreparation(schema, false, (prepared) => ({ ...prepared, mark: 'ours' }));

describe('an operation that is asked for again', () => {
  it('is the one that was made ready before, with what its owner added', () => {
    const { prepare } = open();
    const first = prepare('{ a }', undefined);

    expect(prepare('{ a }', undefined)).toBe(first);
    expect(first).toMatchObject({ mark: 'ours' });
    expect(prepare('query Named { a }', 'Named')).not.toBe(first);
  });
});

describe('an operation that is asked for by a name', () => {
  it('is never another that is known, whatever the name', () => {
    const { prepare } = open();
    prepare('query A { b }', undefined);
    prepare('query B { a }\nquery A { b }', 'A');

    for (const name of ['A\nquery B { a }', '', ' A', 'A\n', 'null']) {
      expect(() => prepare('query A { b }', name)).toThrow('Name one of the operations');
    }
  });
});

describe('a variable that federation needs the name of', () => {
  it('is refused by name, and any other is not', () => {
    const { prepare } = createPreparation(
      buildSchema('type Query { a(n: Int): Int }'),
      false,
      (it) => it,
    );

    expect(() =>
      prepare('query ($representations: Int) { a(n: $representations) }', undefined),
    ).toThrow(/^Call the variable \$representations something else/);
    expect(() => prepare('query ($n: Int) { a(n: $n) }', undefined)).not.toThrow();
  });
});

describe('operations that are long', () => {
  const long = (name: string) => `query ${name} { a } #${name.padEnd(10_000, 'x')}`;

  it('are kept as far as there is room, those that are used first', () => {
    const { prepare, mostAsked } = open();
    const used = prepare(long('Used'), undefined);
    const unused = prepare(long('Unused'), undefined);
    for (let index = 0; index < 100; index += 1) {
      prepare(long(`Q${index}`), undefined);
      expect(prepare(long('Used'), undefined)).toBe(used);
    }

    // A hundred bytes a character, twenty megabytes.
    expect(mostAsked(200)).toHaveLength(20);
    expect(prepare(long('Unused'), undefined)).not.toBe(unused);
  });
});

describe('what is asked for most', () => {
  it('comes by how often it was asked, as it was asked', () => {
    const { prepare, mostAsked } = open();
    const asked = ['{ a }', '{ b }', '{ b }', '{ c }', '{ c }', '{ c }'];
    for (const source of asked) prepare(source, undefined);

    expect(mostAsked(2)).toMatchObject([
      { source: '{ c }', operationName: undefined },
      { source: '{ b }', operationName: undefined },
    ]);
    expect(mostAsked(10)).toHaveLength(3);
  });

  it('leaves out what was refused', () => {
    const { prepare, mostAsked } = open();
    expect(() => prepare('{ nothing }', undefined)).toThrow();

    expect(mostAsked(10)).toEqual([]);
  });
});
