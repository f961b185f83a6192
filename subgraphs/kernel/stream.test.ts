import { describe, expect, it } from 'vitest';
import { endInItem, mapStream } from './stream.ts';

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

  it('does not wait for a source that ends slowly', async () => {
    const iterator = { next: () => new Promise<IteratorResult<number, void>>(() => {}) };
    const stream = mapStream(iterator, (item) => item);

    const pending = stream.next();
    await stream.return();

    expect(await pending).toEqual({ done: true, value: undefined });
  });

  it('ends well when its source takes the end for a failure', async () => {
    let fail = (_: Error) => {};
    const iterator = {
      next: () => new Promise<IteratorResult<number, void>>((_, reject) => (fail = reject)),
      async return(): Promise<IteratorResult<number, void>> {
        fail(new Error('premature close'));
        return { done: true, value: undefined };
      },
    };
    const stream = mapStream(iterator, (item) => item);

    const pending = stream.next();
    await stream.return();

    expect(await pending).toEqual({ done: true, value: undefined });
  });
});

describe('a stream that ends in an item', () => {
  const told = (error: unknown) => `it failed: ${error instanceof Error ? error.message : error}`;

  it('tells a failure as its last item, once', async () => {
    async function* numbers() {
      yield* [1, 2];
    }
    const failing = mapStream(numbers(), (item) => {
      if (item === 2) throw new Error('two');
      return String(item);
    });
    const items: string[] = [];

    for await (const item of endInItem(failing, told)) items.push(item);

    expect(items).toEqual(['1', 'it failed: two']);
  });

  it('ends its source at once, although an item is awaited', async () => {
    const { iterator, ended } = source<string>();
    const stream = endInItem(
      mapStream(iterator, (item) => item),
      told,
    );

    const pending = stream.next();
    await stream.return();

    expect(ended).toEqual(['return']);
    expect(await pending).toEqual({ done: true, value: undefined });
  });
});
