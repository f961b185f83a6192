/** An object of fetched data, under data keys. Answers may be shared, so only whoever owns one writes to it. */
export type Data = Record<string, unknown>;

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
