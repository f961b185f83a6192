import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { besides, entityFetchOf, fetchOf, inTurn } from '../../../test/support/plan.ts';
import { entityKeys, requiredSets } from '../supergraph/field-sets.ts';
import { moveMisplaced } from './misplaced-fields.ts';
import { eachFetch, type Plan } from './plan.ts';

const text = `
  type Query { list: [Box!] }
  type Mutation { make: T }
  type Box { inner: [T] }
  type T @join__type(graph: A, key: "id") {
    id: ID price: Int
    total(n: Int): Int @join__field(graph: A, requires: "price")
  }`;
const facts = {
  requiredSets: requiredSets(parse(text)),
  entityKeys: entityKeys(parse(text)),
  graphOf: new Map([['a', 'A']]),
  types: buildSchema(text, { assumeValid: true }),
};

function told(plan: Plan): string[] {
  const found: string[] = [];
  eachFetch(plan, ({ document, requires }, path) => {
    const by = requires?.[0]?.selections?.map((each) => (each.kind === 'Value' ? each.name : ''));
    found.push(`${path.join('.')} ${by?.join() ?? ''} ${print(document).replace(/\s+/g, ' ')}`);
  });
  return found;
}

describe('a field that requires something, asked for at a root', () => {
  const root = fetchOf('query ($n: Int) { list { inner { x: total(n: $n) id } } }', {
    variables: ['n'],
  });

  it('is asked for in a fetch of its own, with what it requires and its variables', () => {
    expect(told(moveMisplaced(root, facts))).toEqual([
      '  query ($n: Int) { list { inner { __typename id id } } }',
      'list.@.inner.@ __typename,id,price query ($representations: [_Any!]!, $n: Int) { _entities(representations: $representations) { ... on T { x: total(n: $n) } } }',
    ]);
  });

  it('becomes a step of the sequence that it was in', () => {
    const plan = moveMisplaced(
      besides(inTurn(root, entityFetchOf('T', ['id'], 'price')), fetchOf('{ y }')),
      facts,
    );

    expect(
      plan.kind === 'Parallel' &&
        plan.nodes.map((node) => node.kind === 'Sequence' && node.nodes.length),
    ).toEqual([3, false]);
  });

  it('stays where it is in a mutation, in a fetch of entities, and where nothing requires anything', () => {
    const mutation = fetchOf('mutation { make { total } }', { isMutation: true });
    const entities = entityFetchOf('T', ['id', 'price'], 'total');

    expect(moveMisplaced(mutation, facts)).toBe(mutation);
    expect(moveMisplaced(entities, facts)).toBe(entities);
    expect(moveMisplaced(root, { ...facts, requiredSets: new Map() })).toBe(root);
  });
});
