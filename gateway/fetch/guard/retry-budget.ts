/** How many requests may be asked a second time. */
export interface RetryBudget {
  /** Notes a request that is asked for the first time. */
  earn(): void;
  /** Whether one may be repeated now; that is then spent. */
  spend(): boolean;
}

/** What a quiet gateway may repeat before it has earned anything. */
const savedAtMost = 10;

/**
 * Retries are a share of what is asked, whatever happens: a subgraph in trouble is not asked twice as much.
 *
 * @param share - of the requests that may be repeated: 0.1 is one in ten.
 */
export function createRetryBudget(share: number): RetryBudget {
  let saved = savedAtMost;
  return {
    earn() {
      saved = Math.min(savedAtMost, saved + share);
    },
    spend() {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}
