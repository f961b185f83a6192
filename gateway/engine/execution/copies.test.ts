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
});
