import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fetchOf } from '../../../test/support/plan.ts';
import { answerKeys } from '../planning/answer-keys.ts';
import { compileSharing } from './equal-parts.ts';

const keys = answerKeys(fetchOf('{ items { id product { upc tags { t } any } author { upc } } }'));

const product = (upc: unknown) => ({ upc, tags: [{ t: 1 }, { t: null }], any: { x: 1 } });

describe('equal parts of an answer', () => {
  it('become one object, and what is not equal stays apart', () => {
    const answer = {
      items: [1, 2, 3].map((id) => ({ id, product: product(id === 3 ? 'b' : 'a') })),
    };
    const [one, two, three] = answer.items;
    compileSharing(keys)([answer]);

    // What any scalar holds is told by its identity alone, so those of one product are two here.
    expect(one?.product.tags).toBe(two?.product.tags);
    expect(one?.product).not.toBe(two?.product);
    expect(one?.product).not.toBe(three?.product);
  });

  it('are never one across places, since a plan may do something else there', () => {
    const answer = { items: [{ product: { upc: '1' }, author: { upc: '1' } }] };
    compileSharing(keys)([answer]);

    expect(answer.items[0]?.product).not.toBe(answer.items[0]?.author);
  });

  it('are told by their content whatever texts are in them', () => {
    const text = fc.constantFrom('', "'", ',', ';', '0', '1', 'null', 'undefined', '[', "'1", '0:');
    const leaf = fc.oneof(text, fc.constantFrom(null, true, false, 0, 1, undefined));
    const item = fc.record({
      id: leaf,
      product: fc.option(
        fc.record({ upc: leaf, tags: fc.array(fc.record({ t: leaf }), { maxLength: 2 }) }),
      ),
    });

    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 6 }), (items) => {
        const answer = { items: structuredClone(items) };
        compileSharing(keys)([answer]);

        expect(answer.items).toEqual(items);
        for (const a of answer.items) {
          for (const b of answer.items) {
            const isEqual = JSON.stringify(tagged(a)) === JSON.stringify(tagged(b));
            expect(a === b).toBe(isEqual);
          }
        }
      }),
    );
  });

  it('are looked for ever less often where there are few', () => {
    const share = compileSharing(keys);
    const tries = Array.from({ length: 40 }, () => share([{ items: [{ id: '1' }] }]) !== undefined);

    expect(tries.flatMap((isTried, index) => (isTried ? [index] : []))).toEqual([0, 2, 6, 14, 30]);
  });

  it('are looked for each time where there are many', () => {
    const share = compileSharing(keys);
    const many = () => ({ items: Array.from({ length: 200 }, () => ({ id: '1' })) });

    expect([1, 2, 3].map(() => share([many()]) !== undefined)).toEqual([true, true, true]);
  });
});

/** JSON that tells undefined from null. */
function tagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return [typeof value, value];
  return Object.entries(value).map(([key, inner]) => [key, tagged(inner)]);
}
