import type { Stream } from '../../../subgraphs/kernel/stream.ts';

/** The writing end of a stream whose source does not wait for its reader. */
export interface Pushed<Item extends object> {
  readonly stream: Stream<Item>;
  push(item: Item): void;
  /** After what has been pushed, the stream is over or fails. */
  end(failure?: Error): void;
}

interface Reader<Item> {
  give(result: IteratorResult<Item, void>): void;
  fail(error: Error): void;
}

/**
 * Makes a stream that is pushed to.
 *
 * @param longest - items that may wait. One more ends the stream: what its reader would then miss, nobody could
 *   give it again.
 * @param overflow - what a reader is told who was too slow.
 * @param onEnd - called once, however the stream ends.
 */
export function pushed<Item extends object>(
  longest: number,
  overflow: () => Error,
  onEnd: () => void,
): Pushed<Item> {
  const waiting: Item[] = [];
  const readers: Reader<Item>[] = [];
  let isOver = false;
  /** Told to one reader; for whoever asks again the stream is over. */
  let failure: Error | undefined;

  function end(reason?: Error): void {
    if (isOver) return;
    isOver = true;
    failure = reason;
    for (const reader of readers.splice(0)) settle(reader);
    onEnd();
  }

  function settle(reader: Reader<Item>): void {
    const item = waiting.shift();
    if (item) reader.give({ done: false, value: item });
    else if (!isOver) readers.push(reader);
    else if (failure) reader.fail(failure);
    else reader.give({ done: true, value: undefined });
    if (!item && isOver) failure = undefined;
  }

  const stream: Stream<Item> = {
    [Symbol.asyncIterator]: () => stream,
    next: () => new Promise((give, fail) => settle({ give, fail })),
    async return() {
      waiting.length = 0;
      end();
      return { done: true, value: undefined };
    },
    async throw(error) {
      waiting.length = 0;
      end();
      throw error;
    },
  };

  return {
    stream,
    push(item) {
      if (isOver) return;
      const reader = readers.shift();
      if (reader) reader.give({ done: false, value: item });
      else if (waiting.length < longest) waiting.push(item);
      else end(overflow());
    },
    end,
  };
}
