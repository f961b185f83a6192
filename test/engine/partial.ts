import { dataDifferences, type Told } from './compare.ts';

/**
 * How an answer with errors differs from that of a monolith, when several things fail at a time: the data are the same,
 * every error is one that there is, and every null that comes of errors has one. Which of two errors that lead to the
 * same null is told, or both, is left open, as it is in GraphQL.
 *
 * @param all - every error there is.
 */
export function partialDifferences(actual: Told, expected: Told, all: readonly string[]): string[] {
  const differences = dataDifferences(actual, expected);
  if (differences.length > 0) return differences;
  const data: unknown = expected.dataText === 'undefined' ? null : JSON.parse(expected.dataText);
  const nullsOf = ({ errors }: Told) => new Set(errors.map((error) => nullAt(data, error)));
  const [found, wanted] = [nullsOf(actual), nullsOf(expected)];
  return [
    ...[...wanted].filter((place) => !found.has(place)).map((place) => `no error for ${place}`),
    ...[...found].filter((place) => !wanted.has(place)).map((place) => `an error for ${place}`),
    ...actual.errors.filter((error) => !all.includes(error)).map((error) => `no such: ${error}`),
  ];
}

/** The place of the null that an error led to. */
function nullAt(data: unknown, error: string): string {
  const path = error.slice(error.lastIndexOf(' at ') + 4).split('.');
  const way: string[] = [];
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) break;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
    way.push(key);
  }
  return way.join('.') || 'data';
}
