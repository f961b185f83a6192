import { describe, expect, it } from 'vitest';
import { ask } from '../../test/support/federated-graph.ts';
import { openShop } from '../../test/support/shop.ts';
import { createEngine } from './compiled.ts';
import { createReferenceEngine } from './reference.ts';

const shop = openShop();
const engine = await createEngine(shop.supergraphSdl, shop.ports);
const reference = await createReferenceEngine(shop.supergraphSdl, shop.ports);

const operations: readonly [string, Record<string, unknown>?][] = [
  ['{ products { upc name inStock shipping } }'],
  [
    '{ a: products(first: 1) { n: name } b: products(first: 3) { shipping reviews { id product { name } } } }',
  ],
  ['{ product(upc: "9") { upc inStock } }'],
  [
    'query ($n: Int = 3, $with: Boolean!) { products(first: $n) { upc inStock @include(if: $with) } }',
    { with: false },
  ],
  [
    'query ($n: Int = 3, $with: Boolean!) { products(first: $n) { upc inStock @include(if: $with) } }',
    { with: true },
  ],
  ['{ products { dims { size weight } } }'],
  ['{ products { upc picky } }'],
  ['{ broken products { name } }'],
  [
    'mutation { one: rename(upc: "1", name: "x") { name inStock } two: rename(upc: "2", name: "y") { upc reviews { id } } }',
  ],
  [
    '{ __typename __schema { queryType { name } } __type(name: "Product") { fields { name } } products { __typename t: __typename } }',
  ],
  ['{ found { __typename ... on Review { id product { name } } ... on Note { text } } }'],
  [
    '{ reviews { ...R product { ...P } } } fragment R on Review { id body } fragment P on Product { name inStock reviews { ...R } }',
  ],
];

describe('the compiled engine', () => {
  it.each(operations)('answers as ApolloGateway does: %s', async (source, variables) => {
    const expected = await ask(reference, source, variables);

    expect(await ask(engine, source, variables)).toEqual(expected);
  });

  it('asks for equal entities once', async () => {
    shop.take();
    await ask(engine, '{ reviews { product { name } } }');

    expect(shop.take().map(({ variables }) => variables)).toEqual([
      {},
      {
        representations: [
          { __typename: 'Product', upc: '1' },
          { __typename: 'Product', upc: '2' },
        ],
      },
    ]);
  });

  it('reports an error of an entity at every place where that stands', async () => {
    const { errors } = await ask(engine, '{ reviews { product { picky } } }');

    expect(errors).toEqual([{ message: 'not this one', path: ['reviews', 1, 'product', 'picky'] }]);
  });
});
