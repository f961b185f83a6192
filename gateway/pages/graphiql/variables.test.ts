import { describe, expect, it } from 'vitest';
import { fillIn } from './variables.ts';

const example = {
  name: 'ApproveReview',
  title: 'Approve a review',
  kind: 'mutation',
  operation: '',
  variables: '{ "claim": { "id": "$review" }, "approve": { "id": "$review", "note": "$5" } }',
  lookups: { review: '{ reviewQueue { nodes { id } } }' },
} as const;

describe('filling in the variables of an example', () => {
  it('puts the first string of the answer wherever the placeholder stands', async () => {
    const data = { reviewQueue: { total: 2, next: null, nodes: [{ id: 'r1' }, { id: 'r2' }] } };

    expect(JSON.parse(await fillIn(example, async () => data))).toEqual({
      claim: { id: 'r1' },
      approve: { id: 'r1', note: '$5' },
    });
  });

  it('asks with the query of the lookup', async () => {
    const asked: string[] = [];
    await fillIn(example, async (query) => asked.push(query));

    expect(asked).toEqual([example.lookups.review]);
  });

  it.each([
    ['an empty list', async () => ({ reviewQueue: { nodes: [] } })],
    ['no data', async () => null],
    ['a failure', () => Promise.reject(new Error('down'))],
  ])('puts null for %s', async (_, ask) => {
    expect(JSON.parse(await fillIn(example, ask))).toMatchObject({ claim: { id: null } });
  });

  it('keeps quotes and dollars of what was found apart from the JSON around', async () => {
    const data = { id: '"$&' };

    expect(JSON.parse(await fillIn(example, async () => data)).claim.id).toBe('"$&');
  });

  it('leaves an example without variables as it is', async () => {
    const plain = { ...example, variables: '', lookups: {} };

    expect(await fillIn(plain, () => Promise.reject(new Error('nothing to ask')))).toBe('');
  });
});
