import { buildSchema, execute, type GraphQLSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Context } from './context.ts';
import { createHotQueries } from './hot-queries.ts';

const schema: GraphQLSchema = buildSchema(`
  scalar _Any
  input Filter { a: Int b: Int! = 3 c: [Int!] = [1] d: Filter e: Colour = RED }
  enum Colour { RED BLUE }
  interface Media { id: ID! title: String }
  type Book implements Media { id: ID! title: String pages: Int }
  type Film implements Media { id: ID! title: String minutes: Int }
  union Either = Book | Film
  type Query {
    plain(x: Int): String
    needed(x: Int!): String
    preset(x: Int = 5): String
    neededPreset(x: Int! = 5): String
    list(x: [Int!]): String
    filter(x: Filter): String
    filters(x: [Filter!] = [{ a: 1 }]): String
    colour(x: Colour = BLUE): String
    media: [Media]
    either: [Either!]
    grid: [[Int]]
    late: Late
    entities(of: [_Any!]!): String
  }
  type Late { now: Int soon: Int never: Int! late: Late numbers: [Int!] }`);

const echo = (arguments_: unknown) => JSON.stringify(arguments_);
const late = {
  now: 1,
  soon: async () => 2,
  late: async () => ({ now: 3, numbers: async () => [1, 2] }),
  numbers: [7],
};
const rootValue = {
  ...Object.fromEntries(
    Object.keys(schema.getQueryType()?.getFields() ?? {}).map((name) => [name, echo]),
  ),
  media: () => [
    { __typename: 'Book', id: 1, title: 't', pages: 2 },
    null,
    { __typename: 'Film', id: '2' },
  ],
  either: async () => [Promise.resolve({ __typename: 'Film', id: 3, minutes: 4 })],
  grid: () => [[1, null], null, []],
  late: async () => late,
};
for (const [name, field] of Object.entries(schema.getQueryType()?.getFields() ?? {})) {
  // Compiled queries have a root value of their own, so the fields of this one bring theirs along.
  field.resolve = (_, given) =>
    (rootValue as Record<string, (given: unknown) => unknown>)[name]?.(given);
}

const context = {} as Context;

/** The same query both ways; its last run is that of the generated code, if that has something to say. */
async function both(source: string, variables: Record<string, unknown>) {
  const document = parse(source, { noLocation: true });
  const hot = createHotQueries(schema);
  const query = { document, variables, operationName: undefined };
  for (const _ of [1, 2]) await hot.run(query, context);
  const plain = await execute({ schema, document, variableValues: variables });
  return { hot: asJson(await hot.run(query, context)), plain: asJson(plain) };
}

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

const declared = ['Int', 'Int!', 'Int = 7', 'Int! = 7'];
const used = [
  'plain(x: $v)',
  'needed(x: $v)',
  'preset(x: $v)',
  'neededPreset(x: $v)',
  'list(x: $v)',
  'list(x: [1, $v])',
  'filter(x: { a: $v })',
  'filter(x: { b: $v })',
  'filter(x: { c: $v, d: { c: [$v] } })',
  'filters(x: { a: $v })',
];
const given: readonly Record<string, unknown>[] = [
  {},
  { v: null },
  { v: 4 },
  { v: 'text' },
  { v: 1.5 },
  { other: 1 },
];

const operations = declared.flatMap((type) =>
  used.map((field) => `query ($v: ${type}) { ${field} }`),
);
const others: readonly [string, Record<string, unknown>][] = [
  ['{ plain preset needed(x: 1) colour filters list filter(x: {}) }', {}],
  ['{ colour(x: RED) filter(x: { e: null }) filters(x: []) list(x: null) }', {}],
  [
    'query ($f: Filter!, $c: Colour = RED, $l: [Filter!]) { filter(x: $f) colour(x: $c) filters(x: $l) }',
    { f: { d: { a: 2 } } },
  ],
  [
    'query ($f: Filter, $l: [Filter!]) { filter(x: $f) filters(x: $l) }',
    { f: { c: 5, e: 'BLUE' }, l: { a: 1 } },
  ],
  ['query ($f: Filter) { filter(x: $f) }', { f: { unknown: 1 } }],
  ['query ($c: Colour) { colour(x: $c) }', { c: 'GREEN' }],
  [
    'query ($s: Boolean!, $i: Boolean = true) { a: plain @skip(if: $s) b: preset @include(if: $i) ... @skip(if: $i) { c: list } }',
    { s: true },
  ],
  ['query ($s: Boolean!) { a: plain @skip(if: $s) }', {}],
  [
    '{ media { __typename id title ... on Book { pages } ... on Film { minutes } } either { ... on Media { id } } grid }',
    {},
  ],
  ['query ($r: [_Any!]!) { entities(of: $r) }', { r: [{ id: 1 }, { id: 'x', n: [null] }] }],
  ['query ($r: [_Any!]!) { entities(of: $r) }', { r: [{ id: 1 }, null] }],
  ['query ($r: [_Any!]!) { entities(of: $r) }', { r: { id: 1 } }],
  ['query ($r: [_Any!]!) { entities(of: $r) }', {}],
  ['query ($r: [_Any!]!, $x: Int!) { entities(of: $r) plain(x: $x) }', { r: [1], x: 'no' }],
  ['query ($r: [_Any!]!, $x: Int!) { entities(of: $r) plain(x: $x) }', { r: [], x: 3 }],
  ['{ late { now soon late { now numbers soon } numbers } }', {}],
  ['{ late { now never } }', {}],
  ['{ __proto__: plain constructor: preset late { toString: now hasOwnProperty: soon } }', {}],
  ['{ late { a: now ...F ...F } } fragment F on Late { now late { now } late { soon } }', {}],
];

