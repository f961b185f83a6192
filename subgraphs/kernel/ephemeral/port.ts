import type { Rate, RateVerdict } from './rates.ts';

/**
 * What may be lost: cached values, counters, leases and messages. Never the record of anything.
 *
 * Keys come from `key()` (keys.ts), so that each names its tenant. Every duration is in
 * milliseconds, at least 1. Each promise rejects when the store cannot be reached; what that means
 * is the caller's to decide.
 */
export interface Ephemeral {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /** Whether the key was free and is set now. */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** Counts one more in the key's window, which begins with its first count. */
  increment(key: string, windowMs: number): Promise<WindowCount>;
  /** Takes from all of these rates at once, or from none of them when one refuses; at once where nothing lies between. */
  take(rates: readonly Rate[]): RateVerdict | Promise<RateVerdict>;
  /** Null while somebody else holds it. */
  acquireLease(key: string, ttlMs: number): Promise<Lease | null>;
  /** Never waits and never queues: a message is dropped while there is no connection. */
  publish(channel: string, message: string): void;
  /**
   * Delivers what is published from now on, each publisher's messages in order, at most once.
   *
   * Resolves once the subscription is in force; without a connection at once, and then the gap
   * listeners hear when it is.
   */
  subscribe(channel: string, listener: MessageListener): Promise<Unsubscribe>;
  /** Told after each loss of the connection, when all subscriptions are in force again. */
  onGap(listener: () => void): Unsubscribe;
  /** @throws Error naming the store when it does not answer. */
  health(): Promise<void>;
  stop(): Promise<void>;
}

export interface WindowCount {
  /** This one included. */
  readonly count: number;
  readonly windowEndsInMs: number;
}

/** The right to do something alone, until it ends or is not renewed in time. */
export interface Lease {
  /**
   * Higher than that of every earlier lease of any key. A holder may have lost the lease without
   * noticing, so what it writes to should refuse a token lower than the last it saw.
   */
  readonly fencingToken: number;
  /** Whether it was still held, and now is for as long again. */
  renew(): Promise<boolean>;
  /** Whether it was still held. */
  release(): Promise<boolean>;
}

export type MessageListener = (message: string) => void;
export type Unsubscribe = () => void;

export interface EphemeralOptions {
  /** Told what nobody waits for: a lost connection, a listener that throws. */
  readonly onError: (error: Error) => void;
}
