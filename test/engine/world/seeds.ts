/** A number from 0 to 2^32 - 1 that depends on every character: FNV-1a, then mixed once more. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The one of these that this text stands for, the same every time. */
export function pickOne<Item>(items: readonly Item[], text: string): Item {
  const item = items[hashOf(text) % items.length];
  if (item === undefined) throw new Error(`There is nothing to pick from for ${text}.`);
  return item;
}

/** JSON with the keys in order, so that equal values have one text. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
