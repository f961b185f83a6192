import { describe, expect, it } from 'vitest';
import { ask, federatedGraph } from '../../test/support/federated-graph.ts';
import { createEngine } from './compiled.ts';
import { createReferenceEngine } from './reference.ts';

const products = ['1', '2', '3'].map((upc) => ({
  upc,
  name: `Product ${upc}`,
  price: Number(upc) * 100,
}));

/** Products, their stock by what their price requires, and reviews that point at them. */
const shop = federatedGraph({
  products: {
    sdl: `
      type Query { products(first: Int = 2): [Product!]! product(upc: ID!): Product broken: String }
      type Mutation { rename(upc: ID!, name: String!): Product }
      type Product @key(fields: "upc") { upc: ID! name: String! price: Int dims: Dims @shareable }
      type Dims @shareable { size: Int }`,
    resolvers: {
      Query: {
        products: (_: unknown, { first }: { first: number }) => products.slice(0, first),
        product: (_: unknown, { upc }: { upc: string }) =>
          products.find((each) => each.upc === upc),
        broken: () => {
          throw new Error('products broke');
        },
      },
      Mutation: { rename: (_: unknown, given: object) => ({ ...given, price: 1 }) },
      Product: {
        __resolveReference: ({ upc }: { upc: string }) => products.find((each) => each.upc === upc),
        dims: ({ price }: { price: number }) => ({ size: price }),
      },
    },
  },
  stock: {
    sdl: `
      type Product @key(fields: "upc") {
        upc: ID! price: Int @external
        inStock: Boolean! shipping: Int @requires(fields: "price") dims: Dims @shareable picky: String!
      }
      type Dims @shareable { size: Int weight: Int }`,
    resolvers: {
      Product: {
        __resolveReference: (reference: object) => reference,
        inStock: ({ upc }: { upc: string }) => upc !== '2',
        shipping: ({ price }: { price: number }) => price / 2,
        dims: () => ({ size: 1, weight: 7 }),
        picky: ({ upc }: { upc: string }) => {
          if (upc === '2') throw new Error('not this one');
          return 'fine';
        },
      },
    },
  },
  reviews: {
    sdl: `
      type Query { reviews: [Review!]! found: [Found] }
      union Found = Review | Note
      type Note { text: String }
      type Review { id: ID! body: String product: Product }
      type Product @key(fields: "upc") { upc: ID! reviews: [Review!]! }`,
    resolvers: {
      Query: {
        reviews: () =>
          ['1', '2', '1'].map((upc, id) => ({ id, body: `"${upc}"`, product: { upc } })),
        found: () => [
          { __typename: 'Note', text: 'hm' },
          { __typename: 'Review', id: 'r', product: { upc: '3' } },
        ],
      },
      Product: {
        __resolveReference: (reference: object) => reference,
        reviews: ({ upc }: { upc: string }) => [{ id: `of ${upc}`, body: 'so', product: { upc } }],
      },
    },
  },
});

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
