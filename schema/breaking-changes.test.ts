import { buildSubgraph, Supergraph } from '@apollo/federation-internals';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { changesSince } from './breaking-changes.ts';
import { composeStrictly } from './compose.ts';

const link = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible"]
)`;
const today = '2027-04-01';
const past = '@deprecated(reason: "Use another. Removal 2027-01-01.")';
const future = '@deprecated(reason: "Use another. Removal 2027-07-01.")';

/** The subgraphs a, b, ... of these schemas, and what they compose to. */
function contract(...schemas: readonly string[]) {
  const services = schemas.map((sdl, index) => ({
    name: String.fromCharCode('a'.charCodeAt(0) + index),
    url: '',
    typeDefs: parse(`${link}\n${sdl}`),
  }));
  const supergraph = Supergraph.build(composeStrictly(services));
  const subgraphs = services.map(({ name, url, typeDefs }) => buildSubgraph(name, url, typeDefs));
  return { supergraph, subgraphs };
}

function changes(before: readonly string[], after: readonly string[]) {
  return changesSince(contract(...before).supergraph, contract(...after), today);
}

/** What was refused when a schema of one subgraph became another. */
async function refused(before: string, after: string): Promise<readonly string[]> {
  const { breaking } = await changes([before], [after]);
  // What clients lose, the subgraph loses too; here the first is enough.
  return breaking.filter((line) => !line.startsWith('In the subgraph'));
}

describe('a field that is removed', () => {
  const having = (deprecated: string) => `type Query { kept: Int gone: Int ${deprecated} }`;
  const after = 'type Query { kept: Int }';
  const told = "was removed from object type 'Query': refused because";

  it('is refused when nobody was warned', async () => {
    expect(await refused(having(''), after)).toEqual([
      `Field 'gone' ${told} the released schema does not deprecate it.`,
    ]);
  });

  it('is accepted when its removal date has come', async () => {
    expect(await refused(having(past), after)).toEqual([]);
    expect(await refused(having(past.replace('2027-01-01', today)), after)).toEqual([]);
  });

  it('is refused before its removal date', async () => {
    expect(await refused(having(future), after)).toEqual([
      `Field 'gone' (deprecated) ${told} it may go on 2027-07-01.`,
    ]);
  });

  it.each([
    '@deprecated',
    '@deprecated(reason: "Use another.")',
    '@deprecated(reason: "Removal 2027-01-01.")',
    '@deprecated(reason: "Use another. Removal 2027-01-15.")',
    '@deprecated(reason: "Use another. Removal soon.")',
  ])('is refused when its deprecation names no day: %s', async (deprecated) => {
    expect(await refused(having(deprecated), after)).toEqual([
      `Field 'gone' (deprecated) ${told} the deprecation of Query.gone names no day of removal.`,
    ]);
  });

  it('is not excused by a deprecation that comes with it', async () => {
    expect(await refused(having(''), `type Query { kept: Int gone: String ${past} }`)).toEqual([
      "Field 'Query.gone' changed type from 'Int' to 'String': refused because the released schema does not deprecate it.",
    ]);
  });
});

/** A change, the schema before it (an element marked DEPRECATED) and after. */
const breaking = [
  [
    'an argument removed',
    'type Query { f(a: Int b: Int DEPRECATED): Int }',
    'type Query { f(a: Int): Int }',
  ],
  [
    'an argument made required',
    'type Query { f(a: Int DEPRECATED): Int }',
    'type Query { f(a: Int!): Int }',
  ],
  [
    'a required argument added',
    'type Query { f: Int DEPRECATED }',
    'type Query { f(a: Int!): Int }',
  ],
  ['the type of a field', 'type Query { f: Int DEPRECATED }', 'type Query { f: String }'],
  ['a field made nullable', 'type Query { f: Int! DEPRECATED }', 'type Query { f: Int }'],
  [
    'an enum value removed',
    'type Query { e: E } enum E { A B DEPRECATED }',
    'type Query { e: E } enum E { A }',
  ],
  [
    'an input field removed',
    'type Query { f(i: I): Int } input I { a: Int b: Int DEPRECATED }',
    'type Query { f(i: I): Int } input I { a: Int }',
  ],
  [
    'a type removed with what leads to it',
    'type Query { kept: Int t: T DEPRECATED } type T { u: U } type U { a: Int }',
    'type Query { kept: Int }',
  ],
  [
    'a field hidden from clients',
    'type Query { kept: Int f: Int DEPRECATED }',
    'type Query { kept: Int f: Int @inaccessible }',
  ],
] as const;

describe.each(breaking)('%s', (_, before, after) => {
  it('is refused when nobody was warned', async () => {
    expect(await refused(before.replace('DEPRECATED', ''), after)).not.toEqual([]);
  });

  it('is refused before the removal date', async () => {
    expect(await refused(before.replace('DEPRECATED', future), after)).not.toEqual([]);
  });

  it('is accepted from the removal date on', async () => {
    expect((await changes([before.replace('DEPRECATED', past)], [after])).breaking).toEqual([]);
  });
});

describe('a type that is removed', () => {
  it.each([
    ['a field that stays', 'other: T'],
    ['a union that stays', 'u: Any'],
    ['an interface that stays', 'i: Named'],
  ])('is refused when it is left out of %s', async (_, field) => {
    const rest = 'type Other implements Named { name: Int } interface Named { name: Int }';
    const before = `type Query { ${field} gone: T ${past} } ${rest} union Any = T | Other
      type T implements Named { name: Int }`;
    const after = `type Query { ${field === 'other: T' ? 'other: Other' : field} } ${rest} union Any = Other`;

    expect(await refused(before, after)).toContain(
      "Type 'T' was removed: refused because the released schema does not deprecate it.",
    );
  });
});

describe('what is added', () => {
  it('is accepted', async () => {
    const before = 'type Query { t(a: Int): T } type T { a: Int }';
    const after = `type Query { t(a: Int): T new(a: Int): U } type T { a: Int b: Int } type U { a: Int }`;

    expect(await changes([before], [after])).toEqual({ breaking: [], dangerous: [] });
    expect(await changes([before], [before])).toEqual({ breaking: [], dangerous: [] });
  });

  it('is told when it may surprise a client', async () => {
    const before = 'type Query { e(a: Int = 1): E } enum E { A }';

    const after = 'type Query { e(a: Int = 2): E } enum E { A B }';
    const { breaking, dangerous } = await changes([before], [after]);

    expect(breaking).toEqual([]);
    expect(dangerous.toSorted()).toEqual([
      "Default value for argument 'a' on field 'Query.e' changed from '1' to '2'.",
      "Enum value 'B' was added to enum 'E'.",
    ]);
  });
});

describe('a gateway that still runs the released supergraph', () => {
  const query = 'type Query { t: T }';
  const owner = (keys: string, fields: string) => `${query} type T ${keys} { id: ID! ${fields} }`;
  const byId = '@key(fields: "id")';
  const told = (what: string) =>
    `In the subgraph a: ${what}: refused because the released schema does not deprecate it.`;

  it('finds a field where it was, although another subgraph has it now', async () => {
    const before = [owner(byId, 'moved: Int kept: Int'), `type T ${byId} { id: ID! }`];
    const after = [owner(byId, 'kept: Int'), `type T ${byId} { id: ID! moved: Int }`];

    expect((await changes(before, after)).breaking).toEqual([
      told("Field 'moved' was removed from object type 'T'"),
    ]);
  });

  it('asks the other subgraph once @override is released', async () => {
    const both = (directive: string) => [
      owner(byId, 'moved: Int kept: Int'),
      `type T ${byId} { id: ID! moved: Int ${directive} }`,
    ];
    const before = [owner(byId, 'moved: Int kept: Int'), `type T ${byId} { id: ID! }`];
    const after = [owner(byId, 'kept: Int'), both('')[1] ?? ''];

    expect((await changes(before, both('@override(from: "a")'))).breaking).toEqual([]);
    expect((await changes(both('@override(from: "a")'), after)).breaking).toEqual([]);
  });

  it('finds an entity by each of its keys', async () => {
    const keys = `${byId} @key(fields: "sku, maker { id }")`;
    const fields = 'sku: ID! maker: Maker! name: Int';
    const maker = 'type Maker { id: ID! }';
    const before = [`${owner(keys, fields)} ${maker}`];
    const rewritten = keys.replace('sku, maker { id }', ' sku maker{id}');

    expect((await changes(before, [`${owner(byId, fields)} ${maker}`])).breaking).toEqual([
      told('T can no longer be found by its key { sku maker { id } }'),
    ]);
    expect((await changes(before, [`${owner(rewritten, fields)} ${maker}`])).breaking).toEqual([]);
    const unresolvable = keys.replace('{ id }"', '{ id }", resolvable: false');
    expect((await changes(before, [`${owner(unresolvable, fields)} ${maker}`])).breaking).toEqual([
      told('T can no longer be found by its key { sku maker { id } }'),
    ]);
  });

  it('may lose a key of an entity that nothing leads to any more', async () => {
    const before = `type Query { kept: Int t: T ${past} } type T ${byId} { id: ID! }`;

    expect((await changes([before], ['type Query { kept: Int }'])).breaking).toEqual([]);
  });

  it('does not miss what it only handed over, but what the subgraph provided', async () => {
    const names = `type T ${byId} { id: ID! name: String @shareable }`;
    const needing = `${query} type T ${byId} { id: ID! name: String @external length: Int @requires(fields: "name") }`;
    const providing = `type Query { t: T @provides(fields: "name") } type T ${byId} { id: ID! name: String @external length: Int }`;
    const after = [owner(byId, 'length: Int'), names];

    expect((await changes([needing, names], after)).breaking).toEqual([]);
    expect((await changes([providing, names], after)).breaking).toEqual([
      told("Field 'name' was removed from object type 'T'"),
    ]);
  });

  it('finds every subgraph', async () => {
    const [a, b] = [`${query} type T ${byId} { id: ID! }`, `type T ${byId} { id: ID! x: Int }`];
    const moved = `${query} type T ${byId} { id: ID! x: Int }`;

    expect((await changes([a, b], [moved])).breaking).toEqual([
      'The subgraph b is gone: refused because the released schema does not deprecate it.',
    ]);
  });
});
