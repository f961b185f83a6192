import { clientKey } from '../planning/client-names.ts';
import { isData } from './data.ts';

type Path = readonly (string | number)[];

/**
 * Where in the data the objects at a place stand, as the client knows it; one object may stand in several places.
 * Only walked when there is an error to report.
 */
export function locate(
  data: unknown,
  path: readonly string[],
): ReadonlyMap<object, readonly Path[]> {
  const found = new Map<object, Path[]>();

  function search(value: unknown, depth: number, at: Path): void {
    if (Array.isArray(value)) {
      const next = path[depth] === '@' ? depth + 1 : depth;
      for (const [index, item] of value.entries()) search(item, next, [...at, index]);
      return;
    }
    if (!isData(value)) return;
    const key = path[depth];
    if (key !== undefined) search(value[key], depth + 1, [...at, clientKey(key)]);
    else found.set(value, [...(found.get(value) ?? []), at]);
  }

  search(data, 0, []);
  return found;
}
