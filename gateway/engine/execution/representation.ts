import type { GraphQLSchema } from 'graphql';
import { generate, literal, property } from '../generated-code.ts';
import type { RequiredOn, RequiredValue, Requirement } from '../planning/plan.ts';
import { quote } from '../response/quote.ts';
import type { Data } from './data.ts';
import { mergeAll } from './merge.ts';
import type { Rewrite } from './rewrites.ts';
import { typeTest } from './type-test.ts';

/**
 * Represents an object to the subgraph that is to add to it, as JSON text: at once what tells equal entities by
 * and what is sent.
 *
 * @returns null when the object has not what is required, or is of another type.
 */
export type Represent = (object: Data) => string | null;

export function compileRepresentation(
  types: GraphQLSchema,
  requires: readonly Requirement[],
  rewrite: Rewrite | undefined,
  enough: Enough,
): Represent {
  const flat = rewrite ? undefined : flatOf(requires);
  if (flat) return compileFlat(types, flat);
  const project = compileProjection(types, requires);
  return (object) => {
    const representation = project(object);
    if (!representation?.['__typename']) return null;
    rewrite?.(representation);
    return isEnough(representation, enough) ? JSON.stringify(representation) : null;
  };
}

/** What a representation has to have. */
export interface Enough {
  /** One of these, where the subgraph knows the type. */
  keysOf(typename: string): readonly (readonly string[])[] | undefined;
  /** And all of these, for what is asked of it. */
  readonly needs: readonly string[];
}

/** A plan may require of a type what is not required of others, whose objects then come without it. */
function isEnough(representation: Data, { keysOf, needs }: Enough): boolean {
  const keys = keysOf(String(representation['__typename']));
  const isGiven = (name: string) => representation[name] !== undefined;
  return needs.every(isGiven) && (keys?.some((key) => key.every(isGiven)) ?? false);
}

interface Flat {
  readonly type: string;
  readonly values: readonly RequiredValue[];
}

/** The usual `... on T { __typename id }`: leaves of one type. */
function flatOf(requires: readonly Requirement[]): Flat | undefined {
  const [only, ...others] = requires;
  if (only?.kind !== 'On' || others.length > 0) return undefined;
  const values = only.selections.filter((each) => each.kind === 'Value' && !each.selections);
  const isFlat = values.length === only.selections.length && isNamed(values);
  // Every one of them has passed as a value just now.
  return isFlat ? { type: only.type, values: values as readonly RequiredValue[] } : undefined;
}

function isNamed(values: readonly Requirement[]): boolean {
  return values.some((value) => value.kind === 'Value' && value.name === '__typename');
}

function compileFlat(types: GraphQLSchema, { type, values }: Flat): Represent {
  const reads = values.map(
    ({ from }, index) =>
      `const v${index}=${property('o', from)};if(v${index}===undefined)return null;`,
  );
  const texts = values.map(({ name }, index) => {
    literal(name);
    return `'${index === 0 ? '{' : ','}"${name}":'+text(v${index})`;
  });
  const source = `return (o)=>{if(!matches(o.__typename))return null;${reads.join('')}return ${texts.join('+')}+'}';};`;
  return generate(source, { matches: typeTest(types, type), text: textOf });
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

type Projection = (object: Data) => Data | null;

function compileProjection(types: GraphQLSchema, requires: readonly Requirement[]): Projection {
  const steps = requires.map((each) =>
    each.kind === 'On' ? compileOn(types, each) : compileValue(types, each),
  );
  return (object) => {
    const out: Data = {};
    return steps.every((step) => step(object, out)) ? out : null;
  };
}

/** @returns whether what is required was there. */
type Step = (object: Data, out: Data) => boolean;

/** What one type lacks leaves no trace: neither its other fields nor its name. */
function compileOn(types: GraphQLSchema, { type, selections }: RequiredOn): Step {
  const matches = typeTest(types, type);
  const project = compileProjection(types, selections);
  return (object, out) => {
    const part = matches(object['__typename']) ? project(object) : null;
    if (part) mergeAll(out, part);
    return true;
  };
}

function compileValue(types: GraphQLSchema, { name, from, selections }: RequiredValue): Step {
  const project = selections && compileProjection(types, selections);
  const each = (value: unknown): unknown => {
    if (value === null || value === undefined || !project) return value ?? null;
    // What has selections is an object, or a list of them.
    return Array.isArray(value) ? value.map(each) : project(value as Data);
  };
  return (object, out) => {
    const value = Object.hasOwn(object, from) ? object[from] : undefined;
    if (value === undefined) return false;
    out[name] = project ? each(value) : value;
    return true;
  };
}
