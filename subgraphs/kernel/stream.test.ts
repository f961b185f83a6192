import { describe, expect, it } from 'vitest';
import { mapStream } from './stream.ts';

/** A source of which the test hands out each item. */
function source<Item>() {
  const waiting: ((result: IteratorResult<Item, void>) => void)[] = [];
  const ended: string[] = [];
  return {
    ended,
    give: (value: Item) => waiting.shift()?.({ done: false, value }),
    iterator: {
      next: () => new Promise<IteratorResult<Item, void>>((resolve) => waiting.push(resolve)),
      async return(): Promise<IteratorResult<Item, void>> {
        ended.push('return');
        for (const resolve of waiting) resolve({ done: true, value: undefined });
        return { done: true, value: undefined };
      },
    },
  };
}

describe('a mapped stream', () => {
  it('gives each item, mapped, in order', async () => {
    const { iterator, give } = source<number>();
    const stream = mapStream(iterator, async (item) => item * 2);

    const first = stream.next();
    give(21);

    expect(await first).toEqual({ done: false, value: 42 });
  });

  it('ends its source at once, although an item is awaited', async () => {
    const { iterator, ended } = source<number>();
    const stream = mapStream(iterator, (item) => item);

    const pending = stream.next();
    await stream.return();

    expect(ended).toEqual(['return']);
    expect(await pending).toEqual({ done: true, value: undefined });
  });

  it('gives nothing after it was ended, not even what was being mapped', async () => {
    const { iterator, give } = source<number>();
    let finishMapping = (_: number) => {};
    const stream = mapStream(iterator, () => new Promise<number>((done) => (finishMapping = done)));

    const pending = stream.next();
    give(1);
    await Promise.resolve();
    await Promise.resolve();
    await stream.return();
    finishMapping(1);

    expect(await pending).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('ends its source when mapping fails, and says that it ended once', async () => {
    const { iterator, give, ended } = source<number>();
    const ends: string[] = [];
    const fail = () => Promise.reject(new Error('cannot map'));
    const stream = mapStream(iterator, fail, () => ends.push('end'));

    const pending = stream.next();
    give(1);

    await expect(pending).rejects.toThrow('cannot map');
    expect(ended).toEqual(['return']);
    await stream.return();
    expect(ends).toEqual(['end']);
  });
});
