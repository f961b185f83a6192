import { describe, expect, it } from 'vitest';
import { ask, preparedOperation, testScope } from '../../test/support/federated-graph.ts';
import { openShop } from '../../test/support/shop.ts';
import type { Departure } from '../fetch/departure.ts';
import { createEngine } from './compiled.ts';
import { type DeferredStep, isDeferred, type PendingPart, readAnswer } from './engine.ts';

const shop = openShop();
const engine = await createEngine(shop.supergraphSdl, shop.ports);

interface InParts {
  readonly initial: unknown;
  readonly announced: readonly PendingPart[];
  readonly steps: readonly DeferredStep[];
  /** All parts, each where it belongs. */
  readonly merged: unknown;
}

async function askInParts(
  source: string,
  variables: Record<string, unknown> = {},
): Promise<InParts> {
  const prepared = preparedOperation(engine, source);
  const answer = await engine.execute({
    prepared,
    variables,
    scope: testScope,
    acceptsDeferred: true,
  });
  if (!isDeferred(answer)) {
    const { data } = readAnswer(answer);
    return { initial: plain(data), announced: [], steps: [], merged: plain(data) };
  }
  const merged = plain(answer.initial.data);
  const steps: DeferredStep[] = [];
  for await (const step of answer.subsequent) {
    steps.push(step);
    for (const { path, data } of step.delivered) {
      mergeDeep(
        path.reduce((at, key) => at[key], merged),
        plain(data),
      );
    }
  }
  const { announced } = answer;
  return { initial: plain(answer.initial.data), announced, steps, merged };
}

function plain(value: unknown) {
  return JSON.parse(JSON.stringify(value));
}

// biome-ignore lint/suspicious/noExplicitAny: answers of any shape.
function mergeDeep(target: any, source: any): void {
  for (const [key, value] of Object.entries(source ?? {})) {
    if (typeof value === 'object' && value !== null && target[key]) mergeDeep(target[key], value);
    else target[key] = value;
  }
}

const operations: readonly [string, Record<string, unknown>?][] = [
  ['{ products { upc ... @defer { name shipping } } }'],
  [
    '{ products { upc ... @defer(label: "outer") { reviews { id ... @defer(label: "inner") { body product { name inStock } } } } } }',
  ],
  [
    '{ ... @defer { products(first: 1) { name } } reviews { ...R @defer } } fragment R on Review { body product { ...P @defer } } fragment P on Product { name inStock reviews { id } }',
  ],
  [
    '{ found { __typename ... on Review @defer { id product { name } } ... on Note @defer { text } } }',
  ],
  ['query ($now: Boolean!) { products { upc ... @defer(if: $now) { name } } }', { now: true }],
  ['query ($now: Boolean!) { products { upc ... @defer(if: $now) { name } } }', { now: false }],
  ['{ products { ... @defer { __typename } ... @defer { upc } } }'],
  [
    '{ a: product(upc: "1") { ...P @defer } b: product(upc: "2") { ...P } none: product(upc: "9") { ...P @defer } } fragment P on Product { name ... @defer { dims { size weight } } }',
  ],
  [
    'query ($with: Boolean!) { products { upc ... @defer { reviews @include(if: $with) { id } inStock @skip(if: $with) } } }',
    { with: true },
  ],
];

describe('an answer in parts', () => {
  it.each(operations)('is the whole answer when all have come: %s', async (source, variables) => {
    const { data } = await ask(engine, source, variables);

    expect((await askInParts(source, variables)).merged).toEqual(data);
  });

  it('has what is not deferred first, and says what is to come', async () => {
    const { initial, announced, steps } = await askInParts(
      '{ products(first: 1) { upc ... @defer(label: "more") { name } } }',
    );

    expect(initial).toEqual({ products: [{ upc: '1' }] });
    expect(announced).toEqual([{ id: '0', path: ['products', 0], label: 'more' }]);
    expect(steps).toEqual([
      {
        delivered: [
          {
            id: '0',
            path: ['products', 0],
            label: 'more',
            data: { name: 'Product 1' },
            errors: [],
          },
        ],
        announced: [],
        hasNext: false,
      },
    ]);
  });

  it('announces a part within a part with the part that it is in', async () => {
    const { announced, steps } = await askInParts(
      '{ product(upc: "1") { ... @defer(label: "outer") { name ... @defer(label: "inner") { inStock } } } }',
    );

    expect(announced.map(({ label }) => label)).toEqual(['outer']);
    expect(steps.map((step) => step.announced.map(({ label }) => label))).toEqual([['inner'], []]);
    expect(steps.map(({ hasNext }) => hasNext)).toEqual([true, false]);
  });

  it('tells errors of a part with that part, and bears its nulls there', async () => {
    const { initial, steps } = await askInParts('{ products { upc ... @defer { name picky } } }');

    expect(initial).toEqual({ products: [{ upc: '1' }, { upc: '2' }] });
    const parts = steps.flatMap(({ delivered }) => delivered);
    expect(
      parts.map(({ path, data, errors }) => [
        path,
        plain(data),
        errors.map((e) => [e.message, e.path]),
      ]),
    ).toEqual([
      [['products', 0], { name: 'Product 1', picky: 'fine' }, []],
      [['products', 1], null, [['not this one', ['products', 1, 'picky']]]],
    ]);
  });

  it('is one whole where there is nothing to add to', async () => {
    expect(await askInParts('{ product(upc: "9") { ... @defer { name } } }')).toEqual({
      initial: { product: null },
      announced: [],
      steps: [],
      merged: { product: null },
    });
  });

  it('stops what is still fetched when nobody wants it any more', async () => {
    const signals: (Departure | undefined)[] = [];
    const stock = shop.ports.get('stock');
    if (!stock) throw new Error('The shop has lost its stock.');
    const ports = new Map(shop.ports).set('stock', {
      ...stock,
      prepare:
        () =>
        (_, { signal }) =>
          new Promise((_resolve, reject) => {
            signals.push(signal);
            signal?.addEventListener('abort', () => reject(signal.reason));
          }),
    });
    const slow = await createEngine(shop.supergraphSdl, ports);
    const prepared = preparedOperation(slow, '{ products { upc ... @defer { inStock } } }');
    const operation = { prepared, variables: {}, scope: testScope, acceptsDeferred: true };
    const answer = await slow.execute(operation);
    if (!isDeferred(answer)) throw new Error('It was to come in parts.');
    const pending = answer.subsequent.next();

    await answer.subsequent.return();

    expect(await pending).toEqual({ done: true, value: undefined });
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });
});
