import { gzipSync } from 'node:zlib';

// A corpus of what an attacker would send, generated, over the graph of tiny-graph.ts.

export interface Hostile {
  readonly name: string;
  readonly query: string;
  readonly variables?: object;
  /** Instead of `variables`, what no program would write. */
  readonly variablesText?: string;
}

const repeated = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
const nested = (field: string, depth: number, leaf: string) =>
  `${`${field} { `.repeat(depth)}${leaf}${' }'.repeat(depth)}`;

function bomb(levels: number, spreads = 2): string {
  const level = (index: number) => repeated(spreads, () => `...F${index + 1}`);
  const fragments = repeated(
    levels,
    (index) => `fragment F${index} on Project { ${level(index)} }`,
  );
  return `{ projects { ...F0 } } ${fragments} fragment F${levels} on Project { id }`;
}

function cycle(length: number): string {
  const fragment = (index: number) =>
    `fragment C${index} on Project { id ...C${(index + 1) % length} }`;
  return `{ projects { ...C0 } } ${repeated(length, fragment)}`;
}

const deepList = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** The members of a request, as text. */
export const membersOf = ({ query, variables = {}, variablesText }: Hostile) =>
  `"query":${JSON.stringify(query)},"variables":${variablesText ?? JSON.stringify(variables)}`;
const scales = <Scale>(of: readonly Scale[], make: (scale: Scale) => Hostile) => of.map(make);

export const corpus: readonly Hostile[] = [
  ...scales([11, 50, 500, 5_000], (depth) => ({
    name: `G1 ${depth} deep`,
    query: `{ projects { ${nested('next', depth - 1, 'id')} } }`,
  })),
  ...scales([11, 50, 500], (depth) => ({
    name: `G1 ${depth} deep by fragments`,
    query: `{ projects { ...D0 } } ${repeated(depth, (i) => `fragment D${i} on Project { next { ...D${i + 1} } }`)} fragment D${depth} on Project { id }`,
  })),
  ...scales([16, 1_000, 10_000], (count) => ({
    name: `G2 ${count} aliases`,
    query: `{ projects { ${repeated(count, (i) => `a${i}: id`)} } }`,
  })),
  ...scales([16, 1_000], (count) => ({
    name: `G2 ${count} aliases of __typename`,
    query: `{ ${repeated(count, (i) => `a${i}: __typename`)} }`,
  })),
  ...scales([9, 10, 12, 14, 16, 18, 20, 22, 30, 40], (levels) => ({
    name: `G3 a bomb of 2^${levels}`,
    query: bomb(levels),
  })),
  ...scales([4, 5, 6], (levels) => ({
    name: `G3 a bomb of 10^${levels}`,
    query: bomb(levels, 10),
  })),
  ...scales([1, 2, 3, 100], (length) => ({
    name: `G4 a cycle of ${length} fragments`,
    query: cycle(length),
  })),
  ...scales([8, 10, 14, 20, 50, 100, 500], (depth) => ({
    name: `G5 ${depth} steps that two subgraphs share`,
    query: `{ projects { ${nested('self', depth, 'name reviewCount')} } }`,
  })),
  { name: 'G6 10,000 tokens', query: `{ ${'who '.repeat(10_000)} }` },
  { name: 'G6 a character too many', query: '{ who }'.padEnd(15_001, ',') },
  { name: 'G6 a comment of 60 KB', query: `{ who } #${'x'.repeat(60_000)}` },
  ...scales([51, 10_000], (count) => ({
    name: `G7 ${count} directives`,
    query: `{ who ${repeated(count, () => '@skip(if: false)')} }`,
  })),
  {
    name: 'G7 six directives on a field',
    query: `{ who ${repeated(6, () => '@skip(if: false)')} }`,
  },
  { name: 'G7 10,000 times a field', query: `{ projects { ${'id '.repeat(10_000)} } }` },
  { name: 'G7 501 times a field', query: `{ projects { ${'id '.repeat(501)} } }` },
  { name: 'G7 twenty-one root fields', query: `{ ${'who '.repeat(21)} }` },
  {
    name: 'G8 circular introspection',
    query: `{ __schema { types { ${'fields { type { '.repeat(6)}name${' } }'.repeat(6)} } } }`,
  },
  {
    name: 'G8 circular introspection of one type',
    query: `{ __type(name: "Project") { ${'fields { type { '.repeat(6)}name${' } }'.repeat(6)} } }`,
  },
  {
    name: 'G8 introspection in fragments',
    query: `{ __schema { types { ...T } } } fragment T on __Type { ${'possibleTypes { interfaces { '.repeat(5)}name${' } }'.repeat(5)} }`,
  },
  ...scales([11, 5_000, 15_000], (depth) => ({
    name: `G10 variables ${depth} deep`,
    query: 'query ($v: JSON) { echo(value: $v) }',
    variablesText: `{"v":${deepList(depth)}}`,
  })),
  {
    name: 'G10 a list of 1,001 items',
    query: 'query ($v: JSON) { echo(value: $v) }',
    variables: { v: Array.from({ length: 1_001 }, () => 0) },
  },
  {
    name: 'G10 2,001 values',
    query: 'query ($v: JSON) { echo(value: $v) }',
    variables: { v: Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`k${i}`, i])) },
  },
  {
    name: 'G10 a literal of 1,001 items',
    query: `{ echo(value: [${repeated(1_001, () => '0')}]) }`,
  },
  { name: 'G10 a literal 900 deep', query: `{ echo(value: ${deepList(900)}) }` },
  { name: 'G11 two thousand million rows', query: '{ page(first: 2147483647) { nodes { id } } }' },
  { name: 'G11 more than an Int', query: '{ page(first: 2147483648) { nodes { id } } }' },
  { name: 'G11 half a row', query: '{ page(first: 0.5) { nodes { id } } }' },
  ...scales(['1e400', '-1e400', '1e300', '1e308'], (number) => ({
    name: `G11 a variable of ${number} rows`,
    query:
      'query ($x: Int, $y: Int) { a: page(first: $x) { nodes { id } } b: page(first: $y) { nodes { id } } }',
    variablesText: `{"x":${number},"y":0}`,
  })),
  ...scales(
    ['skip(if: $x)', 'include(if: $x)', 'skip(if: true)', 'skip', 'skip(if: 3)'],
    (condition) => ({
      name: `G8 a subscription of nothing: @${condition}`,
      query: `subscription ($x: Boolean = true) { silent @${condition} }`,
    }),
  ),
  {
    name: 'G11 rows within rows',
    query:
      '{ page(first: 100) { nodes { a: next { id } b: next { id } c: next { id } } } x: page(first: 5000) { nodes { id } } }',
  },
  ...scales(Object.getOwnPropertyNames(Object.prototype), (name) => ({
    name: `G18 rows behind a default of $${name}`,
    query: `query ($${name}: Int = 100000) { page(first: $${name}) { nodes { id } } }`,
  })),
  ...scales(Object.getOwnPropertyNames(Object.prototype), (name) => ({
    name: `G18 rows behind a condition $${name}`,
    query: `query ($${name}: Boolean = true) { page(first: 100000) @include(if: $${name}) { nodes { id } } }`,
  })),
  { name: 'G16 the door of a subgraph', query: '{ _service { sdl } }' },
  {
    name: 'G16 entities',
    query: '{ _entities(representations: [{ __typename: "Project", id: "1" }]) { __typename } }',
  },
  { name: 'G16 a field of federation', query: '{ projects { __typename @join__field } }' },
];

