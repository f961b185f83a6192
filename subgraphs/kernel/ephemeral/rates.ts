/**
 * A rate, kept by the generic cell rate algorithm: so many evenly within a period, of which some may come at once.
 * A pause saves up no more than that burst.
 */
export interface Rate {
  readonly key: string;
  /** How many within the period. */
  readonly count: number;
  readonly periodMs: number;
  /** How many at once. */
  readonly burst: number;
  /** How many are taken now; more than the burst are taken as the whole burst. */
  readonly quantity: number;
}

export interface RateState {
  /** How many could be taken at once now. */
  readonly remaining: number;
  /** When the whole burst can be taken again. */
  readonly wholeInMs: number;
}

export interface RateVerdict {
  /** Position of the rate that refused, the one to wait for the longest; null when all were taken. */
  readonly refusedBy: number | null;
  /** When to ask again; 0 when they were taken. */
  readonly retryAfterMs: number;
  /** Of each rate, in the order they were asked for. */
  readonly states: readonly RateState[];
}

/** Takes from all of the rates, or from none of them when one refuses. */
export type TakeRates = (rates: readonly Rate[]) => RateVerdict;

const sweepAbove = 1_024;

/**
 * Rates of a single process.
 *
 * @param now - milliseconds.
 */
export function processRates(now: () => number = Date.now): TakeRates {
  /** When each rate is whole again; until then it counts. */
  const wholeAt = new Map<string, number>();
  let sweepAt = sweepAbove;

  function sweep(at: number): void {
    if (wholeAt.size < sweepAt) return;
    for (const [key, time] of wholeAt) if (time <= at) wholeAt.delete(key);
    sweepAt = Math.max(sweepAbove, 2 * wholeAt.size);
  }

  return (rates) => {
    const at = now();
    const asked = rates.map((rate) => {
      const from = Math.max(at, wholeAt.get(rate.key) ?? at);
      const each = rate.periodMs / rate.count;
      const until = from + each * Math.min(rate.quantity, rate.burst);
      return { rate, each, from, until, waitMs: until - each * rate.burst - at };
    });
    const waitMs = Math.max(0, ...asked.map((one) => one.waitMs));
    const isRefused = waitMs > tolerance;
    if (!isRefused) for (const { rate, until } of asked) wholeAt.set(rate.key, until);
    sweep(at);
    return {
      refusedBy: isRefused ? asked.findIndex((one) => one.waitMs === waitMs) : null,
      retryAfterMs: isRefused ? Math.ceil(waitMs) : 0,
      states: asked.map(({ rate, each, from, until }) =>
        stateOf(rate, each, (isRefused ? from : until) - at),
      ),
    };
  };
}

/** Milliseconds that fractions of them may add up to. */
const tolerance = 0.001;

function stateOf({ burst }: Rate, each: number, wholeInMs: number): RateState {
  const remaining = Math.floor(burst - wholeInMs / each + tolerance);
  return { remaining: Math.max(0, remaining), wholeInMs: Math.ceil(wholeInMs) };
}
