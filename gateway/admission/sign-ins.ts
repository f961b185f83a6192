import { LRUCache } from 'lru-cache';
import { key } from '../../subgraphs/kernel/ephemeral/keys.ts';
import { exhausted } from './budgets.ts';
import { callerRates, type Figures } from './editions.ts';
import { type SharedRatesOptions, sharedRates } from './shared-rates.ts';

/** Bounds how often somebody may try tokens that are none. */
export interface SignIns {
  /**
   * Refuses an address that has failed too often, before its token is looked at. A token that was good a moment
   * ago is let through: others may stand behind the same address.
   *
   * @throws GraphQLError RATE_LIMITED with `retryAfterMs`.
   */
  assertMayTry(address: string | undefined, token: string): void;
  succeeded(token: string): void;
  failed(address: string | undefined): void;
}

const rememberedTokens = 2_000;
const rememberedAddresses = 10_000;

export function createSignIns(
  options: SharedRatesOptions,
  figures: Figures = callerRates.failedSignIns,
  now: () => number = () => performance.now(),
): SignIns {
  const take = sharedRates(options, now);
  const good = new LRUCache<string, true>({ max: rememberedTokens });
  const waits = new LRUCache<string, number>({ max: rememberedAddresses });

  return {
    assertMayTry(address = '', token) {
      const waitMs = (waits.get(address) ?? 0) - now();
      if (waitMs > 0 && !good.has(token)) throw exhausted('your tries to sign in', waitMs);
    },

    succeeded(token) {
      good.set(token, true);
    },

    failed(address = '') {
      const rate = { key: key('-', 'rate', 'failed-sign-ins', address), quantity: 1, ...figures };
      take([rate]).then(
        ({ states: [state], retryAfterMs }) => {
          const isUsedUp = state?.remaining === 0;
          const each = figures.periodMs / figures.count;
          if (isUsedUp) waits.set(address, now() + (retryAfterMs || each));
        },
        // Rates are told whatever becomes of the store.
        () => {},
      );
    },
  };
}
