import type { Assembled } from './assemble.ts';
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
  const way: string[] = [];
  let value = data;
  for (const key of pathOf(error)) {
    if (typeof value !== 'object' || value === null) break;
    value = own(value, key);
    way.push(key);
  }
  return way.join('.') || 'data';
}

/**
 * How an answer that was put together of parts differs from all there is, when something fails: where it has a value it
 * has the right one, a null has an error below it, and what is missing belonged to a part that was lost. A null goes up
 * no further than its part, so a monolith can only say what is right where there is something.
 */
export function assembledDifferences(
  { told: actual, lost }: Pick<Assembled, 'told' | 'lost'>,
  everything: Told,
): string[] {
  const errors = actual.errors.map(pathOf);
  const lostPlaces = lost.map((path) => path.map(String));
  const isWithin = (path: readonly string[], place: readonly string[]) =>
    place.every((key, index) => path[index] === key);

  const compare = (is: unknown, was: unknown, way: readonly string[]): string[] => {
    if (is === undefined) {
      const isLost = lostPlaces.some((place) => isWithin(way, place));
      return isLost ? [] : [`${way.join('.')} is not there`];
    }
    if (is === null) {
      const isExplained = was === null || errors.some((path) => isWithin(path, way));
      return isExplained ? [] : [`${way.join('.')} is null`];
    }
    if (typeof is !== 'object') {
      return is === was ? [] : [`${way.join('.')}: ${is} instead of ${was}`];
    }
    if (typeof was !== 'object' || was === null) return [`${way.join('.')} is there`];
    const keys = new Set([...Object.keys(is), ...Object.keys(was)]);
    return [...keys].flatMap((key) => compare(own(is, key), own(was, key), [...way, key]));
  };

  const unknown = actual.errors.filter((error) => !everything.errors.includes(error));
  return [
    ...compare(JSON.parse(actual.dataText), JSON.parse(everything.dataText), []),
    ...unknown.map((error) => `no such: ${error}`),
  ];
}

function pathOf(error: string): string[] {
  return error.slice(error.lastIndexOf(' at ') + 4).split('.');
}

function own(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
