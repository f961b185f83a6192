import { type GraphQLSchema, isObjectType } from 'graphql';
import { generate, literal } from '../generated-code.ts';
import { type AnswerKeys, answerKeys } from '../planning/answer-keys.ts';
import type { Fetch } from '../planning/plan.ts';
import { type Data, isData } from './data.ts';

/** Merges part of an answer into an object of the response. */
export type Merge = (target: Data, source: Data) => void;

/** Tells whether it is the name of a type that objects have, and not only of an interface. */
type IsConcrete = (typename: unknown) => boolean;

/** The merge of what a fetch asks for: assignments that know their keys. */
export function compileMerge(types: GraphQLSchema, fetch: Fetch): Merge {
  const isConcrete: IsConcrete = (name) =>
    typeof name === 'string' && isObjectType(types.getType(name));
  // Rewrites rename keys, so there the answer says itself which it has.
  if (fetch.outputRewrites.length > 0) {
    return (target, source) => mergeAll(target, source, isConcrete);
  }
  const functions: string[] = [];
  const root = define(answerKeys(fetch), functions);
  return generate(`${functions.join('\n')}\nreturn ${root};`, { isConcrete });
}

/** Objects and lists of one length go deep, everything else is replaced. */
function define({ leaves, objects }: AnswerKeys, functions: string[]): string {
  const lines = [...leaves].map((leaf) => {
    const key = literal(leaf);
    // A subgraph that knows only the interface says its name; what is known better stays.
    const isWorse = leaf === '__typename' ? '&&(t.__typename===undefined||isConcrete(v))' : '';
    return `v=s[${key}];if(v!==undefined${isWorse})t[${key}]=v;`;
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
export function mergeAll(target: Data, source: Data, isConcrete: IsConcrete = () => true): void {
  for (const [key, next] of Object.entries(source)) {
    const current = target[key];
    // Nothing asks for a key of this name, and to assign it would give the object another prototype.
    if (next === undefined || next === current || key === '__proto__') continue;
    if (key === '__typename' && current !== undefined && !isConcrete(next)) continue;
    if (isData(current) && isData(next)) mergeAll(current, next, isConcrete);
    else if (Array.isArray(current) && Array.isArray(next) && current.length === next.length) {
      mergeItems(current, next, isConcrete);
    } else target[key] = next;
  }
}

function mergeItems(current: unknown[], next: readonly unknown[], isConcrete: IsConcrete): void {
  for (const [index, item] of next.entries()) {
    const held = current[index];
    if (isData(held) && isData(item)) mergeAll(held, item, isConcrete);
    else if (Array.isArray(held) && Array.isArray(item) && held.length === item.length) {
      mergeItems(held, item, isConcrete);
    } else current[index] = item;
  }
}
