import { describe, expect, it } from 'vitest';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import type { Rate } from '../../subgraphs/kernel/ephemeral/rates.ts';
import { prepared, scopeWith } from '../../test/support/guarded-graph.ts';
import { createBudgets } from './budgets.ts';
import { type CostSettings, createCharges } from './charges.ts';

const taken: Rate[][] = [];
const observed: number[] = [];
const charging = (mode: CostSettings['mode']) => {
  taken.splice(0);
  observed.splice(0);
  const store = memoryEphemeral({ onError: () => {} });
  const take: Ephemeral['take'] = (rates) => {
    taken.push([...rates]);
    return store.take(rates);
  };
  const budgets = createBudgets({ ephemeral: { take }, replicas: 1, onError: () => {} });
  return createCharges({ mode, limit: 100, isReported: false }, budgets, (points) =>
    observed.push(points),
  );
};
/** What was taken at the last request, by what it is of. */
const lastTaken = () =>
  Object.fromEntries(
    (taken.at(-1) ?? []).map(({ key, quantity }) => [
      /requests|mutations|cost/.exec(key)?.[0],
      quantity,
    ]),
  );
const operation = (variables: Record<string, unknown> = {}, source = '{ open }') => ({
  prepared: prepared(source),
  variables,
  scope: scopeWith([]),
});
const tooLarge = expect.objectContaining({ extensions: { code: 'OPERATION_TOO_LARGE' } });

describe('an operation', () => {
  it('is charged what it costs', async () => {
    const { cost } = await charging('enforce')(operation(), () => 100);

    expect(cost).toEqual({ estimated: 100, limit: 100 });
    expect(lastTaken()).toEqual({ requests: 1, cost: 100 });
    expect(observed).toEqual([100]);
  });

  it.each([1e300, Number.POSITIVE_INFINITY, Number.NaN])(
    'of %d points is refused and outweighs nothing that was observed',
    async (points) => {
      await expect(charging('enforce')(operation(), () => points)).rejects.toThrow(tooLarge);

      expect(observed).toEqual([1_000_000]);
    },
  );

  it('above the limit is refused, observed, and counts as a request alone', async () => {
    await expect(charging('enforce')(operation(), () => 101)).rejects.toThrow(tooLarge);

    expect(taken).toHaveLength(1);
    expect(lastTaken()).toEqual({ requests: 1 });
    expect(observed).toEqual([101]);
  });

  it('is charged nothing where costs are measured, however dear it is', async () => {
    const { cost } = await charging('measure')(operation(), () => 1_000);

    expect(cost).toEqual({ estimated: 1_000, limit: null });
    expect(lastTaken()).toEqual({ requests: 1 });
  });

  it('is not looked at where costs are off', async () => {
    const fails = () => {
      throw new Error('Nobody should ask.');
    };

    expect(await charging('off')(operation(), fails)).toMatchObject({ cost: undefined });
    expect(observed).toEqual([]);
  });

  it('that changes something is charged as such', async () => {
    await charging('enforce')(operation({}, 'mutation { touch }'), () => 1);

    expect(lastTaken()).toEqual({ requests: 1, mutations: 1, cost: 1 });
  });

  it('has variables that are small before anybody looks into them', async () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 20_000; level += 1) deep = { and: [deep] };
    const measure = (variables: object): number => JSON.stringify(variables).length;

    await expect(charging('enforce')(operation({ deep }), measure)).rejects.toThrow(tooLarge);
  });
});
