/** `open` lets nothing through; `probing` waits for the one request that finds out whether it is over. */
export type BreakerState = 'closed' | 'open' | 'probing';

/** What a request told of the subgraph. */
export type Outcome = 'success' | 'failure' | 'nothing';

/** Leave to ask: handed back with what came of it. */
export type Leave = 'usual' | 'probe';

export interface Breaker {
  state(): BreakerState;
  /** @returns null while the subgraph is left alone. */
  enter(): Leave | null;
  /** Must be called once for every leave. */
  report(leave: Leave, outcome: Outcome): void;
}

export interface BreakerSettings {
  /** Requests are looked at for this long. */
  readonly windowMs: number;
  /** Fewer requests in the window say nothing. */
  readonly fewestRequests: number;
  /** From this share of failures on it opens: 0 to 1. */
  readonly failureShare: number;
  readonly openMs: number;
}

export const breakerDefaults: BreakerSettings = {
  windowMs: 10_000,
  fewestRequests: 20,
  failureShare: 0.5,
  openMs: 5_000,
};

const slots = 10;

/**
 * Leaves a subgraph alone that fails most of what it is asked, and asks one single time when it has rested.
 *
 * @param now - milliseconds that only ever rise.
 */
export function createBreaker(settings: BreakerSettings, now: () => number): Breaker {
  const { windowMs, fewestRequests, failureShare, openMs } = settings;
  const counts = slidingCounts(windowMs / slots);
  let state: BreakerState = 'closed';
  let restsUntil = 0;

  function rest(forMs: number): void {
    state = 'open';
    restsUntil = now() + forMs;
  }

  /** What came of the probe decides; what was asked before it is too old to say anything. */
  const afterProbe: Readonly<Record<Outcome, () => void>> = {
    success() {
      counts.clear();
      state = 'closed';
    },
    failure: () => rest(openMs),
    nothing: () => rest(0),
  };

  return {
    state: () => state,

    enter() {
      if (state === 'closed') return 'usual';
      if (state === 'probing' || now() < restsUntil) return null;
      state = 'probing';
      return 'probe';
    },

    report(leave, outcome) {
      if (leave === 'probe') return afterProbe[outcome]();
      if (state !== 'closed' || outcome === 'nothing') return;
      counts.add(now(), outcome === 'failure');
      if (outcome === 'success') return;
      const { requests, failures } = counts.sum(now());
      if (requests >= fewestRequests && failures >= requests * failureShare) rest(openMs);
    },
  };
}

/** Counts of the last ten slots of time. */
function slidingCounts(slotMs: number) {
  const of = () => ({ slot: -1, requests: 0, failures: 0 });
  const ring = Array.from({ length: slots }, of);

  return {
    add(at: number, isFailure: boolean): void {
      const slot = Math.floor(at / slotMs);
      const index = slot % slots;
      const counted = ring[index];
      const current = counted?.slot === slot ? counted : { ...of(), slot };
      current.requests += 1;
      if (isFailure) current.failures += 1;
      ring[index] = current;
    },

    sum(at: number): { readonly requests: number; readonly failures: number } {
      const oldest = Math.floor(at / slotMs) - slots + 1;
      const recent = ring.filter(({ slot }) => slot >= oldest);
      return {
        requests: recent.reduce((sum, { requests }) => sum + requests, 0),
        failures: recent.reduce((sum, { failures }) => sum + failures, 0),
      };
    },

    clear: () => void ring.fill(of()),
  };
}
