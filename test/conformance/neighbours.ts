import { kettle, maker, users } from './products.ts';

// The two subgraphs beside "products" in the supergraph: who people are, and where things lie.

const header = `
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"]
  )
  scalar DateTime
  scalar JSON`;

const usersSdl = `${header}
  type Query { user(email: ID!): User }
  type User @key(fields: "email") {
    email: ID!
    name: String
    totalProductsCreated: Int @shareable
    yearsOfEmployment: Int!
    made: Product
    studied: ProductResearch
  }
  type Product @key(fields: "sku variation { id }", resolvable: false) {
    sku: String
    variation: ProductVariation
  }
  type ProductVariation { id: ID! @shareable }
  type ProductResearch @key(fields: "study { caseNumber }", resolvable: false) { study: CaseStudy! }
  type CaseStudy { caseNumber: ID! @shareable }`;

const person = {
  ...maker,
  name: 'Named by users',
  yearsOfEmployment: 4,
  made: { sku: kettle.sku, variation: kettle.variation },
  studied: { study: { caseNumber: 'C-7' } },
};

const inventorySdl = `${header}
  type Query { inventories: [Inventory!]! }
  interface Inventory @key(fields: "id") { id: ID! }
  type Warehouse implements Inventory @key(fields: "id") {
    id: ID!
    city: String
    largest: ProductDimension
    stores: Product
  }
  type Product @key(fields: "sku package", resolvable: false) { sku: String package: String }
  type ProductDimension @shareable { size: String weight: Float }`;

const warehouse = {
  __typename: 'Warehouse',
  id: 'w-1',
  city: 'Ghent',
  largest: { size: 'huge', weight: 900 },
  stores: { sku: kettle.sku, package: kettle.package },
};

export const neighbours = [
  {
    name: users,
    sdl: usersSdl,
    resolvers: { Query: { user: () => person }, User: { __resolveReference: () => person } },
  },
  {
    name: 'inventory',
    sdl: inventorySdl,
    resolvers: {
      Query: { inventories: () => [warehouse] },
      Inventory: { __resolveReference: () => warehouse },
      Warehouse: { __resolveReference: () => warehouse },
    },
  },
];
