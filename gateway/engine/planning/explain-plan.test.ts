import { describe, expect, it } from 'vitest';
import { at, besides, entityFetchOf, fetchOf, inTurn } from '../../../test/support/plan.ts';
import { explainPlan, explainSubscription } from './explain-plan.ts';

const root = fetchOf('{ items { id } }', { subgraph: 'shop' });
const stock = entityFetchOf('Item', ['id'], 'inStock', { subgraph: 'stock' });

describe('a plan for people', () => {
  it('says what is fetched from whom, in what order and by what', () => {
    expect(explainPlan(inTurn(root, at('items.@', stock)))).toBe(`QueryPlan {
  Sequence {
    Fetch(service: "shop") {
      {
        items {
          id
        }
      }
    }
    Flatten(path: "items.@") {
      Fetch(service: "stock") {
        {
          ... on Item {
            __typename
            id
          }
        } =>
        query ($representations: [_Any!]!) {
          _entities(representations: $representations) {
            ... on Item {
              inStock
            }
          }
        }
      }
    }
  }
}`);
  });

  it('shows every kind of step', () => {
    const text = explainPlan({
      kind: 'Defer',
      primary: besides(root, { kind: 'Condition', variable: 'x', ifTrue: root, ifFalse: stock }),
      deferred: [
        { label: 'part0', after: ['1'], plan: { kind: 'Copy', keys: [{ from: 'id', to: 'x' }] } },
        { label: 'part1', after: [], plan: { ...stock, id: '2', fallbacks: [stock] } },
      ],
    });

    for (const part of [
      'Defer {',
      'Primary {',
      'Parallel {',
      'Include(if: $x) {',
      'Skip(if: $x) {',
      'Deferred(depends: [1], label: "part0") {',
      'Copy {',
      'x: id',
      'Fetch(service: "stock", id: 2) {',
      'Else {',
    ]) {
      expect(text).toContain(part);
    }
    expect(text.match(/\{/g)).toHaveLength(text.match(/\}/g)?.length ?? 0);
  });

  it('shows what is done for each event, and that nothing is to be fetched', () => {
    expect(explainSubscription(root, stock)).toContain('Rest {');
    expect(explainSubscription(root, undefined)).not.toContain('Rest {');
    expect(explainPlan(undefined)).toBe('QueryPlan {}');
  });
});
