import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';

/** Items on their way to one reader. */
export interface Queue<Item> {
  push(item: Item): void;
  /** Nothing comes any more. */
  end(): void;
  readonly stream: Stream<Item>;
}

/** @param onEnd - called once, when the last item was read or the reader has gone. */
export function openQueue<Item>(onEnd: () => void): Queue<Item> {
  const items: Item[] = [];
  let isOver = false;
  let wake = () => {};

  const source: AsyncIterator<Item, void, void> = {
    async next() {
      while (items.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const [item] = items.splice(0, 1);
      return item === undefined ? { done: true, value: undefined } : { done: false, value: item };
    },
    async return() {
      isOver = true;
      items.length = 0;
      wake();
      return { done: true, value: undefined };
    },
  };

  return {
    push(item) {
      items.push(item);
      wake();
    },
    end() {
      isOver = true;
      wake();
    },
    stream: mapStream(source, (item) => item, onEnd),
  };
}
