import { type Data, isData } from './data.ts';

/**
 * The objects at a place below the targets; `@` stands for every item of a list.
 *
 * @param mayRepeat - whether an object may stand in several places; then each is found only once.
 */
export function descend(
  targets: readonly Data[],
  path: readonly string[],
  mayRepeat: boolean,
): readonly Data[] {
  let level: readonly unknown[] = targets;
  for (const element of path) {
    const next: unknown[] = [];
    for (const value of level) {
      if (element !== '@') pushPresent(next, (value as Data)[element]);
      else if (Array.isArray(value)) for (const item of value) pushPresent(next, item);
    }
    level = mayRepeat && next.length > 1 ? [...new Set(next)] : next;
  }
  return level.flatMap(objectsIn);
}

function pushPresent(list: unknown[], value: unknown): void {
  if (typeof value === 'object' && value !== null) list.push(value);
}

function objectsIn(value: unknown): readonly Data[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isData(value) ? [value] : [];
}
