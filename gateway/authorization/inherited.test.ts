import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { withInherited } from './inherited.ts';
import { readAccessRules } from './rules.ts';
import { withoutSecurity } from './without-security.ts';

const directives = `
  directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE`;
const byHand = (types: string) => {
  const sdl = `type Query { a: Node } ${types} ${directives}`;
  return withInherited(buildSchema(sdl), readAccessRules(parse(sdl)));
};

function composed(types: string) {
  const header =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@requiresScopes", "@policy"])';
  const { supergraphSdl, errors } = composeServices([
    {
      name: 'one',
      url: 'http://one',
      typeDefs: parse(`${header} type Query { a: Node } ${types}`),
    },
  ]);
  if (errors) throw new Error(errors.join('\n'));
  const schema = Supergraph.build(withoutSecurity(supergraphSdl)).apiSchema().toGraphQLJSSchema();
  const rules = readAccessRules(parse(supergraphSdl));
  return { written: rules, all: withInherited(schema, rules) };
}

describe('a rule of an interface’s own', () => {
  it('holds for the types that implement it, and for their fields', () => {
    const rules = byHand(`
      interface Node @authenticated { id: ID @requiresScopes(scopes: [["id"]]) }
      type A implements Node { id: ID }
      type B implements Node @requiresScopes(scopes: [["b"]]) { id: ID }`);

    expect(rules.get('A')).toEqual([{ kind: 'authenticated' }]);
    expect(rules.get('A.id')).toEqual([{ kind: 'scopes', anyOf: [['id']] }]);
    expect(rules.get('B')).toEqual([{ kind: 'scopes', anyOf: [['b']] }, { kind: 'authenticated' }]);
  });

  it('holds although a type asks for something else at the same place', () => {
    const rules = byHand(`
      interface Node { id: ID @requiresScopes(scopes: [["a"]]) }
      type A implements Node { id: ID @requiresScopes(scopes: [["b"]]) }`);

    expect(rules.get('A.id')).toHaveLength(2);
  });
});

describe('what composition writes on an interface', () => {
  const { written, all } = composed(`
    interface Node { id: ID secret: String }
    type A implements Node { id: ID secret: String }
    type B implements Node @authenticated {
      id: ID
      secret: String @requiresScopes(scopes: [["x"], ["y"]]) @policy(policies: [["p"]])
    }
    type C implements Node { id: ID secret: String @requiresScopes(scopes: [["y", "z"], ["z"]]) }`);

  it('is what its types ask for together', () => {
    expect(written.get('Node')).toEqual([{ kind: 'authenticated' }]);
    expect(written.get('Node.secret')).toHaveLength(2);
  });

  it('closes none of its other types', () => {
    expect(all.get('A')).toBeUndefined();
    expect(all.get('A.secret')).toBeUndefined();
    expect(all.get('C')).toBeUndefined();
    expect([...all.entries()]).toEqual([...written.entries()]);
  });
});
