import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { generate, literal } from '../generated-code.ts';
import { askedIn, fragmentsIn } from '../planning/fetch-document.ts';
import type { Fetch } from '../planning/plan.ts';
import { type Data, isData } from './data.ts';

/** Merges part of an answer into an object of the response. */
export type Merge = (target: Data, source: Data) => void;

/** The keys of an answer: leaves, which replace each other, and objects, which are merged. */
interface Keys {
  readonly leaves: Set<string>;
  readonly objects: Map<string, Keys>;
}

/** The merge of what a fetch asks for: assignments that know their keys. */
export function compileMerge(fetch: Fetch): Merge {
  // Rewrites rename keys, so there the answer says itself which it has.
  if (fetch.outputRewrites.length > 0) return mergeAll;
  const functions: string[] = [];
  const root = define(keysOf(askedIn(fetch), fragmentsIn(fetch.document)), functions);
  return generate(`${functions.join('\n')}\nreturn ${root};`, {});
}

function keysOf(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  keys: Keys = { leaves: new Set(), objects: new Map() },
): Keys {
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD) {
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const fragment = isSpread ? fragments.get(selection.name.value) : selection;
      if (fragment) keysOf(fragment.selectionSet, fragments, keys);
      continue;
    }
    const key = selection.alias?.value ?? selection.name.value;
    if (selection.selectionSet) {
      keys.objects.set(key, keysOf(selection.selectionSet, fragments, keys.objects.get(key)));
    } else keys.leaves.add(key);
  }
  return keys;
}

/** Objects and lists of one length go deep, everything else is replaced. */
function define({ leaves, objects }: Keys, functions: string[]): string {
  const lines = [...leaves].map((leaf) => {
    const key = literal(leaf);
    return `v=s[${key}];if(v!==undefined)t[${key}]=v;`;
  });
  for (const [name, keys] of objects) {
    const key = literal(name);
    const inner = define(keys, functions);
    lines.push(`v=s[${key}];if(v!==undefined&&v!==(c=t[${key}])){
if(v===null||c===undefined||c===null||typeof c!=='object')t[${key}]=v;
else if(Array.isArray(v))${inner}l(t,${key},c,v);
else if(Array.isArray(c))t[${key}]=v;
else ${inner}(c,v);}`);
  }
  const name = `m${functions.length}`;
  functions.push(`function ${name}(t,s){let v,c;${lines.join('\n')}}
function ${name}l(o,k,c,v){if(!Array.isArray(c)||c.length!==v.length){o[k]=v;return;}
for(let i=0;i<v.length;i++){const a=c[i],b=v[i];if(a===b)continue;
if(a===null||b===null||typeof a!=='object'||typeof b!=='object')c[i]=b;
else if(Array.isArray(b))${name}l(c,i,a,b);else ${name}(a,b);}}`);
  return name;
}

/** The same for an object whose keys are not known before. */
export function mergeAll(target: Data, source: Data): void {
  for (const [key, next] of Object.entries(source)) {
    const current = target[key];
    // Nothing asks for a key of this name, and to assign it would give the object another prototype.
    if (next === undefined || next === current || key === '__proto__') continue;
    if (isData(current) && isData(next)) mergeAll(current, next);
    else if (Array.isArray(current) && Array.isArray(next) && current.length === next.length) {
      mergeItems(current, next);
    } else target[key] = next;
  }
}

function mergeItems(current: unknown[], next: readonly unknown[]): void {
  for (const [index, item] of next.entries()) {
    const held = current[index];
    if (isData(held) && isData(item)) mergeAll(held, item);
    else if (Array.isArray(held) && Array.isArray(item) && held.length === item.length) {
      mergeItems(held, item);
    } else current[index] = item;
  }
}
