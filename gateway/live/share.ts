import type { ExecutionResult } from 'graphql';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import { isMark, placeOf } from '../../subgraphs/kernel/subscription.ts';
import type { LiveResult, Subscriber } from './subscriber.ts';

/** One stream of an engine, and those who listen to it. */
export interface Share {
  /** Resolves when it has begun: to nothing, or to the refusal of which everybody is told. */
  readonly begun: Promise<LiveResult | undefined>;
  /** The cursor behind the last result it gave, or behind which it began. */
  readonly place: string | undefined;
  /** Whether it has given nothing yet, so that who joins now misses nothing. */
  readonly isFresh: boolean;
  readonly subscribers: ReadonlySet<Subscriber>;
  add(subscriber: Subscriber): void;
  /** Ends the stream with the last of them. */
  remove(subscriber: Subscriber): void;
}

export interface ShareOptions {
  readonly open: (signal: AbortSignal) => Promise<Stream<ExecutionResult> | ExecutionResult>;
  readonly show: (result: ExecutionResult) => LiveResult;
  readonly showError: (error: unknown) => LiveResult;
  /** Called after each result. */
  readonly onResult: (share: Share) => void;
  /** Called once, when it is over. */
  readonly onEnd: () => void;
}

/** Opens the stream at once; the last one to leave ends it. */
export function openShare(options: ShareOptions): Share {
  const { show, showError, onResult, onEnd } = options;
  const subscribers = new Set<Subscriber>();
  const ending = new AbortController();
  let stream: Stream<ExecutionResult> | undefined;
  let place: string | undefined;
  let isFresh = true;

  function close(): void {
    if (ending.signal.aborted) return;
    ending.abort();
    // What it still waits for is nobody's concern any more.
    stream?.return().catch(() => {});
    onEnd();
  }

  function tell(result: ExecutionResult): void {
    place = placeOf(result) ?? place;
    if (isMark(result)) {
      for (const subscriber of subscribers) if (place !== undefined) subscriber.beginAt(place);
      return;
    }
    isFresh = false;
    const shown = show(result);
    for (const subscriber of subscribers) subscriber.push(shown);
    // With the last of them falling behind it has ended.
    if (!ending.signal.aborted) onResult(share);
  }

  async function pump(source: Stream<ExecutionResult>): Promise<void> {
    try {
      for await (const result of source) {
        if (ending.signal.aborted) return;
        tell(result);
      }
    } catch (error) {
      if (ending.signal.aborted) return;
      const shown = showError(error);
      for (const subscriber of subscribers) subscriber.push(shown);
    }
    close();
    for (const subscriber of [...subscribers]) subscriber.end();
  }

  async function begin(): Promise<LiveResult | undefined> {
    try {
      const opened = await options.open(ending.signal);
      if (!(Symbol.asyncIterator in opened)) return refuse(show(opened));
      if (ending.signal.aborted) await opened.return();
      stream = opened;
      void pump(opened);
      return undefined;
    } catch (error) {
      return refuse(showError(error));
    }
  }

  function refuse(refusal: LiveResult): LiveResult {
    close();
    subscribers.clear();
    return refusal;
  }

  const share: Share = {
    begun: begin(),
    subscribers,
    get place() {
      return place;
    },
    get isFresh() {
      return isFresh;
    },

    add(subscriber) {
      subscribers.add(subscriber);
      if (place !== undefined) subscriber.beginAt(place);
    },

    remove(subscriber) {
      if (subscribers.delete(subscriber) && subscribers.size === 0) close();
    },
  };
  return share;
}
