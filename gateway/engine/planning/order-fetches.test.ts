import { print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { at, besides, entityFetchOf, fetchOf, inTurn } from '../../../test/support/plan.ts';
import { orderFetches } from './order-fetches.ts';
import type { Plan } from './plan.ts';

const facts = {
  reservedNames: new Set(['id', '__typename']),
  interfaceObjects: new Map([['Node', { key: 'id', graphs: new Set(['O']) }]]),
  graphOf: new Map([
    ['o', 'O'],
    ['n', 'N'],
  ]),
};

const root = fetchOf('{ items { __typename id } }');
const price = at('items.@', entityFetchOf('T', ['id'], 'price', { subgraph: 'p' }));
const total = at('items.@', entityFetchOf('T', ['id', 'price'], 'total', { subgraph: 't' }));
const label = at('items.@', entityFetchOf('T', ['id', 'total'], 'label', { subgraph: 'l' }));
const note = at('items.@', entityFetchOf('T', ['id'], 'note', { subgraph: 'x' }));
const onlyIf = (plan: Plan): Plan => ({
  kind: 'Condition',
  variable: 'x',
  ifTrue: plan,
  ifFalse: undefined,
});

/** A plan by what its fetches ask, in its structure. */
function told(plan: Plan | undefined): string {
  switch (plan?.kind) {
    case undefined:
      return 'nothing';
    case 'Sequence':
      return `(${plan.nodes.map(told).join(' > ')})`;
    case 'Parallel':
      return `(${plan.nodes.map(told).join(' & ')})`;
    case 'Flatten':
      return told(plan.node);
    case 'Condition':
      return `if ${told(plan.ifTrue)}`;
    case 'Copy':
      return plan.keys.map(({ from, to }) => `${to} = ${from}`).join();
    case 'Fetch':
      return print(plan.document).match(/\{\s+(\w+)[^{}]*\}[\s}]*$/)?.[1] ?? '';
    case 'Defer':
      return 'defer';
  }
}

const ordered = (plan: Plan) => told(orderFetches(plan, facts));

describe('the order of a plan', () => {
  it('is that of the planner where nothing is wrong with it', () => {
    const plan = inTurn(root, besides(inTurn(price, total, label), note));

    expect(ordered(plan)).toBe(told(plan));
    expect(orderFetches(plan, facts)).toEqual(plan);
  });

  it.each([
    [
      'beside what it needs',
      inTurn(root, besides(total, price, note)),
      '(__typename > ((price & note) > total))',
    ],
    [
      'before what it needs',
      inTurn(root, label, total, price),
      '(__typename > price > total > label)',
    ],
    [
      'beside what it needs, both under a condition',
      inTurn(root, besides(onlyIf(total), onlyIf(price))),
      '(__typename > (if price > if total))',
    ],
    [
      'beside two that need each other',
      inTurn(root, besides(price, inTurn(total, label))),
      '(__typename > (price > (total > label)))',
    ],
  ])('puts behind what it needs a fetch that stands %s', (_, plan, expected) => {
    expect(ordered(plan)).toBe(expected);
  });

  it('keeps together what is in a circle', () => {
    const a = at('items.@', entityFetchOf('T', ['b'], 'a'));
    const b = at('items.@', entityFetchOf('T', ['a'], 'b'));

    expect(ordered(inTurn(root, besides(a, b)))).toBe('(__typename > (a & b))');
  });
});

describe('a fetch of what is there already', () => {
  const behindRoot = (asked: string, more = {}) =>
    ordered(inTurn(root, at('items.@', entityFetchOf('T', ['id'], asked, more))));

  it('is left out', () => {
    expect(behindRoot('id')).toBe('__typename');
    expect(behindRoot('id ... on U @skip(if: $x) { ... { id @skip(if: $x) } }')).toBe('__typename');
  });

  it('is a copy where it is wanted under another name', () => {
    expect(behindRoot('other: id')).toBe('(__typename > other = id)');
  });

  it.each([
    'id new',
    'other: id @skip(if: $x)',
    'id(n: 1) new: id(n: 2)',
    'object { id }',
    '__typename',
    'name: unreserved',
  ])('is made where there is anything new in it: %s', (asked) => {
    expect(behindRoot(asked)).not.toBe('__typename');
    expect(behindRoot(asked)).not.toContain('=');
  });

  it('is made for a type, unless by a subgraph that knows only its interface', () => {
    const node = (subgraph: string) =>
      ordered(
        inTurn(root, at('items.@', entityFetchOf('Node', ['id'], '__typename', { subgraph }))),
      );

    expect(node('n')).toBe('(__typename > __typename)');
    expect(node('o')).toBe('__typename');
  });
});
