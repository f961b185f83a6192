import type { ExecutionResult } from 'graphql';
import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';

type Upstream = Stream<ExecutionResult> | ExecutionResult;
type Next = Promise<IteratorResult<ExecutionResult, void>>;

/**
 * Holds the stream of one subscription at its subgraph while that which reads it changes: when another supergraph is
 * served, another engine goes on with the same stream, if it asks for the same.
 */
export interface UpstreamHold {
  /**
   * @param key - what is asked for, and where.
   * @param open - asks for it, where something else is held or nothing; told whether it takes the place of another.
   * @returns the reader's own view of the stream, which ends when it is handed over.
   */
  take(key: string, open: (isInstead: boolean) => Promise<Upstream>): Promise<Upstream>;
  /**
   * Ends the view of who reads now, and keeps the stream for who takes it next. What was read already is not lost:
   * whoever read it goes on to its end.
   *
   * @returns whether there was a stream.
   */
  handOver(): boolean;
  /** Ends the stream if nobody has taken it since it was handed over. */
  release(): void;
}

interface Held {
  readonly key: string;
  readonly source: Stream<ExecutionResult>;
  /** A result that is awaited, and belongs to whoever reads when it comes. */
  pending: Next | undefined;
  /** Ends the view of who reads; undefined while nobody does. */
  endView: (() => void) | undefined;
}

export function createUpstreamHold(): UpstreamHold {
  let held: Held | undefined;

  return {
    async take(key, open) {
      if (held?.key === key && !held.endView) return viewOf(held);
      const before = held;
      held = undefined;
      // What is held is not what is asked for any more.
      if (before && !before.endView) await before.source.return();
      const opened = await open(before !== undefined);
      if (!(Symbol.asyncIterator in opened)) return opened;
      held = { key, source: opened, pending: undefined, endView: undefined };
      return viewOf(held);
    },

    handOver() {
      if (!held?.endView) return false;
      held.endView();
      held.endView = undefined;
      return true;
    },

    release() {
      if (held && !held.endView) held.source.return().catch(() => {});
    },
  };
}

function viewOf(held: Held): Stream<ExecutionResult> {
  const over = { done: true, value: undefined } as const;
  let isOver = false;
  let interrupt = () => {};
  const handedOver = new Promise<void>((resolve) => {
    interrupt = resolve;
  });
  held.endView = () => {
    isOver = true;
    interrupt();
  };

  async function next(): Next {
    if (isOver) return over;
    held.pending ??= held.source.next();
    const { pending } = held;
    await Promise.race([pending.catch(() => {}), handedOver]);
    if (isOver) return over;
    held.pending = undefined;
    return pending;
  }

  async function end(): Next {
    if (!isOver) await held.source.return();
    return over;
  }

  return mapStream<ExecutionResult, ExecutionResult>({ next, return: end }, (result) => result);
}
