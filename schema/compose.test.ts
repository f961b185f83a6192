import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compose, composeStrictly } from './compose.ts';

const link = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@shareable", "@external", "@requires", "@override", "@interfaceObject"]
)`;

/** Composes subgraphs named a, b, ... of these schemas. */
function composing(...schemas: readonly string[]): () => string {
  const services = schemas.map((sdl, index) => ({
    name: String.fromCharCode('a'.charCodeAt(0) + index),
    typeDefs: parse(`${link}\n${sdl}`),
  }));
  return () => composeStrictly(services);
}

describe('composition', () => {
  it('accepts the subgraphs of the house', () => {
    expect(compose()).toContain('type ReviewRequest');
  });

  it('accepts subgraphs that agree, and refuses them for a hint', () => {
    const money = (description: string) => `"${description}" scalar Money`;
    const a = (description: string) => `${money(description)} type Query { a: Money }`;
    const b = (description: string) => `${money(description)} extend type Query { b: Money }`;

    expect(composing(a('An amount.'), b('An amount.'))()).toContain('scalar Money');
    expect(composing(a('An amount.'), b('A sum.'))).toThrow(
      /^The subgraphs disagree\.\n.*INCONSISTENT_DESCRIPTION/,
    );
  });

  it('refuses what does not compose', () => {
    const both = 'type Query { a: Int }';

    expect(composing(both, both)).toThrow(/^The subgraphs do not compose\.\n.*Query\.a/);
  });

  it('accepts what is guarded or weighed, which not every gateway reads', () => {
    const imports = '["@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize"]';
    const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${imports})
      type Query {
        a: Int @authenticated @requiresScopes(scopes: [["a:read"]]) @policy(policies: [["adult"]])
        b(first: Int): [Int!] @cost(weight: 2) @listSize(slicingArguments: ["first"])
      }`;
    const supergraph = composeStrictly([{ name: 'a', typeDefs: parse(sdl) }]);

    for (const name of ['authenticated', 'requiresScopes', 'policy', 'cost', 'listSize']) {
      expect(supergraph).toMatch(new RegExp(`^ +[ab].* @${name}`, 'm'));
    }
  });

  it('lets a field move from one subgraph to another, which takes a release with both', () => {
    const a = 'type Query { t: T } type T @key(fields: "id") { id: ID! moved: Int }';
    const b = (directive: string) =>
      `type T @key(fields: "id") { id: ID! moved: Int ${directive} }`;
    const misspelt = b('@override(from: "elsewhere")');

    expect(composing(a, b('@override(from: "a")'))()).toContain('override: "a"');
    expect(composing(a, b(''))).toThrow('The subgraphs do not compose.');
    expect(composing(a.replace('moved: Int', ''), misspelt)).toThrow(
      /disagree.*\n.*FROM_SUBGRAPH_DOES_NOT_EXIST/,
    );
  });
});

/** Two subgraphs that both have T and U; `shared` is what both say of a field. */
const twice = (fields: string, more = '') => [
  `type Query { t: T } type T @key(fields: "id") { id: ID! ${fields} } ${more}`,
  `type T @key(fields: "id") { id: ID! ${fields} } ${more}`,
];

describe('a @shareable field', () => {
  it('is refused when it leads back to its own type', () => {
    expect(composing(...twice('self: T @shareable'))).toThrow(
      'Recursive @shareable fields are refused.\n' +
        'T.self leads back to T, and each of its fields is resolved by more than one of a, b.',
    );
  });

  it('is refused when it leads back through others', () => {
    const more = 'type U @key(fields: "id") { id: ID! ts: [T!]! @shareable }';

    expect(composing(...twice('u: U @shareable', more))).toThrow(
      /(T\.u -> U\.ts leads back to T|U\.ts -> T\.u leads back to U), /,
    );
  });

  it.each([
    ['a union', 'union Any = T | U', 'Any'],
    ['an interface', 'interface Node { id: ID! }', 'Node'],
  ])('is refused when it leads back through %s', (_, definition, type) => {
    const more = `${definition} type U ${type === 'Node' ? 'implements Node' : ''} @key(fields: "id") { id: ID! }`;
    const schemas = twice(`any: ${type} @shareable`, more).map((sdl) =>
      type === 'Node' ? sdl.replaceAll('type T', 'type T implements Node') : sdl,
    );

    expect(composing(...schemas)).toThrow('T.any leads back to T');
  });

  it('is refused when it leads back through an interface that others resolve as an object', () => {
    const owner = `type Query { media: [Media!]! }
      interface Media @key(fields: "id") { id: ID! }
      type Book implements Media @key(fields: "id") { id: ID! }`;
    const related = `type Media @interfaceObject @key(fields: "id") {
      id: ID! related: [Media!]! @shareable }`;

    expect(composing(owner, related, related)).toThrow(
      'Media.related leads back to Media, and each of its fields is resolved by more than one of b, c.',
    );
  });

  // The controls: each lacks one thing that makes it a danger.
  it.each([
    ['it leads on only', twice('u: U @shareable', 'type U @shareable { name: String }')],
    [
      'one subgraph alone resolves a step of the way back',
      [
        ...twice('u: U @shareable', 'type U @key(fields: "id") { id: ID! }'),
        'type T @key(fields: "id") { id: ID! } type U @key(fields: "id") { id: ID! ts: [T!]! }',
      ],
    ],
    [
      'only one subgraph has it',
      [twice('self: T @shareable')[0] ?? '', twice('other: Int')[1] ?? ''],
    ],
    ['it is another subgraph’s after all', twiceBut('self: T @override(from: "a")')],
    [
      'one subgraph only needs it from the other',
      twiceBut('self: T @external size: Int @requires(fields: "self { id }")'),
    ],
  ])('is accepted when %s', (_, schemas) => {
    expect(composing(...schemas)()).toContain('type T');
  });
});

/** The same, but the second subgraph says this. */
function twiceBut(fields: string): string[] {
  const [a = '', b = ''] = twice('self: T');
  return [a, b.replace('self: T', fields)];
}
