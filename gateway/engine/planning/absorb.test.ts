import { print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { at, besides, entityFetchOf, fetchOf, inTurn } from '../../../test/support/plan.ts';
import { absorbFetches } from './absorb.ts';
import { eachFetch, type Fetch, type Plan } from './plan.ts';

const prices = entityFetchOf('Product', ['upc'], 'price', { subgraph: 'products' });
const shipping = entityFetchOf('Product', ['upc', 'price'], 'shipping', { subgraph: 'stock' });
const inStock = entityFetchOf('Product', ['upc'], 'inStock', { subgraph: 'stock' });

function fetchesOf(plan: Plan): readonly Fetch[] {
  const found: Fetch[] = [];
  eachFetch(plan, (fetch) => found.push(fetch));
  return found;
}

/** What each fetch asks, and of whom. */
function told(plan: Plan): readonly string[] {
  return fetchesOf(plan).map(
    ({ subgraph, document }) =>
      `${subgraph}: ${print(document)
        .match(/\.\.\. on \w+ \{([^}]*)\}/)?.[1]
        ?.replace(/\s+/g, ' ')
        .trim()}`,
  );
}

const branch = inTurn(at('items.@', prices), at('items.@', shipping));

describe('a fetch beside a longer branch', () => {
  it('moves into that branch, and runs alone where what that requires does not come', () => {
    const plan = absorbFetches(besides(branch, at('items.@', inStock)));

    expect(plan.kind).toBe('Sequence');
    expect(told(plan)).toEqual([
      'products: price',
      'stock: inStock shipping',
      'stock: shipping',
      'stock: inStock',
    ]);
    const [, host, ...alone] = fetchesOf(plan);
    expect(host?.fallbacks).toEqual(alone);
  });

  it('requires all that both require, in one order', () => {
    const [, host] = fetchesOf(absorbFetches(besides(branch, at('items.@', inStock))));
    const [required] = host?.requires ?? [];

    expect(required?.selections?.map((each) => each.kind === 'Value' && each.name)).toEqual([
      '__typename',
      'price',
      'upc',
    ]);
  });

  it.each([
    ['elsewhere in the answer', at('others.@', inStock)],
    ['of another subgraph', at('items.@', { ...inStock, subgraph: 'other' })],
    [
      'of another type',
      at('items.@', entityFetchOf('Thing', ['upc'], 'inStock', { subgraph: 'stock' })),
    ],
    [
      'whose answer is rewritten',
      at('items.@', {
        ...inStock,
        outputRewrites: [{ kind: 'KeyRenamer', path: ['x'], renameKeyTo: 'y' }],
      }),
    ],
    ['for which a later part waits', at('items.@', { ...inStock, id: '0' })],
    ['from a root', at('items.@', fetchOf('{ inStock }', { subgraph: 'stock' }))],
  ])('stays where it is %s', (_, short) => {
    expect(fetchesOf(absorbFetches(besides(branch, short)))).toHaveLength(3);
    expect(absorbFetches(besides(branch, short)).kind).toBe('Parallel');
  });

  it('brings its variables along', () => {
    const source =
      'query ($representations: [_Any!]!, $n: Int) { _entities(representations: $representations) { ... on Product { offers(first: $n) } } }';
    const offers = { ...inStock, document: fetchOf(source).document, variables: ['n'] };
    const [, host] = fetchesOf(absorbFetches(besides(branch, at('items.@', offers))));

    expect(host?.variables).toEqual(['n']);
    expect(host && print(host.document)).toContain('$n: Int');
  });

  it('moves no more than one of two that were to be one already', () => {
    const plan = besides(branch, at('items.@', inStock), at('items.@', inStock));

    expect(
      told(absorbFetches(plan)).filter((each) => each === 'stock: inStock shipping'),
    ).toHaveLength(1);
  });
});
