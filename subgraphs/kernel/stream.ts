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
  /** Ends what is awaited, without waiting for the source. */
  const interrupts = new Set<() => void>();
  let isOver = false;

  const finish = () => {
    if (!isOver) onEnd();
    isOver = true;
    return over;
  };

  const end = async () => {
    finish();
    for (const interrupt of interrupts) interrupt();
    await source.return?.();
  };

  async function step(): Promise<IteratorResult<To, void>> {
    try {
      const result = await source.next();
      if (result.done || isOver) return finish();
      const value = await map(result.value);
      return isOver ? over : { done: false, value };
    } catch (error) {
      // A source that is ended while it is read may take that for a failure; nobody listens any more.
      if (isOver) return over;
      finish();
      // The source may not know that nobody reads it any more.
      await source.return?.();
      throw error;
    }
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (isOver) return Promise.resolve(over);
      return new Promise((resolve, reject) => {
        const interrupt = () => resolve(over);
        interrupts.add(interrupt);
        step()
          .then(resolve, reject)
          .finally(() => interrupts.delete(interrupt));
      });
    },
    async return() {
      await end();
      return over;
    },
    async throw(error) {
      await end();
      throw error;
    },
  };
}

/** The same stream, but a failure is told as its last item instead of being thrown. */
export function endInItem<Item>(
  stream: Stream<Item>,
  lastItem: (error: unknown) => Item,
): Stream<Item> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => stream.next().catch((error) => ({ done: false, value: lastItem(error) })),
    return: () => stream.return(),
    throw: (error) => stream.throw(error),
  };
}
