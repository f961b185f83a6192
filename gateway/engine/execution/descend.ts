import { generate, property } from '../generated-code.ts';
import { type Data, isData } from './data.ts';

/**
 * Finds the objects at a place below the targets.
 *
 * @param mayRepeat - whether an object may stand in several places; then each is found only once.
 */
export type Descend = (targets: readonly Data[], mayRepeat: boolean) => readonly Data[];

/** Takes one step of a path, from every value of a level to what is there. */
type Step = (level: readonly unknown[]) => unknown[];

/** @param path - `@` stands for every item of a list. */
export function compileDescent(path: readonly string[]): Descend {
  const steps = path.map((element) => (element === '@' ? intoLists : stepTo(element)));
  return (targets, mayRepeat) => {
    let level: readonly unknown[] = targets;
    for (const step of steps) {
      const next = step(level);
      level = mayRepeat && next.length > 1 ? [...new Set(next)] : next;
    }
    const found: Data[] = [];
    for (const value of level) collect(value, found);
    return found;
  };
}

/** A list has no property of that name, which is as good as nothing. */
function stepTo(name: string): Step {
  const read = property('v', name);
  return generate(
    `return (l)=>{const n=[];for(const v of l){const w=${read};if(typeof w==='object'&&w!==null)n.push(w);}return n;};`,
    {},
  );
}

function intoLists(level: readonly unknown[]): unknown[] {
  const next: unknown[] = [];
  for (const value of level) {
    if (!Array.isArray(value)) continue;
    for (const item of value) if (typeof item === 'object' && item !== null) next.push(item);
  }
  return next;
}

/** The objects in lists within lists, too. */
function collect(value: unknown, found: Data[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (isData(value)) found.push(value);
}
