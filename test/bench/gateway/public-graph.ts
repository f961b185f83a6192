import type { BenchGraph } from './bench-graph.ts';

// The scenario of the field's public benchmark (graphql-hive/graphql-gateways-benchmark): its types, its numbers
// and the lengths of its texts; the texts themselves are ours. Source: design of the gateway, section 11.

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@provides", "@shareable"])';

const words =
  'The reviewer wrote what the product did well and what it did not, and then some more. ';
const text = (length: number) => words.repeat(Math.ceil(length / words.length)).slice(0, length);
const [long, middle, short, brief, longest] = [445, 289, 275, 143, 844].map(text);

const users = [
  'Adelheid Brand',
  'Bruno Castel',
  'Carla Dimitri',
  'Dario Ekberg',
  'Elsa Farkas',
  'Fritz Gomes',
].map((name, index) => ({
  id: String(index + 1),
  name,
  username: name.toLowerCase().replace(' ', '').slice(0, 9),
  birthday: 1_234_567_890,
}));

const priced: readonly (readonly [name: string, price: number, weight: number])[] = [
  ['Table', 899, 100],
  ['Couch', 1_299, 1_000],
  ['Glass', 15, 20],
  ['Chair', 499, 100],
  ['TV', 1_299, 1_000],
  ['Lamp', 6_999, 300],
  ['Grill', 3_999, 2_000],
  ['Fridge', 100_000, 6_000],
  ['Sofa', 9_999, 800],
];
const products = priced.map(([name, price, weight], index) => ({
  upc: String(index + 1),
  name,
  price,
  weight,
}));
const stocked = new Set(['1', '5', '6', '7', '9']);

const written: readonly (readonly [upc: string, body: string | undefined])[] = [
  ['1', long],
  ['1', middle],
  ['1', short],
  ['1', brief],
  ['2', long],
  ['2', middle],
  ['2', short],
  ['2', brief],
  ['3', brief],
  ['4', brief],
  ['4', longest],
];
const reviews = written.map(([upc, body], index) => ({
  id: String(index + 1),
  body,
  product: { upc },
}));

interface Parcel {
  readonly upc: string;
  readonly price: number | null;
  readonly weight: number;
}

export const publicGraph = {
  subgraphs: {
    accounts: {
      sdl: `${link}
        type Query { me: User user(id: ID!): User users: [User] }
        type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }`,
      resolvers: {
        Query: {
          me: () => users[0],
          user: (_: unknown, { id }: { id: string }) => users.find((user) => user.id === id),
          users: () => users,
        },
        User: {
          __resolveReference: ({ id }: { id: string }) => users.find((user) => user.id === id),
        },
      },
    },
    inventory: {
      sdl: `${link}
        type Product @key(fields: "upc") {
          upc: String! weight: Int @external price: Int @external inStock: Boolean
          shippingEstimate: Int @requires(fields: "price weight")
        }`,
      resolvers: {
        Product: {
          __resolveReference: (product: Parcel) => product,
          inStock: ({ upc }: Parcel) => stocked.has(upc),
          shippingEstimate({ price, weight }: Parcel) {
            if (price === null || price === undefined) return null;
            return price > 1_000 ? 0 : Math.trunc(weight / 2);
          },
        },
      },
    },
    products: {
      sdl: `${link}
        type Query { topProducts(first: Int = 5): [Product] }
        type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
      resolvers: {
        Query: {
          topProducts: (_: unknown, { first }: { first: number }) => products.slice(0, first),
        },
        Product: {
          __resolveReference: ({ upc }: Parcel) => products.find((product) => product.upc === upc),
        },
      },
    },
    reviews: {
      sdl: `${link}
        type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
        type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
        type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
      resolvers: {
        Review: {
          __resolveReference: ({ id }: { id: string }) =>
            reviews.find((review) => review.id === id),
          author: () => users[0],
        },
        User: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          reviews: () => reviews.slice(0, 2),
        },
        Product: {
          __resolveReference: ({ upc }: Parcel) => ({ upc }),
          reviews: ({ upc }: Parcel) => reviews.filter((review) => review.product.upc === upc),
        },
      },
    },
  },
  operations: {
    whole: { query: queryWith(''), variables: [{}] },
    /** The same answer, with conditions on the way that are all met. */
    conditional: {
      query: queryWith(
        '($yes: Boolean! = true, $no: Boolean! = false)',
        '@include(if: $yes)',
        '@skip(if: $no)',
      ),
      variables: [{ yes: true, no: false }],
    },
  },
} satisfies BenchGraph;

function queryWith(variables: string, include = '', skip = ''): string {
  return `fragment User on User { id username name }
    fragment Review on Review { id body }
    fragment Product on Product { inStock name price ${include} shippingEstimate upc ${skip} weight }
    query TestQuery${variables} {
      users { ...User reviews ${include} { ...Review product { ...Product reviews ${skip} { ...Review author { ...User reviews { ...Review product { ...Product } } } } } } }
      topProducts { ...Product reviews ${skip} { ...Review author ${include} { ...User reviews { ...Review product { ...Product } } } } }
    }`;
}
