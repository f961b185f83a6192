import { describe, expect, it } from 'vitest';
import { at, besides, entityFetchOf, fetchOf, inTurn } from '../../../test/support/plan.ts';
import { answerKeys } from './answer-keys.ts';
import { repeatedFetches } from './fetch-id.ts';
import { placeOf, placesOf } from './places.ts';

describe('the places of a plan', () => {
  const root = fetchOf('{ items { product { upc size { h } } note { t } } }');
  const name = at(
    'items.@.product',
    entityFetchOf('Product', ['upc'], 'name maker { id }', { subgraph: 'b' }),
  );
  const sizeOf = entityFetchOf('Product', ['upc'], 'size { w }', { subgraph: 'c' });
  const size = at('items.@.product', sizeOf);

  it('are written to by those who add to entities there', () => {
    const places = placesOf(inTurn(root, name));

    expect(
      ['/items', '/items/product', '/items/product/size', '/items/note'].map(places.isWritten),
    ).toEqual([false, true, false, false]);
    expect(places.isMerged('/items')).toBe(false);
  });

  it('are merged where answers of several fetches meet, which those above know', () => {
    const places = placesOf(inTurn(root, besides(name, size)));

    expect(
      ['/items', '/items/product', '/items/product/size', '/items/note'].map(places.isMerged),
    ).toEqual([true, true, true, false]);
    expect(places.isWritten('/items/product/size')).toBe(true);
  });

  it('know what is written there by whoever writes, also instead of another', () => {
    const stock = entityFetchOf('Product', ['upc'], 'inStock', { subgraph: 'd' });
    const instead = at('items.@.product', { ...stock, fallbacks: [sizeOf] });
    const copied = at('items.@', { kind: 'Copy', keys: [{ from: 'note', to: '_client_note' }] });
    const places = placesOf(inTurn(root, besides(name, instead), copied));

    expect(places.keysAt('/items/product')).toEqual(['upc', 'size', 'name', 'maker', 'inStock']);
    expect(places.keysAt('/items/product/size')).toEqual(['h', 'w']);
    expect(places.keysAt('/items')).toEqual(['product', 'note', '_client_note']);
    expect(places.keysAt('/elsewhere')).toEqual([]);
  });

  it('have no lists in them', () => {
    expect(placeOf(['a', '@', 'b', '@', '@'])).toBe('/a/b');
  });
});

describe('the keys of an answer', () => {
  it('are those of all types together, of entities without what leads to them', () => {
    const { leaves, objects } = answerKeys(
      entityFetchOf('T', ['id'], 'a x: b ... on U { c } d { e } d { f }'),
    );

    expect([...leaves]).toEqual(['a', 'x', 'c']);
    expect([...objects].map(([key, keys]) => [key, [...keys.leaves]])).toEqual([['d', ['e', 'f']]]);
  });
});

describe('a fetch', () => {
  it('is the same as another under another name, and differs by what is asked of whom', () => {
    const named = (name: string, subgraph: string, asked: string) =>
      fetchOf(`query ${name} { ${asked} }`, { subgraph });
    const plan = besides(
      named('A', 'a', 'x'),
      named('B', 'a', 'x'),
      named('C', 'b', 'x'),
      named('D', 'a', 'y'),
    );

    expect(repeatedFetches(plan).size).toBe(1);
    expect(repeatedFetches(besides(named('A', 'a', 'x'), named('B', 'b', 'x'))).size).toBe(0);
  });
});
