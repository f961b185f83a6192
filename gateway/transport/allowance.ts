/** How much of something may be had: so much at once, and so much more each second. */
export interface AllowanceLimits {
  readonly atOnce: number;
  readonly perSecond: number;
}

/**
 * An allowance that is spent one by one and fills up with time.
 *
 * @param now - milliseconds that only ever rise.
 * @returns a function that says whether there was one left.
 */
export function createAllowance(
  { atOnce, perSecond }: AllowanceLimits,
  now: () => number = () => performance.now(),
): () => boolean {
  let left = atOnce;
  let countedAt = now();

  return () => {
    const at = now();
    left = Math.min(atOnce, left + ((at - countedAt) / 1_000) * perSecond);
    countedAt = at;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
