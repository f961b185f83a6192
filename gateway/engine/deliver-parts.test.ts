import { GraphQLObjectType, GraphQLString } from 'graphql';
import { describe, expect, it } from 'vitest';
import { testScope } from '../../test/support/federated-graph.ts';
import { codeOf } from '../errors.ts';
import { deliverParts } from './deliver-parts.ts';
import type { DeferredStep } from './engine.ts';
import { type Deferral, openDeferral } from './execution/deferral.ts';
import { openRun } from './execution/open-run.ts';
import type { Variant } from './response/answers.ts';
import type { Later } from './response/shape.ts';

const type = new GraphQLObjectType({ name: 'Thing', fields: { name: { type: GraphQLString } } });
const later = (label: string, place: number): Later => ({
  label,
  type,
  sets: [],
  source: {},
  path: ['things', place],
});

const well: Variant['shapeLater'] = () => ({ data: { name: 'x' }, problems: [], later: [] });

async function stepsOf(
  first: readonly Later[],
  deferral: Deferral,
  shapeLater: Variant['shapeLater'],
): Promise<readonly DeferredStep[]> {
  const run = openRun({}, { scope: testScope }, undefined);
  const never = () => {
    throw new Error('Only parts are shaped here.');
  };
  const variant = { fault: undefined, answer: never, shape: never, shapeLater };
  const parts = { run, variant, deferral, labels: new Map(), onEnd: () => {} };
  const steps: DeferredStep[] = [];
  for await (const step of deliverParts(parts, first).subsequent) steps.push(step);
  return steps;
}

const told = (steps: readonly DeferredStep[]) =>
  steps.flatMap(({ delivered }) =>
    delivered.map(({ id, data, errors }) => ({ id, data, codes: errors.map(codeOf) })),
  );

describe('a fault of our own in a part', () => {
  const fault = new TypeError('nobody foresaw it');

  it('while it is shaped is the error of that part, and ends the answer in good order', async () => {
    const steps = await stepsOf([later('a', 0), later('a', 1)], openDeferral(undefined), () => {
      throw fault;
    });

    expect(told(steps)).toEqual([
      { id: '0', data: null, codes: ['INTERNAL'] },
      { id: '1', data: null, codes: ['INTERNAL'] },
    ]);
    expect(steps.map(({ hasNext }) => hasNext)).toEqual([false]);
    const [error] = steps[0]?.delivered[0]?.errors ?? [];
    expect(error?.originalError).toBe(fault);
  });

  it('while it is fetched takes no other part with it', async () => {
    const deferral = openDeferral(undefined);
    deferral.begin('a', Promise.reject(fault));

    const steps = await stepsOf([later('a', 0), later('b', 1)], deferral, well);

    expect(told(steps)).toEqual(
      expect.arrayContaining([
        { id: '0', data: null, codes: ['INTERNAL'] },
        { id: '1', data: { name: 'x' }, codes: [] },
      ]),
    );
    expect(steps.map(({ hasNext }) => hasNext)).toEqual([true, false]);
  });
});
