import { buildSchema, isLeafType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { completeLeaf, unfit } from './complete-leaf.ts';

const schema = buildSchema(
  'type Query { a: Colour i: Int f: Float d: ID j: JSON } enum Colour { RED constructor } scalar JSON',
);

function complete(type: string, value: unknown): unknown {
  const leaf = schema.getType(type);
  if (!isLeafType(leaf)) throw new Error(`${type} is no leaf.`);
  return completeLeaf(leaf, value);
}

describe('a leaf', () => {
  it.each([
    ['Int', 3],
    ['Float', 1.5],
    ['Boolean', false],
    ['String', ''],
    ['ID', 'x'],
    ['Colour', 'RED'],
    ['Colour', 'constructor'],
    ['JSON', { any: ['thing'] }],
  ])('of type %s may be %j', (type, value) => {
    expect(complete(type, value)).toBe(value);
  });

  it('that is an id is a text, also where a subgraph says a number', () => {
    expect(complete('ID', 7)).toBe('7');
  });

  it.each([
    ['Int', 1.5],
    ['Int', '1'],
    ['Float', '1'],
    ['Float', Number.NaN],
    ['Boolean', 'true'],
    ['String', 1],
    ['ID', true],
    ['ID', 1.5],
    ['Colour', 'BLUE'],
    ['Colour', 'toString'],
    ['Colour', 1],
    ['String', []],
  ])('of type %s is never %j', (type, value) => {
    expect(complete(type, value)).toBe(unfit);
  });
});
