import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { guardedSdl } from '../../test/support/guarded-graph.ts';
import { readAccessRules } from './rules.ts';

const rulesOf = (sdl: string) => Object.fromEntries(readAccessRules(parse(sdl)));

describe('the access rules of a supergraph', () => {
  it('are those of its fields, objects, interfaces, scalars and enums', () => {
    const rules = rulesOf(guardedSdl);

    expect(rules['User.email']).toEqual([
      { kind: 'scopes', anyOf: [['user:read', 'pii:read'], ['admin']] },
    ]);
    expect(rules['User.token']).toEqual([{ kind: 'policies', anyOf: [['person']] }]);
    expect(rules['Money']).toEqual([{ kind: 'authenticated' }]);
    expect(Object.keys(rules)).toEqual(
      expect.arrayContaining(['Node.note', 'Vault', 'Level', 'Mutation.publish']),
    );
    expect(rules['Query.open']).toBeUndefined();
  });

  it('hold all at once where an element has several', () => {
    const rules = rulesOf('type Query { a: Int @authenticated @policy(policies: [["p"]]) }');

    expect(rules['Query.a']).toHaveLength(2);
  });

  it.each([
    ['by the link', '@link(url: "https://specs.apollo.dev/authenticated/v0.1", as: "login")'],
    [
      'by its import',
      '@link(url: "https://specs.apollo.dev/authenticated/v0.1", import: [{ name: "@authenticated", as: "@login" }])',
    ],
  ])('are found where a directive is renamed %s, and the former name is free', (_, link) => {
    const rules = rulesOf(`schema ${link} { query: Query }
      type Query { a: Int @login  b: Int @authenticated }`);

    expect(rules).toEqual({ 'Query.a': [{ kind: 'authenticated' }] });
  });

  it('are found without any link, so that they cannot be lost with it', () => {
    expect(rulesOf('type Query { a: Int @authenticated }')).toHaveProperty(['Query.a']);
  });

  it.each(['scopes: "a"', 'scopes: [[1]]', 'scopes: null', ''])(
    'that cannot be read are met by nobody: (%s)',
    (argument) => {
      const given = argument && `(${argument})`;
      const rules = rulesOf(`type Query { a: Int @requiresScopes${given} }`);

      expect(rules['Query.a']).toEqual([{ kind: 'scopes', anyOf: [] }]);
    },
  );
});
