import type { FetchDataRewrite } from '@apollo/query-planner';
import { describe, expect, it } from 'vitest';
import { at, besides, entityFetchOf, fetchOf, inTurn } from '../../../test/support/plan.ts';
import { placesOf } from '../planning/places.ts';
import { compileCopy } from './copies.ts';

const root = fetchOf('{ items { id untouched { x } product { upc size { h } } } }');
const product = entityFetchOf('Product', ['upc'], 'name');
const one = { upc: '1', size: { h: 1 } };
const untouched = { x: 1 };
const answer = () => ({
  items: [{ id: 'a', untouched, product: one }, null, { id: 'b', untouched, product: one }],
});

describe('a copy of a shared answer', () => {
  const plan = inTurn(root, at('items.@.product', product));
  const copy = compileCopy(root, '', placesOf(plan));

  it('renews what later steps write to and all above it, and nothing else', () => {
    const given = answer();
    const made = copy(given, new Set()) as ReturnType<typeof answer>;

    expect(made).toEqual(given);
    expect(made.items).not.toBe(given.items);
    expect(made.items[0]).not.toBe(given.items[0]);
    expect(made.items[0]?.product).not.toBe(one);
    expect(made.items[0]?.product.size).toBe(one.size);
    expect(made.items[0]?.untouched).toBe(untouched);
  });

  it('keeps one what stood in several places, and says so', () => {
    const shared = new Set<object>();
    const made = copy(answer(), shared) as ReturnType<typeof answer>;

    expect(made.items[0]?.product).toBe(made.items[2]?.product);
    expect(shared).toEqual(new Set([made.items[0]?.product]));
  });

  it('parts what several answers are merged into', () => {
    const other = fetchOf('{ items { product { weight } } }', { subgraph: 'b' });
    const merged = compileCopy(root, '', placesOf(besides(root, other)));
    const made = merged(answer(), new Set()) as ReturnType<typeof answer>;

    expect(made.items[0]?.product).not.toBe(made.items[2]?.product);
  });

  it('is the answer itself where nobody writes', () => {
    const given = answer();

    expect(compileCopy(root, '', placesOf(root))(given, new Set())).toBe(given);
  });

  it('has room for what will be added to it, so that no object has to grow', () => {
    const made = copy(answer(), new Set()) as ReturnType<typeof answer>;

    expect(Object.keys(made.items[0]?.product ?? {})).toEqual(['upc', 'size', 'name']);
    expect(made.items[0]?.product).toHaveProperty('name', undefined);
  });

  it('keeps every key where the plan renames some, and is not asked for these', () => {
    const renaming: FetchDataRewrite = {
      kind: 'KeyRenamer',
      path: ['items', 'x'],
      renameKeyTo: 'y',
    };
    const renamed = { ...root, outputRewrites: [renaming] };
    const plan = inTurn(renamed, at('items.@.product', product));
    const given = { items: [{ y: 1, product: one }] };

    expect(compileCopy(renamed, '', placesOf(plan))(given, new Set())).toEqual(given);
  });

  it('copies names that every object inherits like others', () => {
    const awkward = fetchOf('{ items { constructor: a __proto__: b product { upc } } }');
    const plan = inTurn(awkward, at('items.@.product', product));
    const given = JSON.parse('{"items":[{"__proto__":2,"product":{"upc":"1"}}]}');
    const made = compileCopy(awkward, '', placesOf(plan))(given, new Set());

    expect(JSON.stringify(made)).toBe('{"items":[{"__proto__":2,"product":{"upc":"1"}}]}');
    expect(made).toEqual({ items: [expect.not.objectContaining({ a: 1 })] });
  });
});
