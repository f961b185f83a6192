import { type FederatedGraph, federatedGraph } from './federated-graph.ts';

const products = ['1', '2', '3'].map((upc) => ({
  upc,
  name: `Product ${upc}`,
  price: Number(upc) * 100,
}));

/** A shop of three subgraphs: products, their stock by what their price requires, and reviews that point at them. */
export function openShop(): FederatedGraph {
  return federatedGraph({
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
          __resolveReference: ({ upc }: { upc: string }) =>
            products.find((each) => each.upc === upc),
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
          reviews: ({ upc }: { upc: string }) => [
            { id: `of ${upc}`, body: 'so', product: { upc } },
          ],
        },
      },
    },
  });
}
