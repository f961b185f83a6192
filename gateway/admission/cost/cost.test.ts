import { buildASTSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileCost } from './cost.ts';
import { readCostRules } from './rules.ts';

const sdl = parse(`
  schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@listSize"]) {
    query: Query mutation: Mutation subscription: Subscription
  }
  directive @link(url: String, import: [String]) repeatable on SCHEMA
  directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
  type Query {
    word: String
    dear: String @cost(weight: 7)
    book: Book
    author: Author
    level: Level
    blob: Blob
    plain: [Book]
    matrix: [[Book]]
    words: [String]
    six: [Book] @listSize(assumedSize: 6)
    some(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"], assumedSize: 20, requireOneSlicingArgument: false)
    one(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"])
    defaulted(first: Int = 3): [Book] @listSize(slicingArguments: ["first"])
    page(first: Int = 20): Page @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
    within(input: PageInput): [Book] @listSize(slicingArguments: ["input.first"], requireOneSlicingArgument: false)
    search(filter: Filter, price: Int @cost(weight: 4), level: Level, filters: [Filter!]): String
    found: [Found]
    node: Node
  }
  type Page { edges: [Edge] nodes: [Book] info: Info }
  type Edge { node: Book }
  type Info { more: Boolean }
  type Book implements Node { id: ID title: String author: Author similar: [Book] @listSize(assumedSize: 2) }
  type Author implements Node @cost(weight: 3) { id: ID name: String book: Book similar: [Book] }
  interface Node { id: ID similar: [Book] }
  union Found = Book | Author
  enum Level @cost(weight: 2) { LOW }
  scalar Blob @cost(weight: 5)
  input PageInput { first: Int }
  input Filter { title: String level: Level @cost(weight: 6) and: [Filter!] page: PageInput }
  type Mutation { add(input: Filter): Book }
  type Subscription { added: Book }`);
const schema = buildASTSchema(sdl);
const rules = readCostRules(sdl);

function costOf(source: string, variables: object = {}): number {
  const document = parse(source);
  const [error] = validate(schema, document);
  if (error) throw error;
  const definition = document.definitions[0];
  if (definition?.kind !== 'OperationDefinition') throw new Error('The operation comes first.');
  const prepared = { key: source, document, definition, operationName: undefined };
  return compileCost(schema, rules, prepared)({ ...variables });
}

describe('the cost of an operation', () => {
  it.each([
    ['a scalar is nothing', '{ word }', 0],
    ['an object is one', '{ book { title } }', 1],
    ['objects within objects add up', '{ book { author { book { id } } } }', 1 + 3 + 1],
    ['a field may have a weight', '{ dear }', 7],
    ['a type may have a weight', '{ author { name } }', 3],
    ['an enum and a scalar may too', '{ level blob }', 2 + 5],
    ['a list is ten of its items', '{ plain { author { name } } }', 10 * (1 + 3)],
    ['a list of scalars is nothing', '{ words }', 0],
    ['a list of lists is a hundred', '{ matrix { id } }', 100],
    ['a mutation is ten more', 'mutation { add { title } }', 10 + 1],
    ['a subscription is an event', 'subscription { added { author { id } } }', 1 + 3],
    ['the schema is nothing', '{ __typename __schema { types { name } } }', 0],
    ['aliases count each', '{ a: book { id } b: book { id } }', 2],
  ])('%s', (_, source, cost) => {
    expect(costOf(source)).toBe(cost);
  });
});

describe('the length of a list', () => {
  it.each([
    ['may be assumed', '{ six { id } }', 6],
    ['is its slicing argument', '{ some(first: 7) { id } }', 7],
    ['is the largest of several', '{ some(first: 7, last: 9) { id } }', 9],
    ['is assumed without one', '{ some { id } }', 20],
    ['is assumed with null', '{ some(first: null) { id } }', 20],
    ['may be the default of its argument', '{ defaulted { id } }', 3],
    ['may lie in an input', '{ within(input: { first: 8 }) { id } }', 1 + 8],
    ['is none below zero', '{ some(first: -5) { id } }', 0],
    [
      'is that of the lists beneath',
      '{ page(first: 4) { nodes { id } edges { node { id } } info { more } } }',
      1 + 4 + 4 * 2 + 1,
    ],
    ['beneath is the default too', '{ page { nodes { id } } }', 1 + 20],
    ['multiplies', '{ page(first: 4) { nodes { similar { id } } } }', 1 + 4 * (1 + 2)],
  ])('%s', (_, source, cost) => {
    expect(costOf(source)).toBe(cost);
  });

  it('depends on the variables, and on their defaults', () => {
    const source = 'query ($n: Int = 5) { page(first: $n) { nodes { id } } }';

    expect(costOf(source)).toBe(1 + 5);
    expect(costOf(source, { n: 50 })).toBe(1 + 50);
    expect(costOf(source, { n: null })).toBe(1 + 20);
    expect(costOf('query ($i: PageInput) { within(input: $i) { id } }', { i: { first: 8 } })).toBe(
      9,
    );
    expect(costOf('query ($n: Int) { within(input: { first: $n }) { id } }', { n: 8 })).toBe(9);
  });

  it.each(['{ one { id } }', '{ one(first: 1, last: 1) { id } }', '{ one(first: null) { id } }'])(
    'must be said once where the schema wants it: %s',
    (source) => {
      expect(() => costOf(source)).toThrow(
        expect.objectContaining({
          message: 'Give one exactly one of these: first, last.',
          extensions: { code: 'BAD_USER_INPUT' },
        }),
      );
    },
  );

  it('that is said once is taken', () => {
    expect(costOf('{ one(last: 3) { id } }')).toBe(3);
    expect(costOf('query ($n: Int) { one(first: $n) { id } }', { n: 2 })).toBe(2);
    expect(() => costOf('query ($n: Int) { one(first: $n) { id } }')).toThrow('exactly one');
  });
});

