import { refusal } from '../../subgraphs/kernel/errors.ts';
import type { ResumableStream } from '../../subgraphs/kernel/live.ts';
import { mapStream } from '../../subgraphs/kernel/stream.ts';

/** An event of a test's log. */
export interface Logged {
  /** Its place in the log, from 1 on. */
  readonly n: number;
  readonly cursor: string;
  readonly text: string;
}

/** A log that a test writes, and that is followed as the real one is: behind a cursor, without a gap. */
export interface TestLog {
  append(text?: string): Logged;
  /** @throws GraphQLError RESUME_TOO_OLD where the events behind the cursor are not kept any more. */
  follow(after: string | null): ResumableStream<Logged>;
  /** Forgets everything before this place. */
  forgetBefore(n: number): void;
  /** How many follow it now, and how many ever did. */
  readonly readers: number;
  readonly opened: number;
  /** Resolves as soon as so many follow it. */
  untilReaders(count: number): Promise<void>;
}

export const cursorAt = (n: number) => `l${n}`;

export function testLog(): TestLog {
  const events: Logged[] = [];
  const readers = new Set<() => void>();
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let oldest = 1;
  let opened = 0;

  const changed = () => {
    for (const each of waiting.filter(({ count }) => count === readers.size)) {
      waiting.splice(waiting.indexOf(each), 1);
      each.resolve();
    }
  };

  return {
    get readers() {
      return readers.size;
    },
    get opened() {
      return opened;
    },

    append(text = '') {
      const n = events.length + 1;
      const event = { n, cursor: cursorAt(n), text };
      events.push(event);
      for (const wake of readers) wake();
      return event;
    },

    follow(after) {
      let seen = after === null ? events.length : Number(after.slice(1));
      if (seen + 1 < oldest) {
        throw refusal('RESUME_TOO_OLD', 'The events since then are no longer kept.');
      }
      let wake = () => {};
      const call = () => wake();
      opened += 1;
      readers.add(call);
      changed();
      const source = {
        async next(): Promise<IteratorResult<Logged, void>> {
          for (;;) {
            const event = events[seen];
            if (!readers.has(call)) return { done: true, value: undefined };
            if (event) {
              seen += 1;
              return { done: false, value: event };
            }
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        },
        async return(): Promise<IteratorResult<Logged, void>> {
          readers.delete(call);
          wake();
          changed();
          return { done: true, value: undefined };
        },
      };
      const stream = mapStream<Logged, Logged>(source, (event) => event);
      return Object.assign(stream, { startsAfter: cursorAt(seen) });
    },

    forgetBefore(n) {
      oldest = n;
    },

    untilReaders(count) {
      if (readers.size === count) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
  };
}
