import type { Generation } from './generation.ts';

/** The supergraph that is served now; a request keeps the generation it began with. */
export interface Graph {
  current(): Generation;
  /** Puts another in its place, in one step. What runs on the old one ends there; then that is stopped. */
  swap(next: Generation): void;
  /** Told of each swap, after it. */
  onSwap(listener: SwapListener): () => void;
  stop(): Promise<void>;
}

export type SwapListener = (next: Generation, previous: Generation) => void;

export interface GraphOptions {
  /**
   * How long an old generation is kept at least: longer than a request may take, since an operation that was
   * admitted under it may be about to begin.
   */
  readonly keptForMs: number;
  /** Told when an old generation could not be stopped. */
  readonly onError: (error: unknown) => void;
}

export function createGraph(first: Generation, { keptForMs, onError }: GraphOptions): Graph {
  const listeners = new Set<SwapListener>();
  /** Old ones on which something may still run. */
  const retiring = new Set<Generation>();
  let generation = first;

  async function retire(old: Generation): Promise<void> {
    retiring.add(old);
    await new Promise((resolve) => setTimeout(resolve, keptForMs).unref());
    await old.untilIdle();
    if (retiring.delete(old)) await old.stop();
  }

  return {
    current: () => generation,

    swap(next) {
      const previous = generation;
      generation = next;
      retire(previous).catch(onError);
      for (const listener of listeners) listener(next, previous);
    },

    onSwap(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    async stop() {
      const all = [generation, ...retiring];
      retiring.clear();
      await Promise.all(all.map((each) => each.stop()));
    },
  };
}
