import type { Example } from '../page-config.ts';

/**
 * The example's variables with each placeholder replaced by what its lookup finds just now, or by
 * null when that is nothing: an empty queue has no review to claim.
 *
 * @param ask - runs a query and gives its data.
 */
export async function fillIn(
  example: Example,
  ask: (query: string) => Promise<unknown>,
): Promise<string> {
  const found = await Promise.all(
    Object.entries(example.lookups).map(async ([name, query]) => {
      const data = await ask(query).catch(() => null);
      return [`"$${name}"`, JSON.stringify(firstString(data) ?? null)] as const;
    }),
  );
  return found.reduce(
    (text, [name, value]) => text.replaceAll(name, () => value),
    example.variables,
  );
}

function firstString(data: unknown): string | undefined {
  if (typeof data === 'string') return data;
  if (typeof data !== 'object' || data === null) return undefined;
  for (const part of Object.values(data)) {
    const found = firstString(part);
    if (found !== undefined) return found;
  }
  return undefined;
}
