import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { withoutSecurity } from './without-security.ts';

const compose = (imports: string, types: string) => {
  const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
  const { supergraphSdl, errors } = composeServices([
    { name: 'one', url: 'http://one', typeDefs: parse(`${header} ${types}`) },
  ]);
  if (errors) throw new Error(errors.join('\n'));
  return supergraphSdl;
};

const guarded = compose(
  '"@authenticated", "@requiresScopes", { name: "@policy", as: "@rule" }, "@cost", "@listSize"',
  `type Query {
    a: Int @authenticated
    b: [Int] @requiresScopes(scopes: [["s"]]) @listSize(assumedSize: 5) @cost(weight: 2)
    c: S @rule(policies: [["p"]])
  }
  scalar S @authenticated`,
);

describe('a supergraph without security', () => {
  it('has no rule, link or definition of it left, and all the rest', () => {
    const left = withoutSecurity(guarded);

    expect(left).not.toMatch(/authenticated|requiresScopes|policy|@rule|SECURITY\)/);
    expect(left).toMatch(/b: \[Int\] @listSize\(assumedSize: 5\) @cost\(weight: 2\)/);
    expect(left).toContain('specs.apollo.dev/cost/v0.1');
  });

  it('is what planners take that refuse the other', () => {
    expect(() => Supergraph.build(guarded)).toThrow(/SECURITY/);

    const schema = Supergraph.build(withoutSecurity(guarded)).apiSchema().toGraphQLJSSchema();
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(['a', 'b', 'c']);
    expect(schema.getType('requiresScopes__Scope')).toBeUndefined();
  });

  it('is the very text where there are no such rules', () => {
    const plain = compose('"@key"', 'type Query { a: Int }');

    expect(withoutSecurity(plain)).toBe(plain);
  });

  it('keeps any other link for security, which engines then refuse', () => {
    const other =
      'schema @link(url: "https://specs.apollo.dev/lock/v0.1", for: SECURITY) { query: Query } type Query { a: Int @authenticated }';

    expect(withoutSecurity(other)).toContain('lock/v0.1');
  });
});