describe('arguments', () => {
  it.each([
    ['that are scalars are nothing', '{ some(first: 0) { id } }', 0],
    ['may have a weight', '{ search(price: 1) }', 4],
    ['cost what their enum does', '{ search(level: LOW) }', 2],
    [
      'that are objects are one, with those in them',
      '{ search(filter: { page: { first: 1 }, and: [{ title: "a" }, {}] }) }',
      1 + 1 + 2,
    ],
    ['may hold fields with a weight', '{ search(filter: { level: LOW }) }', 1 + 6],
    ['count in lists each', '{ search(filters: [{}, {}, {}]) }', 3],
    ['that are null are nothing', '{ search(filter: null, price: null) }', 0],
  ])('%s', (_, source, cost) => {
    expect(costOf(source)).toBe(cost);
  });

  it('cost as variables what they do as literals', () => {
    const source = 'query ($f: Filter) { search(filter: $f) }';

    expect(costOf(source)).toBe(0);
    expect(costOf(source, { f: { level: 'LOW', and: [{}, { and: [{}] }] } })).toBe(1 + 6 + 3);
    expect(
      costOf('query ($t: String) { search(filter: { title: $t, and: [{}] }) }', { t: 'a' }),
    ).toBe(2);
  });

  it('are not multiplied by the list they ask for', () => {
    expect(costOf('{ within(input: { first: 8 }) { id } }')).toBe(1 + 8);
  });
});

describe('a variable that is called as something every object has', () => {
  const names = Object.getOwnPropertyNames(Object.prototype);

  it.each(names)('has its default and its value like every other: $%s', (name) => {
    const sliced = `query ($${name}: Int = 100) { page(first: $${name}) { nodes { id } } }`;
    const decided = `query ($${name}: Boolean = true) { page @include(if: $${name}) { info { more } } }`;

    expect(costOf(sliced)).toBe(1 + 100);
    expect(costOf(sliced, { [name]: 50 })).toBe(1 + 50);
    expect(costOf(decided)).toBe(1 + 1);
    expect(costOf(decided, { [name]: false })).toBe(0);
  });

  it.each(names)('is nothing within another value when it is not given: $%s', (name) => {
    const source = `query ($${name}: Int) { within(input: { first: $${name} }) { id } }`;
    const nested = `query ($${name}: PageInput) { search(filter: { page: $${name} }) }`;

    expect(costOf(source)).toBe(1 + 10);
    expect(costOf(nested)).toBe(1);
  });
});

describe('fragments', () => {
  it('count wherever they are spread', () => {
    const source = '{ a: book { ...B } b: book { ...B } } fragment B on Book { author { id } }';

    expect(costOf(source)).toBe(2 * (1 + 3));
  });

  it('on different types of one place count by the dearest', () => {
    const source = '{ found { ... on Book { author { id } } ... on Author { book { id } } } }';

    expect(costOf(source)).toBe(10 * (1 + 3));
  });

  it('on the same type add up, and so do those on no type', () => {
    expect(
      costOf('{ book { ... { author { id } } ... on Node { id } ... on Book { author { id } } } }'),
    ).toBe(1 + 3 + 3);
  });

  it('of an interface cost what the dearest of its types does', () => {
    expect(costOf('{ node { similar { id } } }')).toBe(1 + 2);
  });
});

describe('what is skipped', () => {
  it.each([
    ['{ book @skip(if: true) { id } }', {}, 0],
    ['{ book @include(if: false) { id } }', {}, 0],
    ['{ book @skip(if: false) @include(if: true) { id } }', {}, 1],
    ['query ($f: Boolean!) { book @skip(if: $f) { id } }', { f: true }, 0],
    ['query ($f: Boolean!) { book @skip(if: $f) { id } }', { f: false }, 1],
    ['query ($f: Boolean = false) { ... @include(if: $f) { book { id } } }', {}, 0],
  ])('costs nothing: %s %j', (source, variables, cost) => {
    expect(costOf(source, variables)).toBe(cost);
  });
});

describe('the rules', () => {
  it('are found by the names that the supergraph links them by', () => {
    const renamed = readCostRules(
      parse(`schema @link(url: "https://specs.apollo.dev/cost/v0.1", as: "price") { query: Query }
        type Query { a: Int @price(weight: 2)  b: [Int] @price__listSize(assumedSize: 3)  c: Int @cost(weight: 9) }`),
    );

    expect([...renamed.weights]).toEqual([['Query.a', 2]]);
    expect([...renamed.listSizes.keys()]).toEqual(['Query.b']);
  });

  it('may give weights as text, as the first specification did', () => {
    const { weights } = readCostRules(parse('type Query { a: Int @cost(weight: "2.5") }'));

    expect([...weights]).toEqual([['Query.a', 2.5]]);
  });
});
