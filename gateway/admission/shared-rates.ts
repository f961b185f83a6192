import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import {
  processRates,
  type Rate,
  type RateVerdict,
} from '../../subgraphs/kernel/ephemeral/rates.ts';

export interface SharedRatesOptions {
  readonly ephemeral: Pick<Ephemeral, 'take'>;
  /** How many gateways share the store. */
  readonly replicas: number;
  /** Told when the store begins to fail. */
  readonly onError: (error: Error) => void;
}

/** How long a request waits for the store, and how long it is left alone after that. */
const patienceMs = 100;
const pauseMs = 1_000;

/**
 * Rates that all gateways share, by way of the ephemeral store: one round trip, and none in a single process.
 *
 * While the store fails, each gateway allows its share of every rate by itself: callers are limited all the same,
 * and none is let through unlimited.
 */
export function sharedRates(
  { ephemeral, replicas, onError }: SharedRatesOptions,
  now: () => number = () => performance.now(),
): (rates: readonly Rate[]) => Promise<RateVerdict> {
  const takeHere = processRates(now);
  let failsUntil = -Infinity;

  return async (rates) => {
    if (now() >= failsUntil) {
      try {
        const taken = ephemeral.take(rates);
        return 'then' in taken ? await within(taken) : taken;
      } catch (error) {
        if (failsUntil < now() - pauseMs) onError(asError(error));
        failsUntil = now() + pauseMs;
      }
    }
    return takeHere(rates.map((rate) => shareOf(rate, replicas)));
  };
}

function shareOf(rate: Rate, replicas: number): Rate {
  const burst = Math.max(1, Math.floor(rate.burst / replicas));
  return { ...rate, count: rate.count / replicas, burst };
}

function within<Answer>(asked: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, patienceMs, new Error('The rates were not told in time.'));
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('The rates cannot be told.');
}
