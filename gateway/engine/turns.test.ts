import { describe, expect, it } from 'vitest';
import { createTurns } from './turns.ts';

/** Works that note when they are done, by owners. */
async function orderOf(owners: readonly string[]): Promise<readonly string[]> {
  const turns = createTurns();
  const order: string[] = [];
  await Promise.all(owners.map((owner) => turns.take(owner, () => order.push(owner))));
  return order;
}

describe('work for one thread', () => {
  it('is done by its owners in turns, however much one of them has', async () => {
    expect(await orderOf(['a', 'a', 'a', 'a', 'b', 'b', 'c'])).toEqual([
      'a',
      'b',
      'c',
      'a',
      'b',
      'a',
      'a',
    ]);
  });

  it('leaves the loop free between two for as long as the last one held it', async () => {
    const turns = createTurns();
    let others = 0;
    let isOver = false;
    const beside = () => {
      others += 1;
      if (!isOver) setImmediate(beside);
    };
    const hold = () => {
      const until = performance.now() + 20;
      while (performance.now() < until);
      return others;
    };

    setImmediate(beside);
    const [first = 0, second = 0] = await Promise.all([
      turns.take('a', hold),
      turns.take('a', hold),
    ]);
    isOver = true;

    // One turn of the loop between them would be one of the others.
    expect(second - first).toBeGreaterThan(5);
  });

  it('hands over what it throws, and goes on', async () => {
    const turns = createTurns();
    const failed = turns.take('a', () => {
      throw new Error('It fails.');
    });

    await expect(failed).rejects.toThrow('It fails.');
    expect(await turns.take('a', () => 1)).toBe(1);
  });

  it('begins again after everything was done', async () => {
    const turns = createTurns();
    expect(await turns.take('a', () => 1)).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await turns.take('b', () => 2)).toBe(2);
  });
});
