import { describe, expect, it } from 'vitest';
import { ask, type FederatedGraph, federatedGraph } from '../../test/support/federated-graph.ts';
import { createEngine } from './compiled.ts';
import { createReferenceEngine } from './reference.ts';

/** What ApolloGateway answers wrong without a word; each is asked of it too, so that we see when it no longer does. */
async function both(graph: FederatedGraph, source: string) {
  const engine = await createEngine(graph.supergraphSdl, graph.ports);
  const reference = await createReferenceEngine(graph.supergraphSdl, graph.ports);
  return { ours: await ask(engine, source), theirs: await ask(reference, source) };
}

const priced = federatedGraph({
  prices: {
    sdl: `
      type Query { product: Product }
      type Product @key(fields: "id") { id: ID! price(currency: String = "USD"): Int name: String }`,
    resolvers: {
      Query: { product: () => ({ id: 'p', name: 'Chair' }) },
      Product: {
        __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Chair' }),
        price: (_: unknown, { currency }: { currency: string }) => (currency === 'EUR' ? 2 : 10),
      },
    },
  },
  shipping: {
    sdl: `
      type Product @key(fields: "id") {
        id: ID!
        price(currency: String = "USD"): Int @external
        name: String @external
        inDollars: String @requires(fields: "price(currency: \\"USD\\")")
        inEuros: String @requires(fields: "price(currency: \\"EUR\\")")
        label: String @requires(fields: "name")
      }`,
    resolvers: {
      Product: {
        __resolveReference: (reference: object) => reference,
        inDollars: ({ price }: { price: number }) => `$${price}`,
        inEuros: ({ price }: { price: number }) => `€${price}`,
        label: ({ name }: { name: string }) => `<${name}>`,
      },
    },
  },
});

describe('a requirement with arguments', () => {
  it('is not taken for what the client asks of the same field', async () => {
    const { ours, theirs } = await both(priced, '{ product { price(currency: "EUR") inDollars } }');

    expect(ours).toEqual({ data: { product: { price: 2, inDollars: '$10' } }, errors: [] });
    expect(theirs).not.toEqual(ours);
  });

  it('is not taken for another one with other arguments', async () => {
    const { ours, theirs } = await both(priced, '{ product { inDollars inEuros label } }');

    expect(ours.data).toEqual({ product: { inDollars: '$10', inEuros: '€2', label: '<Chair>' } });
    expect(theirs).not.toEqual(ours);
  });
});

describe('an alias of the client', () => {
  it('may be the name of a key or of a required field', async () => {
    const { ours, theirs } = await both(
      priced,
      '{ product { id: name name: id label price: inEuros } }',
    );

    expect(ours.data).toEqual({
      product: { id: 'Chair', name: 'p', label: '<Chair>', price: '€2' },
    });
    expect(theirs).not.toEqual(ours);
  });

  it.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '_client_id',
    '__typename',
    '_entities',
    '_required0_price',
  ])('may be %s, which is just a name', async (name) => {
    const { ours } = await both(
      priced,
      `{ product { ${name}: name label inDollars } ${name}: product { ${name}: inEuros } }`,
    );

    expect(ours.errors).toEqual([]);
    // In an array, since nobody can write down an object with all of these names.
    expect(Object.entries(ours.data as object)).toEqual([
      [
        'product',
        Object.fromEntries([
          [name, 'Chair'],
          ['label', '<Chair>'],
          ['inDollars', '$10'],
        ]),
      ],
      [name, Object.fromEntries([[name, '€2']])],
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('stands in the path of an error as the client wrote it', async () => {
    const graph = federatedGraph({
      a: {
        sdl: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! broken: String }',
        resolvers: {
          Query: { thing: () => ({ id: '1' }) },
          Thing: {
            broken: () => {
              throw new Error('broken');
            },
          },
        },
      },
    });
    const { ours } = await both(graph, '{ thing { id: broken } }');

    expect(ours.errors).toEqual([{ message: 'broken', path: ['thing', 'id'] }]);
  });
});

describe('a type with several keys', () => {
  it('is resolved by the one that is resolvable', async () => {
    const graph = federatedGraph({
      a: {
        sdl: `
          type Query { user: User }
          type User @key(fields: "id") @key(fields: "email") { id: ID! email: String! points: Int }`,
        resolvers: { Query: { user: () => ({ id: '1', email: 'a@b', points: 3 }) } },
      },
      b: {
        sdl: `
          type User @key(fields: "id", resolvable: false) @key(fields: "email") {
            id: ID! email: String! points: Int @external rank: String @requires(fields: "points")
          }`,
        resolvers: {
          User: {
            __resolveReference: (reference: { email?: string }) => {
              if (!reference.email) throw new Error('by email alone');
              return reference;
            },
            rank: ({ points }: { points: number }) => `rank ${points}`,
          },
        },
      },
    });
    const { ours } = await both(graph, '{ user { rank } }');

    expect(ours).toEqual({ data: { user: { rank: 'rank 3' } }, errors: [] });
  });
});
