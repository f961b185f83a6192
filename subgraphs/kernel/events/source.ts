import type pg from 'pg';
import { type LogCursor, type LogPage, type ReadOptions, readLog } from './log.ts';
import type { Tail } from './tail.ts';

/** Where a consumer gets its events from: the log of this process's own database, or another's feed. */
export interface EventSource {
  /** @throws Error with a code of `LogRefusal` when the log cannot be read on from `after`. */
  read(after: LogCursor, options: SourceOptions): Promise<LogPage>;
}

export interface SourceOptions {
  readonly limit: number;
  /** How long to wait for an event when there is none, in milliseconds. */
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface LogAccess {
  /** Connections of a login that is a member of factory_reader. */
  readonly reader: pg.Pool;
  /** Tells when the log has grown. */
  readonly tail: Pick<Tail, 'onAdvance'>;
}

/** The log of a database that this process has a spine of. */
export function localSource(access: LogAccess, types?: readonly string[]): EventSource {
  return { read: (after, options) => awaitPage(access, after, { ...options, types }) };
}

/**
 * Reads the log, and waits for an event that is wanted if there is none.
 *
 * What was looked through meanwhile is told in `scannedTo` also when nothing was wanted, so that a reader of
 * rare events does not look through the same ones again.
 */
export async function awaitPage(
  { reader, tail }: LogAccess,
  after: LogCursor,
  options: SourceOptions & ReadOptions,
): Promise<LogPage> {
  const deadline = performance.now() + options.waitMs;
  let from = after;
  for (;;) {
    // Before the read: what comes between the read and the wait must be heard.
    const growth = listenFor(tail, options.signal);
    try {
      const page = await readLog(reader, from, options);
      const leftMs = deadline - performance.now();
      if (page.events.length > 0 || leftMs <= 0 || options.signal?.aborted) return page;
      from = page.scannedTo;
      if (page.isLast) await growth.within(leftMs);
    } finally {
      growth.forget();
    }
  }
}

/** Hears of the log's growth, of the signal, or of the end of the time, whichever is first. */
function listenFor(tail: Pick<Tail, 'onAdvance'>, signal: AbortSignal | undefined) {
  let hear = (): void => {};
  let timer: NodeJS.Timeout | undefined;
  const heard = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const leave = tail.onAdvance(hear);
  signal?.addEventListener('abort', hear, { once: true });
  return {
    within(ms: number): Promise<void> {
      timer = setTimeout(hear, ms);
      return heard;
    },
    forget() {
      clearTimeout(timer);
      leave();
      signal?.removeEventListener('abort', hear);
    },
  };
}
