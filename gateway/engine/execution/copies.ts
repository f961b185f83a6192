import { generate, literal, member, property } from '../generated-code.ts';
import { type AnswerKeys, answerKeys } from '../planning/answer-keys.ts';
import type { Places } from '../planning/places.ts';
import type { Fetch } from '../planning/plan.ts';
import { type Data, isData } from './data.ts';

/**
 * Copies of a shared answer those objects that a later step writes to, and those above them. An object that stands
 * in several places stays one in the copy and is added to `shared`, unless each place gets something of its own.
 */
export type Copy = (object: Data, shared: Set<object>) => Data;

/** Copies of one object made so far, for each key that may hold it again. */
type Seen = Map<string, Map<object, Data>>;

type Clone = (object: Data) => Data;

type Renew = (object: Data, shared: Set<object>, seen: Seen) => Data;

interface Answered {
  readonly places: Places;
  /** Whether an answer holds other keys than the fetch asks for. */
  readonly isRenamed: boolean;
}

/** @param at - the place that the answer is merged into. */
export function compileCopy(fetch: Fetch, at: string, places: Places): Copy {
  const isRenamed = fetch.outputRewrites.length > 0;
  const renew = compileRenew({ places, isRenamed }, answerKeys(fetch), at);
  return renew ? (object, shared) => renew(object, shared, new Map()) : (object) => object;
}

/** @returns undefined when nobody writes below. */
function compileRenew(answer: Answered, keys: AnswerKeys, at: string): Renew | undefined {
  const { places } = answer;
  const children: [string, Renew][] = [];
  for (const [key, inner] of keys.objects) {
    const place = `${at}/${key}`;
    const below = compileRenew(answer, inner, place);
    if (!below && !places.isWritten(place)) continue;
    const renew = below ?? compileClone(answer, inner, place);
    children.push([key, places.isMerged(place) ? renew : once(renew, place)]);
  }
  if (children.length === 0) return undefined;
  const clone = compileClone(answer, keys, at);
  const steps = children.map(
    ([key], index) => `v=c[${literal(key)}];if(v!=null)c[${literal(key)}]=all(v,R[${index}],s,m);`,
  );
  const source = `return (o,s,m)=>{let v;const c=clone(o);${steps.join('')}return c;};`;
  return generate(source, { clone, all: eachObject, R: children.map(([, renew]) => renew) });
}

/** With room for what later steps will add: an object that has to grow for each key costs several times as much. */
function compileClone({ places, isRenamed }: Answered, keys: AnswerKeys, at: string): Clone {
  // Its keys are known only where nothing renames them.
  if (isRenamed) return (object) => ({ ...object });
  const names = new Set([...keys.leaves, ...keys.objects.keys(), ...places.keysAt(at)]);
  const members = [...names].map((name) => `${member(name)}:${property('o', name)}`);
  return generate(`return (o)=>({${members.join()}});`, {});
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
