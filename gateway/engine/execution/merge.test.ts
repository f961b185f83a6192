import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { fetchOf } from '../../../test/support/plan.ts';
import type { Fetch } from '../planning/plan.ts';
import { compileMerge, mergeAll } from './merge.ts';

const types = buildSchema(`
  type Query { media: Media }
  interface Media { id: ID }
  type Book implements Media { id: ID }`);

const source = '{ a b { c d { e } ...F } list { x list { y } } } fragment F on T { f }';
const outputRewrites: Fetch['outputRewrites'] = [
  { kind: 'KeyRenamer', path: ['q'], renameKeyTo: 'r' },
];

/** Knowing the keys, and finding them in the answer, must come to the same. */
const merges = [
  ['with known keys', compileMerge(types, fetchOf(source))],
  ['with unknown keys', compileMerge(types, fetchOf(source, { outputRewrites }))],
] as const;

describe.each(merges)('merging %s', (_, merge) => {
  it.each([
    [{}, { a: 1 }, { a: 1 }],
    [{ a: 1, z: 2 }, { a: null }, { a: null, z: 2 }],
    [{ a: 1 }, { a: undefined }, { a: 1 }],
    [{ b: { c: 1 } }, { b: { d: { e: 2 } } }, { b: { c: 1, d: { e: 2 } } }],
    [{ b: null }, { b: { f: 2 } }, { b: { f: 2 } }],
    [{ b: { c: 1 } }, { b: null }, { b: null }],
    [
      { list: [{ x: 1 }, null] },
      { list: [{ list: [] }, { x: 2 }] },
      { list: [{ x: 1, list: [] }, { x: 2 }] },
    ],
    [{ list: [{ x: 1 }] }, { list: [{ x: 2 }, { x: 3 }] }, { list: [{ x: 2 }, { x: 3 }] }],
    [
      { list: [[{ x: 1 }], []] },
      { list: [[{ list: null }], []] },
      { list: [[{ x: 1, list: null }], []] },
    ],
    [
      { list: [{ list: [{ z: 1 }] }] },
      { list: [{ list: [{ y: 2 }] }] },
      { list: [{ list: [{ z: 1, y: 2 }] }] },
    ],
  ])('%j and %j', (target, answer, expected) => {
    merge(target, answer);

    expect(target).toEqual(expected);
  });
});

describe('merging', () => {
  it('keeps the type that is known where a subgraph says only its interface', () => {
    const merge = compileMerge(types, fetchOf('{ __typename id }'));
    const target = { __typename: 'Book' };

    merge(target, { __typename: 'Media', id: '1' });

    expect(target).toEqual({ __typename: 'Book', id: '1' });
  });

  it('replaces leaves that are objects, which belong to whoever made them', () => {
    const merge = compileMerge(types, fetchOf('{ any }'));
    const theirs = Object.freeze({ x: 1 });
    const target = { any: theirs };

    merge(target, { any: { y: 2 } });

    expect(target.any).toEqual({ y: 2 });
  });

  it('gives no object another prototype, whatever a subgraph sends', () => {
    const target: Record<string, unknown> = {};

    mergeAll(
      target,
      JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'),
    );

    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
