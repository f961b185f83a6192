import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';

/** Events that a test hands out to whoever listens. */
export interface TestFeed<Item> {
  /** How many listen now. */
  readonly listeners: number;
  publish(item: Item): void;
  fail(error: Error): void;
  listen(): Stream<Item>;
  /** Resolves as soon as so many listen. */
  untilListeners(count: number): Promise<void>;
}

interface Listener<Item> {
  give(result: Promise<IteratorResult<Item, void>>): void;
}

export function testFeed<Item>(): TestFeed<Item> {
  const all = new Set<Listener<Item>>();
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const changed = () => {
    for (const each of waiting.filter(({ count }) => count === all.size)) {
      waiting.splice(waiting.indexOf(each), 1);
      each.resolve();
    }
  };

  return {
    get listeners() {
      return all.size;
    },
    publish(value) {
      for (const { give } of all) give(Promise.resolve({ done: false, value }));
    },
    fail(error) {
      for (const { give } of all) give(Promise.reject(error));
    },
    listen() {
      const ready: Promise<IteratorResult<Item, void>>[] = [];
      const asked: ((result: Promise<IteratorResult<Item, void>>) => void)[] = [];
      const over = Promise.resolve<IteratorResult<Item, void>>({ done: true, value: undefined });
      const listener: Listener<Item> = {
        give(result) {
          result.catch(() => {});
          const next = asked.shift();
          if (next) next(result);
          else ready.push(result);
        },
      };
      all.add(listener);
      changed();
      return mapStream<Item, Item>(
        {
          next: () =>
            ready.shift() ??
            new Promise<IteratorResult<Item, void>>((resolve) => asked.push(resolve)),
          async return() {
            all.delete(listener);
            changed();
            for (const next of asked.splice(0)) next(over);
            return over;
          },
        },
        (item) => item,
      );
    },
    untilListeners(count) {
      if (all.size === count) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
  };
}
