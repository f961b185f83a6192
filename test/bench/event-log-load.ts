/** When an event was seen, by its id: a moment of the machine's clock, which all processes share. */
export type Moments = Record<string, string>;

/** Nanoseconds, as text: it passes between processes. */
export function momentNow(): string {
  return String(process.hrtime.bigint());
}

export function msBetween(from: string, to: string): number {
  return to === 'never' ? Number.NaN : Number(BigInt(to) - BigInt(from)) / 1e6;
}

export function benchTenants(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `tenant-${index}`);
}

/** An open loop: arrival `index` is due at index / rate, whether or not the earlier ones are done. */
export async function atRate(
  load: { readonly rate: number; readonly seconds: number; readonly connections: number },
  each: (index: number) => Promise<void>,
): Promise<void> {
  const start = performance.now();
  const total = Math.round(load.rate * load.seconds);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < total; index = next++) {
      const waitMs = start + (index / load.rate) * 1_000 - performance.now();
      if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
      await each(index);
    }
  };
  await Promise.all(Array.from({ length: load.connections }, worker));
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.filter(Number.isFinite).toSorted((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return Number((value ?? Number.NaN).toFixed(2));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
