import { parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { entityKeys, namesInFieldSets, readFieldSet } from './field-sets.ts';
import { resolvableKeysFirst } from './resolvable-keys-first.ts';

const supergraph = parse(`
  type User @join__type(graph: A, key: "id") @join__type(graph: B, key: "id org { code }", resolvable: false)
    @other @join__type(graph: B, key: "email") @join__type(graph: A, key: "email", resolvable: true) {
    id: ID! rank: Int @join__field(graph: B, requires: "points { total }") seen: Int @join__field(graph: A, provides: "provided")
  }`);

describe('the keys of a type', () => {
  it('begin in each subgraph with those by which it resolves the type', () => {
    const text = print(resolvableKeysFirst(supergraph)).replace(/\s+/g, ' ');

    expect(text).toContain(
      '@join__type(graph: A, key: "id") @join__type(graph: B, key: "email") @other @join__type(graph: B, key: "id org { code }", resolvable: false) @join__type(graph: A, key: "email", resolvable: true)',
    );
  });

  it('are known by subgraph', () => {
    expect(entityKeys(supergraph)).toEqual(
      new Map([
        ['A:User', [['id'], ['email']]],
        ['B:User', [['id', 'org'], ['email']]],
      ]),
    );
  });

  it('and requirements have the names that a plan may select for itself', () => {
    expect([...namesInFieldSets(supergraph)].sort()).toEqual(
      ['__typename', 'code', 'email', 'id', 'org', 'points', 'total'].sort(),
    );
  });

  it('are read as the selection that they stand for', () => {
    expect(print(readFieldSet('id org { code }')).replace(/\s+/g, ' ')).toBe('{ id org { code } }');
  });
});