/** What is no fault, but must do no harm: it is answered, and nothing else changes. */
export const odd: readonly Hostile[] = [
  ...scales(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'], (name) => ({
    name: `G18 an alias ${name}`,
    query: `{ ${name}: who projects { ${name}: name id } }`,
  })),
  ...scales(Object.getOwnPropertyNames(Object.prototype), (name) => ({
    name: `G18 a variable $${name}`,
    query: `query ($${name}: Boolean = true) { who @include(if: $${name}) echo(value: { a: $${name} }) }`,
  })),
  {
    name: 'G18 members of such names',
    query: 'query ($v: JSON) { echo(value: $v) }',
    variablesText:
      '{"v":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
  },
  ...scales(
    ['\u0000', '\ud800', '\u202e', "'; drop table users; --", '{{7*7}}', '%00', '🏴', ''],
    (text) => ({
      name: `G12 the text ${JSON.stringify(text)}`,
      query: 'query ($id: ID!) { project(id: $id) { id } }',
      variables: { id: text },
    }),
  ),
];

/** Bodies that are no operation: a name, the body, and headers. */
export const bodies: readonly (readonly [string, string | Uint8Array, Record<string, string>])[] = [
  ['G6 a body of a megabyte', 'x'.repeat(1024 * 1024 + 1), {}],
  ['G6 a gzip bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024)), { 'content-encoding': 'gzip' }],
  ['G1 50,000 deep', `{"query":"{ projects { ${nested('next', 50_000, 'id')} } }"}`, {}],
  ['G10 30,000 brackets', `{"query":"{ who }","variables":{"v":${'['.repeat(30_000)}}}`, {}],
  ['G10 more than a number', '{"query":"{ who }","variables":1e400}', {}],
  ['G15 a form', 'query={who}', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['G15 plain text', '{"query":"{ who }"}', { 'content-type': 'text/plain' }],
  ['G15 a message', '{"query":"{ who }"}', { 'content-type': 'message/rfc822' }],
  ['no text at all', Buffer.from([0xff, 0xfe, 0x00]), {}],
];

const spread = (count: number, field: string) =>
  repeated(count, (index) => `a${index}: ${field} { ...F }`);
const wide = 'fragment F on Project { id name nick reviewCount self { id nick } next { name } }';

/** The largest that the limits let through: each is answered, or refused by the planner's own limits. */
export const large: readonly Hostile[] = [
  ...scales([2, 4, 6, 7], (depth) => ({
    name: `G20 ${depth} steps that two subgraphs share`,
    query: `{ projects { ${nested('self', depth, 'name reviewCount')} } }`,
  })),
  {
    name: 'G20 fifteen aliases of what is wide',
    query: `{ ${spread(15, 'projects')} } ${wide}`,
  },
  {
    name: 'G20 fifteen aliases of what is wide, within an object',
    query: `{ projects { ${spread(15, 'next')} } } ${wide}`,
  },
  {
    name: 'G20 four hundred selections by fragments',
    query: `{ a: projects { ...E } b: projects { ...E } } fragment E on Project { ${repeated(10, () => 'next { ...F }')} } ${wide}`,
  },
  {
    name: 'G20 fifteen conditions',
    query: `query (${repeated(15, (i) => `$v${i}: Boolean = true`)}) { projects { ${repeated(15, (i) => `a${i}: reviewCount @include(if: $v${i})`)} } }`,
  },
  {
    name: 'G20 conditions on steps that two subgraphs share',
    query: `query (${repeated(5, (i) => `$v${i}: Boolean = true`)}) { projects { ${repeated(5, (i) => `self @include(if: $v${i}) {`)} name reviewCount ${'}'.repeat(5)} } }`,
  },
  {
    name: 'G20 a page of a thousand',
    query: '{ page(first: 1000) { nodes { id name reviewCount } } }',
  },
  {
    name: 'G20 a thousand rows that fail',
    query: '{ page(first: 1000) { nodes { id broken } } }',
  },
  {
    name: 'G20 two thousand values',
    query: 'query ($v: JSON) { echo(value: $v) }',
    variables: { v: Array.from({ length: 900 }, (_, index) => ({ index })) },
  },
  {
    name: 'G20 the whole schema',
    query:
      '{ __schema { types { name description fields(includeDeprecated: true) { name args { name type { name kind ofType { name kind ofType { name } } } } type { name kind ofType { name kind ofType { name kind ofType { name } } } } } possibleTypes { name } enumValues { name } inputFields { name type { name } } } directives { name args { name } } } }',
  },
];
