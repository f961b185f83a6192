import type { ExecutionResult } from 'graphql';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import { isMark, placeOf } from '../../subgraphs/kernel/subscription.ts';
import type { LiveResult, Subscriber } from './subscriber.ts';
import { createUpstreamHold, type UpstreamHold } from './upstream-hold.ts';

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
  /** Lets whatever is served now go on where it stands. */
  replan(): void;
  /** Ends the stream with the last of them. */
  remove(subscriber: Subscriber): void;
}

export interface ShareOptions {
  /** @param after - the place it stands at; undefined where it begins, or knows none. */
  readonly open: (opening: Opening) => Promise<Stream<ExecutionResult> | ExecutionResult>;
  readonly show: (result: ExecutionResult) => LiveResult;
  readonly showError: (error: unknown) => LiveResult;
  /** Resolves when whoever may not have what has come by now has left. */
  readonly confirm: (signal: AbortSignal) => Promise<void>;
  /** Called after each result. */
  readonly onResult: (share: Share) => void;
  /** Called once, when it is over. */
  readonly onEnd: () => void;
}

export interface Opening {
  readonly after: string | undefined;
  readonly signal: AbortSignal;
  readonly hold: UpstreamHold;
}

/** Opens the stream at once; the last one to leave ends it. */
export function openShare(options: ShareOptions): Share {
  const { show, showError, onResult, onEnd } = options;
  const subscribers = new Set<Subscriber>();
  const ending = new AbortController();
  let stream: Stream<ExecutionResult> | undefined;
  let place: string | undefined;
  let isFresh = true;
  /** Whether something else is to go on with it. */
  let isOutdated = false;
  const hold = createUpstreamHold();

  function close(): void {
    if (ending.signal.aborted) return;
    ending.abort();
    // What it still waits for is nobody's concern any more.
    stream?.return().catch(() => {});
    hold.release();
    onEnd();
  }

  function tell(result: ExecutionResult): void {
    place = placeOf(result) ?? place;
    if (isMark(result)) {
      for (const subscriber of subscribers) if (place !== undefined) subscriber.beginAt(place);
      return;
    }
    isFresh = false;
    tellAll(show(result));
    // With the last of them falling behind it has ended.
    if (!ending.signal.aborted) onResult(share);
  }

  function tellAll(result: LiveResult): void {
    for (const subscriber of subscribers) subscriber.push(result);
  }

  async function readAll(source: Stream<ExecutionResult>): Promise<void> {
    stream = source;
    // It became so while it was opened.
    if (isOutdated) handOver();
    for await (const result of source) {
      if (!isMark(result)) await options.confirm(ending.signal);
      if (ending.signal.aborted) return;
      tell(result);
    }
  }

  /** Reads on until it is over, by whatever is served at the time. */
  async function pump(first: Stream<ExecutionResult>): Promise<void> {
    try {
      await readAll(first);
      while (isOutdated && !ending.signal.aborted) {
        isOutdated = false;
        const next = await open();
        if (Symbol.asyncIterator in next) await readAll(next);
        else tell(next);
      }
    } catch (error) {
      if (!ending.signal.aborted) tellAll(showError(error));
    }
    close();
    for (const subscriber of [...subscribers]) subscriber.end();
  }

  function handOver(): void {
    // What holds no stream of a subgraph is ended, and begun anew.
    if (!hold.handOver()) stream?.return().catch(() => {});
  }

  async function open() {
    const { signal } = ending;
    const opened = await options.open({ after: place, signal, hold });
    if (signal.aborted && Symbol.asyncIterator in opened) await opened.return();
    return opened;
  }

  async function begin(): Promise<LiveResult | undefined> {
    try {
      const opened = await open();
      if (!(Symbol.asyncIterator in opened)) return refuse(show(opened));
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

    replan() {
      isOutdated = true;
      handOver();
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
