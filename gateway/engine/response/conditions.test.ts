import { Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { conditionVariables, isIncluded, maskOf } from './conditions.ts';

function selectionOf(source: string) {
  const [operation] = parse(source).definitions;
  const selection =
    operation?.kind === Kind.OPERATION_DEFINITION && operation.selectionSet.selections[0];
  if (!selection) throw new Error('There is nothing selected.');
  return selection;
}

describe('conditions', () => {
  it('are decided by these variables', () => {
    const document = parse(
      '{ a @skip(if: $x) ... @include(if: $y) { b @include(if: true) ...F @skip(if: $x) } } fragment F on T { c(if: $z) @other(if: $z) ...G @defer(if: $z) }',
    );

    expect(conditionVariables(document)).toEqual(['x', 'y']);
  });

  it('have one bit each in a mask', () => {
    const names = ['x', 'y', 'z'];
    const masks = [{}, { x: true }, { y: true, z: true }, { x: 'true', y: 1, z: null }];

    expect(masks.map((variables) => maskOf(names, variables))).toEqual([0, 1, 6, 0]);
  });

  it.each([
    ['{ a @skip(if: true) }', false],
    ['{ a @skip(if: false) }', true],
    ['{ a @include(if: true) }', true],
    ['{ a @include(if: false) }', false],
    ['{ a @include(if: $yes) @skip(if: $no) }', true],
    ['{ a @include(if: $yes) @skip(if: $yes) }', false],
    ['{ a @include(if: $no) }', false],
    ['{ a @other(if: false) }', true],
  ])('leave in or leave out: %s', (source, isIn) => {
    expect(isIncluded(selectionOf(source), (variable) => variable === 'yes')).toBe(isIn);
  });
});
