import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { entityFetchOf } from '../../../test/support/plan.ts';
import { entityKeys, requiredSets } from '../supergraph/field-sets.ts';
import { requirementGroups } from './requirement-groups.ts';

const text = `
  type Query { t: T }
  type T @join__type(graph: A, key: "id") {
    id: ID a: Int b: Int
    free: Int free2: Int
    byA: Int @join__field(graph: A, requires: "a")
    byA2: Int @join__field(graph: A, requires: "a")
    byBoth: Int @join__field(graph: A, requires: "a b")
  }`;
const facts = {
  requiredSets: requiredSets(parse(text)),
  entityKeys: entityKeys(parse(text)),
  privateFields: new Map(),
  graphOf: new Map([['a', 'A']]),
  types: buildSchema(text, { assumeValid: true }),
};

/** Of each group what it requires and what it asks. */
function groups(asked: string, more = {}) {
  const fetch = entityFetchOf('T', ['id', 'a', 'b'], asked, more);
  return requirementGroups(fetch, facts).map(({ requires, document, needs, variables }) => ({
    requires: requires?.[0]?.selections?.map((each) => each.kind === 'Value' && each.name),
    asked: print(document)
      .match(/on T \{([^}]*)\}/)?.[1]
      ?.trim()
      .split(/\s+/),
    needs,
    variables,
    declared: [...print(document).matchAll(/\$(\w+):/g)].map(([, name]) => name).slice(1),
  }));
}

describe('a fetch whose fields require different things', () => {
  it('is parted into those that require the same, each with a key and what it needs', () => {
    expect(
      groups('free byA byBoth free2 byA2').map(({ requires, asked, needs }) => [
        requires,
        asked,
        needs,
      ]),
    ).toEqual([
      [['__typename', 'id'], ['free', 'free2'], []],
      [['__typename', 'id', 'a'], ['byA', 'byA2'], ['a']],
      [['__typename', 'id', 'a', 'b'], ['byBoth'], ['a', 'b']],
    ]);
  });

  it('is not parted where all require the same', () => {
    expect(groups('byA byA2')).toEqual([]);
    expect(groups('free free2')).toEqual([]);
  });

  it('has no part that asks only for a type that is known', () => {
    expect(groups('__typename byA').map(({ asked }) => asked)).toEqual([['byA']]);
  });
});
