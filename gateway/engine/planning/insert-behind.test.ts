import { describe, expect, it } from 'vitest';
import { at, besides, entityFetchOf, fetchOf, inTurn } from '../../../test/support/plan.ts';
import { insertBehind } from './insert-behind.ts';
import type { Plan } from './plan.ts';

const root = fetchOf('{ items { id } }');
const of = (by: string, asked: string) => at('items.@', entityFetchOf('Item', [by], asked));
const [cost, weight, other] = [of('id', 'cost'), of('id', 'weight'), of('id', 'other')];
const total = of('cost', 'total');
const label = of('total', 'label');

describe('a step that goes into a plan', () => {
  it('stands right behind what brings what it needs, in the branch where that is', () => {
    const plan = inTurn(root, besides(inTurn(cost, label), other));

    expect(insertBehind(plan, total)).toEqual(
      inTurn(root, besides(inTurn(cost, total, label), other)),
    );
    expect(insertBehind(inTurn(root, besides(cost, other)), total)).toEqual(
      inTurn(root, besides(inTurn(cost, total), other)),
    );
  });

  it('stands behind all branches that bring something of it', () => {
    const needy = at('items.@', entityFetchOf('Item', ['cost', 'weight'], 'total'));

    expect(insertBehind(inTurn(root, besides(cost, weight), label), needy)).toEqual(
      inTurn(root, besides(cost, weight), needy, label),
    );
  });

  it('stands under the condition of what it needs', () => {
    const under = (node: Plan, no?: Plan): Plan => ({
      kind: 'Condition',
      variable: 'x',
      ifTrue: node,
      ifFalse: no,
    });

    expect(insertBehind(inTurn(root, under(inTurn(cost, label))), total)).toEqual(
      inTurn(root, under(inTurn(cost, total, label))),
    );
    expect(insertBehind(inTurn(root, under(other, cost)), total)).toEqual(
      inTurn(root, under(other, inTurn(cost, total))),
    );
  });

  it('is the last where nothing brings what it needs', () => {
    expect(insertBehind(inTurn(root, other), total)).toEqual(inTurn(root, other, total));
    expect(insertBehind(root, total)).toEqual(inTurn(root, total));
  });
});
