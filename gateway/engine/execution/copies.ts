import type { AnswerKeys } from '../planning/answer-keys.ts';
import type { Places } from '../planning/places.ts';
import { type Data, isData } from './data.ts';

/**
 * Copies of a shared answer those objects that a later step writes to, and those above them. An object that stands
 * in several places stays one in the copy and is added to `shared`, unless each place gets something of its own.
 */
export type Copy = (object: Data, shared: Set<object>) => Data;

/** Copies of one object made so far, for each key that may hold it again. */
type Seen = Map<string, Map<object, Data>>;

type Renew = (object: Data, shared: Set<object>, seen: Seen) => Data;

/** @param at - the place that the answer is merged into. */
export function compileCopy(keys: AnswerKeys, at: string, places: Places): Copy {
  const renew = compileRenew(keys, at, places);
  return renew ? (object, shared) => renew(object, shared, new Map()) : (object) => object;
}

/** @returns undefined when nobody writes below. */
function compileRenew(keys: AnswerKeys, at: string, places: Places): Renew | undefined {
  const children: [string, Renew][] = [];
  for (const [key, inner] of keys.objects) {
    const place = `${at}/${key}`;
    const below = compileRenew(inner, place, places);
    if (!below && !places.isWritten(place)) continue;
    const renew = below ?? ((object: Data) => ({ ...object }));
    children.push([key, places.isMerged(place) ? renew : once(renew, place)]);
  }
  if (children.length === 0) return undefined;
  return (object, shared, seen) => {
    const copy = { ...object };
    for (const [key, renew] of children) {
      const value = copy[key];
      if (value !== undefined && value !== null) copy[key] = eachObject(value, renew, shared, seen);
    }
    return copy;
  };
}

function eachObject(value: unknown, renew: Renew, shared: Set<object>, seen: Seen): unknown {
  if (Array.isArray(value)) return value.map((item) => eachObject(item, renew, shared, seen));
  return isData(value) ? renew(value, shared, seen) : value;
}

function once(renew: Renew, place: string): Renew {
  return (object, shared, seen) => {
    const copies = seen.get(place) ?? new Map<object, Data>();
    seen.set(place, copies);
    const known = copies.get(object);
    if (known) {
      shared.add(known);
      return known;
    }
    const copy = renew(object, shared, seen);
    copies.set(object, copy);
    return copy;
  };
}
