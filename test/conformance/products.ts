// The "products" subgraph of Apollo's list of subgraph features, in our own words: one schema that uses all of
// them, as a definition for the kernel. It keeps nothing.

/** The name of the subgraph that tells who people are, and whose field this one takes over. */
export const users = 'users';

export const productsSdl = `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.9"
      import: [
        "@key", "@requires", "@provides", "@external", "@shareable", "@tag"
        "@override", "@inaccessible", "@composeDirective", "@interfaceObject"
      ]
    )
    @link(url: "https://factory.example/custom/v1.0", import: ["@custom"])
    @composeDirective(name: "@custom")

  directive @custom on OBJECT

  scalar DateTime
  scalar JSON

  type Query {
    product(id: ID!): Product
  }

  type Product
    @custom
    @key(fields: "id")
    @key(fields: "sku package")
    @key(fields: "sku variation { id }") {
    id: ID!
    sku: String
    package: String
    variation: ProductVariation
    dimensions: ProductDimension
    createdBy: User @provides(fields: "totalProductsCreated")
    notes: String @tag(name: "internal")
    research: [ProductResearch!]!
  }

  type ProductVariation {
    id: ID!
  }

  type ProductDimension @shareable {
    size: String
    weight: Float
    unit: String @inaccessible
  }

  type DeprecatedProduct @key(fields: "sku package") {
    sku: String!
    package: String!
    reason: String
    createdBy: User
  }

  type ProductResearch @key(fields: "study { caseNumber }") {
    study: CaseStudy!
    outcome: String
  }

  type CaseStudy {
    caseNumber: ID!
    description: String
  }

  type User @key(fields: "email") {
    email: ID!
    name: String @override(from: "${users}")
    totalProductsCreated: Int @external
    yearsOfEmployment: Int! @external
    averageProductsCreatedPerYear: Int @requires(fields: "totalProductsCreated yearsOfEmployment")
  }

  type Inventory @interfaceObject @key(fields: "id") {
    id: ID!
    deprecatedProducts: [DeprecatedProduct!]!
  }`;

export const maker = { email: 'maker@factory.example', totalProductsCreated: 12 };

const study = { caseNumber: 'C-7', description: 'How hot it gets.' };
const research = { study, outcome: 'Warm at most.' };
export const kettle = {
  id: 'p-1',
  sku: 'kettle',
  package: 'crate',
  variation: { id: 'steel' },
  dimensions: { size: 'small', weight: 1.5, unit: 'kg' },
  createdBy: maker,
  notes: 'Whistles.',
  research: [research],
};
const boiler = { sku: 'boiler', package: 'pallet', reason: 'Leaks.', createdBy: maker };

type Representation = Readonly<Record<string, unknown>>;
interface UserRepresentation extends Representation {
  readonly email: string;
  readonly totalProductsCreated?: number;
  readonly yearsOfEmployment?: number;
}

export const productsResolvers = {
  Query: {
    product: (_: unknown, { id }: { readonly id: string }) => (id === kettle.id ? kettle : null),
  },
  Product: { __resolveReference: (key: Representation) => (isOf(kettle, key) ? kettle : null) },
  DeprecatedProduct: {
    __resolveReference: (key: Representation) => (isOf(boiler, key) ? boiler : null),
  },
  ProductResearch: {
    __resolveReference: (key: Representation) => (isOf(research, key) ? research : null),
  },
  User: {
    __resolveReference: (user: UserRepresentation) => user,
    name: ({ email }: UserRepresentation) => (email === maker.email ? 'Named by products' : null),
    averageProductsCreatedPerYear: (user: UserRepresentation) => {
      const { totalProductsCreated, yearsOfEmployment } = user;
      if (totalProductsCreated === undefined || !yearsOfEmployment) return null;
      return Math.round(totalProductsCreated / yearsOfEmployment);
    },
  },
  Inventory: {
    __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
    deprecatedProducts: () => [boiler],
  },
};

/** Whether an entity has all that a representation says, its type apart. */
function isOf(entity: object, representation: Representation): boolean {
  return Object.entries(representation).every(([name, value]) => {
    const own: unknown = Reflect.get(entity, name);
    if (name === '__typename') return true;
    return isObject(value) ? isObject(own) && isOf(own, value) : own === value;
  });
}

function isObject(value: unknown): value is Representation {
  return typeof value === 'object' && value !== null;
}