describe('a hot query', () => {
  it('answers what graphql-js answers, or leaves it to that, whatever is given for its variables', async () => {
    let answered = 0;
    const cases = [
      ...operations
        .filter((source) => validate(schema, parse(source)).length === 0)
        .flatMap((source) => given.map((variables) => [source, variables] as const)),
      ...others,
    ];

    for (const [source, variables] of cases) {
      const { hot, plain } = await both(source, variables);
      if (hot !== undefined) {
        expect(hot, `${source} ${JSON.stringify(variables)}`).toEqual(plain);
        answered += 1;
      }
    }

    expect(cases.length).toBeGreaterThan(100);
    expect(answered).toBeGreaterThan(30);
  });

  it('is left to graphql-js before it is hot, and always when it may change something', async () => {
    const document = parse('{ plain }', { noLocation: true });
    const hot = createHotQueries(schema);
    const run = () => hot.run({ document, variables: {}, operationName: undefined }, context);

    expect([await run(), await run(), await run()]).toEqual([
      undefined,
      undefined,
      { data: { plain: '{}' } },
    ]);

    const changing = buildSchema('type Query { a: Int } type Mutation { b: Int }');
    const mutations = createHotQueries(changing);
    const mutation = { document: parse('mutation { b }'), variables: {}, operationName: undefined };
    for (const _ of [1, 2, 3, 4]) expect(await mutations.run(mutation, context)).toBeUndefined();
  });

  it('is left to graphql-js where one of several operations is meant', async () => {
    const document = parse('query A { plain } query B { preset }');
    const hot = createHotQueries(schema);
    for (const operationName of ['A', 'B', 'A', 'B', 'A']) {
      expect(await hot.run({ document, variables: {}, operationName }, context)).toBeUndefined();
    }
  });

  it('reads leaves itself, and leaves one that is a function or a promise to graphql-js', async () => {
    const read = await both('{ late { now numbers } }', {});
    expect(read.hot).toEqual({ data: { late: { now: 1, numbers: [7] } } });
    expect(read.hot).toEqual(read.plain);

    const called = await both('{ late { soon } }', {});
    expect(called.hot).toBeUndefined();
    expect(called.plain).toEqual({ data: { late: { soon: 2 } } });
  });

  it('calls and awaits where a value might be anything, or an object', async () => {
    const loose = buildSchema(
      'scalar Any type Query { given: Given } type Given { any: Any given: Given }',
    );
    const query = loose.getQueryType()?.getFields()['given'];
    if (query) query.resolve = () => ({ any: async () => 1, given: async () => ({ any: 2 }) });
    const hot = createHotQueries(loose);
    const document = parse('{ given { any given { any } } }');
    const run = () => hot.run({ document, variables: {}, operationName: undefined }, context);

    expect([await run(), await run(), asJson(await run())]).toEqual([
      undefined,
      undefined,
      { data: { given: { any: 1, given: { any: 2 } } } },
    ]);
  });

  it('is not run twice for ever where graphql-js has to answer each time', async () => {
    let calls = 0;
    const faulty = buildSchema('type Query { given: Given } type Given { late: Int }');
    const given = faulty.getQueryType()?.getFields()['given'];
    if (given) {
      given.resolve = () => {
        calls += 1;
        return { late: async () => 1 };
      };
    }
    const hot = createHotQueries(faulty);
    const document = parse('{ given { late } }');
    for (let time = 0; time < 10; time += 1) {
      await hot.run({ document, variables: {}, operationName: undefined }, context);
    }

    expect(calls).toBe(3);
  });

  it('never gives an object another prototype', async () => {
    const { hot, plain } = await both('{ late { __proto__: now } }', {});
    expect(hot).toBeUndefined();
    expect(JSON.stringify(plain)).toBe('{"data":{"late":{"__proto__":1}}}');
  });
});
