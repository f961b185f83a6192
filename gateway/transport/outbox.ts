import type { Backlog } from '../live/subscriber.ts';
import type { Witness } from '../witness.ts';

// What waits for one reader: what its subscriptions have queued, and what the operating system has not taken yet.
// A reader that stands still, or for whom too much waits, is cut off (rulings 23): it can resume from its cursor.

export interface OutboxLimits {
  /** Characters and bytes that may wait, all together. */
  readonly largestBacklog: number;
  /** How long a reader may take nothing while something waits for it. */
  readonly stalledAfterMs: number;
  /** What a reader that is cut off gets to hear why; one that takes nothing never completes a farewell. */
  readonly farewellMs: number;
}

export const outboxLimits: OutboxLimits = {
  largestBacklog: 1024 * 1024,
  stalledAfterMs: 10_000,
  farewellMs: 200,
};

/** The connection as an outbox needs it. */
export interface Wire {
  /** Calls `done` when the operating system has taken the text, or the connection is gone. */
  write(text: string, done: () => void): void;
  /** Bytes written and not yet taken. */
  waitingBytes(): number;
  /** Tells the reader that it is cut off, and begins to end the connection. */
  cutOff(): void;
  /** Ends the connection at once. */
  destroy(): void;
}

export interface Outbox {
  readonly backlog: Backlog;
  /** Resolves when the text is on its way, or nobody can get it any more. Cuts off a reader for whom too much waits. */
  send(text: string): Promise<void>;
  close(): void;
}

export interface Outboxes {
  open(wire: Wire): Outbox;
  stop(): void;
}

/** Looks after all open outboxes with one timer. */
export function createOutboxes(
  witness: Pick<Witness, 'cutOff'>,
  told: Partial<OutboxLimits> = {},
): Outboxes {
  const limits = { ...outboxLimits, ...told };
  /** Each says, at a time, whether its reader stands still. */
  const open = new Map<Outbox, (now: number) => void>();
  const rounds = setInterval(() => {
    const now = performance.now();
    for (const look of open.values()) look(now);
  }, limits.stalledAfterMs / 10).unref();

  return {
    open(wire) {
      let queued = 0;
      let pending = 0;
      /** When something was last taken, or began to wait. */
      let movedAt = performance.now();

      const cutOff = () => {
        if (!open.delete(outbox)) return;
        witness.cutOff();
        wire.cutOff();
        setTimeout(() => wire.destroy(), limits.farewellMs).unref();
      };
      const taken = (resolve: () => void) => () => {
        pending -= 1;
        movedAt = performance.now();
        resolve();
      };
      const isTooMuch = () => queued + wire.waitingBytes() > limits.largestBacklog;
      const outbox: Outbox = {
        backlog: {
          hold(size) {
            queued += size;
            if (isTooMuch()) cutOff();
          },
          release(size) {
            queued -= size;
          },
        },
        send(text) {
          // Only what waits before it counts, so that one answer may be of any size.
          if (isTooMuch()) {
            cutOff();
            return Promise.resolve();
          }
          if (pending === 0) movedAt = performance.now();
          pending += 1;
          return new Promise((resolve) => wire.write(text, taken(resolve)));
        },
        close: () => void open.delete(outbox),
      };
      open.set(outbox, (now) => {
        if (pending > 0 && now - movedAt > limits.stalledAfterMs) cutOff();
      });
      return outbox;
    },

    stop: () => clearInterval(rounds),
  };
}
