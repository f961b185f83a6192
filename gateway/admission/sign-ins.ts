import { LRUCache } from 'lru-cache';
import { key } from '../../subgraphs/kernel/ephemeral/keys.ts';
import { isUnauthenticated } from '../../subgraphs/kernel/scope/unauthenticated.ts';
import { exhausted } from './budgets.ts';
import { callerRates, type Figures } from './editions.ts';
import { type SharedRatesOptions, sharedRates } from './shared-rates.ts';

/** Where a request comes from. */
export interface Origin {
  readonly peer?: string | undefined;
  /** The value of X-Forwarded-For. */
  readonly via?: string | undefined;
}

/** Bounds how often somebody may try tokens that are none. */
export interface SignIns {
  /**
   * Tries a token, unless too many from this address have failed. One that was good a moment ago is tried all the
   * same: others may stand behind the same address.
   *
   * @throws GraphQLError RATE_LIMITED with `retryAfterMs`, or what `verify` throws.
   */
  attempt<Identity>(
    from: Origin,
    token: string,
    verify: (token: string) => Promise<Identity>,
  ): Promise<Identity>;
}

const rememberedTokens = 2_000;
const rememberedAddresses = 10_000;

export interface SignInsOptions extends SharedRatesOptions {
  /** Whether a proxy of ours writes the last address of X-Forwarded-For. */
  readonly trustsProxy: boolean;
}

export function createSignIns(
  options: SignInsOptions,
  figures: Figures = callerRates.failedSignIns,
  now: () => number = () => performance.now(),
): SignIns {
  const take = sharedRates(options, now);
  const good = new LRUCache<string, true>({ max: rememberedTokens });
  const waits = new LRUCache<string, number>({ max: rememberedAddresses });

  function addressOf({ peer = '', via }: Origin): string {
    return options.trustsProxy ? (via?.split(',').at(-1)?.trim() ?? peer) : peer;
  }

  async function fail(address: string): Promise<void> {
    const name = key('-', 'rate', 'failed-sign-ins', address);
    const { states, retryAfterMs } = await take([{ key: name, quantity: 1, ...figures }]);
    if (states[0]?.remaining !== 0) return;
    waits.set(address, now() + Math.max(retryAfterMs, figures.periodMs / figures.count));
  }

  return {
    async attempt(from, token, verify) {
      const address = addressOf(from);
      const waitMs = (waits.get(address) ?? 0) - now();
      if (waitMs > 0 && !good.has(token)) throw exhausted('your tries to sign in', waitMs);
      try {
        const identity = await verify(token);
        good.set(token, true);
        return identity;
      } catch (error) {
        // A token that was good a moment ago is no try: it has expired, or was revoked under an open connection.
        const isTry = isUnauthenticated(error) && !error.isRetriable && !good.delete(token);
        if (isTry) await fail(address);
        throw error;
      }
    },
  };
}
