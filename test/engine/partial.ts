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
 * has the right one, and where it lacks one an error below says why. A null goes up no further than its part, so a
 * monolith can only say what is right where there is something.
 */
export function assembledDifferences(actual: Told, everything: Told): string[] {
  const errors = actual.errors.map(pathOf);
  const isExplained = (way: readonly string[]) =>
    errors.some((path) => way.every((key, index) => path[index] === key || path.length <= index));

  const compare = (is: unknown, was: unknown, way: readonly string[]): string[] => {
    if (is === null || is === undefined) {
      // A part that is lost takes all its fields from the object that it belongs to.
      const place = is === null ? way : way.slice(0, -1);
      return was === null || isExplained(place) ? [] : [`${way.join('.')} is not there`];
    }
    if (typeof is !== 'object')
      return is === was ? [] : [`${way.join('.')}: ${is} instead of ${was}`];
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
