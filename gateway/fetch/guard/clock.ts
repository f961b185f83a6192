/** Time and chance, as arguments. */
export interface Clock {
  /** Epoch milliseconds: deadlines are told in them. */
  now(): number;
  /** Milliseconds that only ever rise. */
  monotonic(): number;
  /** Calls back after this long. @returns calls it off. */
  after(ms: number, callback: () => void): () => void;
  /** From 0 to 1, without 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
