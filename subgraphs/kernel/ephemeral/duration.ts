/**
 * A duration as both adapters take it: whole milliseconds.
 *
 * @throws RangeError below one: what should not live at all must not be kept by mistake.
 */
export function wholeMs(durationMs: number): number {
  const whole = Math.ceil(durationMs);
  if (whole >= 1 && Number.isSafeInteger(whole)) return whole;
  throw new RangeError(`A duration must be at least one millisecond, not ${durationMs}.`);
}
