/** What flows to a subscriber, and can be ended while it waits. */
export type Stream<Item> = AsyncGenerator<Item, void, void>;

/**
 * The stream of `map(item)`.
 *
 * Not a generator function: the `return()` of one queues behind its pending `next()`, so a subscription
 * that waits for an event would only end when the event comes. Here `return()` goes to the source at once.
 *
 * @param onEnd - called once, however the stream ends.
 */
export function mapStream<From, To>(
  source: AsyncIterator<From, unknown, void>,
  map: (item: From) => To | Promise<To>,
  onEnd: () => void = () => {},
): Stream<To> {
  const over: IteratorResult<To, void> = { done: true, value: undefined };
  let isOver = false;

  const finish = () => {
    if (!isOver) onEnd();
    isOver = true;
    return over;
  };

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isOver) return over;
      try {
        const result = await source.next();
        if (result.done || isOver) return finish();
        const value = await map(result.value);
        return isOver ? over : { done: false, value };
      } catch (error) {
        finish();
        // The source may not know that nobody reads it any more.
        await source.return?.();
        throw error;
      }
    },
    async return() {
      finish();
      await source.return?.();
      return over;
    },
    async throw(error) {
      finish();
      await source.return?.();
      throw error;
    },
  };
}
