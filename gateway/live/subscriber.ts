import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';

/** A result of a subscription as it leaves: written once, however many get it. */
export interface LiveResult {
  /** The JSON text of the whole result. */
  readonly text: string;
  /** The cursor behind it; undefined where the stream cannot be resumed. */
  readonly place: string | undefined;
}

/** Counts what waits for one connection, over all its subscriptions, in characters. */
export interface Backlog {
  /** May end the connection, and with it the subscription. */
  hold(size: number): void;
  release(size: number): void;
}

/** What may wait for a reader; one that is slower than that goes back to the log. */
export const queueLimits = { results: 1_000, characters: 256 * 1024 };

/** One who listens to a stream that others may share. */
export interface Subscriber {
  readonly results: Stream<LiveResult>;
  /** Takes a result, or lets go of everything that waits if there is no room for it. */
  push(result: LiveResult): void;
  /** It has everything up to here, without having been given anything yet. */
  beginAt(place: string): void;
  /** There will be nothing more. */
  end(): void;
}

export interface SubscriberOptions {
  readonly backlog: Backlog;
  /** Called when it takes nothing more from where it stands, be it over or behind. */
  readonly leave: () => void;
  /** Called when it has fallen behind and wants to go on; it has everything up to `place`. A refusal is its end. */
  readonly rejoin: (place: string) => Promise<LiveResult | undefined>;
  /** What it is told in the end when it fell behind on a stream that cannot be resumed. */
  readonly tooSlow: () => LiveResult;
  readonly onEnd: () => void;
}

/**
 *   pushed --> queue --> taken
 *                |
 *                +-- full: emptied; when the reader wants more, it rejoins behind what it took last
 */
export function openSubscriber(options: SubscriberOptions): Subscriber {
  const { backlog, leave, rejoin, tooSlow, onEnd } = options;
  const queue: LiveResult[] = [];
  let held = 0;
  let place: string | undefined;
  let state: 'following' | 'behind' | 'over' = 'following';
  let wake = () => {};

  function put(result: LiveResult): void {
    queue.push(result);
    held += result.text.length;
    wake();
    backlog.hold(result.text.length);
  }

  function empty(): void {
    const size = held;
    queue.length = 0;
    held = 0;
    backlog.release(size);
  }

  function isFull({ text }: LiveResult): boolean {
    if (queue.length === 0) return false;
    return queue.length >= queueLimits.results || held + text.length > queueLimits.characters;
  }

  function fallBehind(): void {
    empty();
    leave();
    if (place === undefined) finish(tooSlow());
    else state = 'behind';
  }

  function finish(last: LiveResult): void {
    if (state === 'over') return;
    state = 'over';
    put(last);
  }

  function take(): LiveResult | undefined {
    const first = queue.shift();
    if (!first) return undefined;
    held -= first.text.length;
    backlog.release(first.text.length);
    place = first.place ?? place;
    return first;
  }

  async function next(): Promise<IteratorResult<LiveResult, void>> {
    for (;;) {
      const value = take();
      if (value) return { done: false, value };
      if (state === 'over') return { done: true, value: undefined };
      if (state === 'behind' && place !== undefined) {
        state = 'following';
        const refused = await rejoin(place);
        if (refused) finish(refused);
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }

  const source = {
    next,
    async return() {
      return { done: true, value: undefined } as const;
    },
  };
  return {
    results: mapStream<LiveResult, LiveResult>(
      source,
      (result) => result,
      () => {
        state = 'over';
        empty();
        leave();
        wake();
        onEnd();
      },
    ),

    push(result) {
      if (state !== 'following') return;
      if (isFull(result)) fallBehind();
      else put(result);
    },

    beginAt(start) {
      place ??= start;
    },

    end() {
      if (state === 'following') state = 'over';
      wake();
    },
  };
}
