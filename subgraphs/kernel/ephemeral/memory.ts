import { wholeMs } from './duration.ts';
import type { Ephemeral, EphemeralOptions, Lease } from './port.ts';
import { processRates } from './rates.ts';
import { subscriptions } from './subscriptions.ts';

const sweepAbove = 1_024;

/**
 * The ephemeral store of a single process, for `npm start` without Redis.
 *
 * @param now - milliseconds since 1970.
 * @throws Error in production, where several processes would each have their own.
 */
export function memoryEphemeral(
  options: EphemeralOptions,
  now: () => number = Date.now,
): Ephemeral {
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error('The in-process ephemeral store serves one process only; set REDIS_URL.');
  }
  const entries = expiringEntries(now);
  const listeners = subscriptions(options.onError);
  const take: Ephemeral['take'] = processRates(now);
  return {
    get: async (key) => entries.get(key)?.value ?? null,
    set: async (key, value, ttlMs) => entries.set(key, value, ttlMs),
    setIfAbsent: async (key, value, ttlMs) => {
      if (entries.get(key) !== null) return false;
      entries.set(key, value, ttlMs);
      return true;
    },
    delete: async (key) => entries.delete(key),
    ...counters(entries, now),
    take,
    ...leases(entries, now),
    publish: (channel, message) => {
      const audience = listeners.audienceOf(channel);
      queueMicrotask(() => audience(message));
    },
    subscribe: async (channel, listener) => {
      const subscription = listeners.add(channel, listener);
      return () => void subscription.end();
    },
    // Nothing lies between publisher and subscriber that could break.
    onGap: () => () => {},
    health: async () => {},
    stop: async () => listeners.clear(),
  };
}

interface Entry {
  readonly value: string;
  readonly expiresAt: number;
}

interface Entries {
  get(key: string): Entry | null;
  set(key: string, value: string, ttlMs: number): void;
  /** Keeps the time at which the entry expires. */
  replace(key: string, entry: Entry): void;
  delete(key: string): void;
}

/** Expired entries are dropped when asked for, and all of them whenever the number has doubled. */
function expiringEntries(now: () => number): Entries {
  const entries = new Map<string, Entry>();
  let sweepAt = sweepAbove;

  function sweep(): void {
    if (entries.size < sweepAt) return;
    for (const [key, { expiresAt }] of entries) if (expiresAt <= now()) entries.delete(key);
    sweepAt = Math.max(sweepAbove, 2 * entries.size);
  }

  return {
    get: (key) => {
      const entry = entries.get(key);
      return entry === undefined || entry.expiresAt <= now() ? null : entry;
    },
    set: (key, value, ttlMs) => {
      entries.set(key, { value, expiresAt: now() + wholeMs(ttlMs) });
      sweep();
    },
    replace: (key, entry) => entries.set(key, entry),
    delete: (key) => entries.delete(key),
  };
}

function counters(entries: Entries, now: () => number): Pick<Ephemeral, 'increment'> {
  return {
    increment: async (key, windowMs) => {
      const counted = entries.get(key);
      if (counted === null) {
        entries.set(key, '1', windowMs);
        return { count: 1, windowEndsInMs: wholeMs(windowMs) };
      }
      const count = Number(counted.value) + 1;
      entries.replace(key, { ...counted, value: String(count) });
      return { count, windowEndsInMs: counted.expiresAt - now() };
    },
  };
}

function leases(entries: Entries, now: () => number): Pick<Ephemeral, 'acquireLease'> {
  let lastToken = 0;
  return {
    acquireLease: async (key, ttlMs) => {
      if (entries.get(key) !== null) return null;
      // Microseconds, like the Redis adapter, so that tokens rise over a restart too.
      lastToken = Math.max(now() * 1_000, lastToken + 1);
      entries.set(key, String(lastToken), ttlMs);
      return leaseOf(entries, { key, ttlMs, fencingToken: lastToken });
    },
  };
}

function leaseOf(
  entries: Entries,
  { key, ttlMs, fencingToken }: { key: string; ttlMs: number; fencingToken: number },
): Lease {
  const isHeld = () => entries.get(key)?.value === String(fencingToken);
  return {
    fencingToken,
    renew: async () => {
      if (!isHeld()) return false;
      entries.set(key, String(fencingToken), ttlMs);
      return true;
    },
    release: async () => {
      if (!isHeld()) return false;
      entries.delete(key);
      return true;
    },
  };
}
