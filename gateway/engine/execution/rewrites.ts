import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { Data } from './data.ts';
import { typeTest } from './type-test.ts';

export type Rewrite = (value: unknown) => void;

const onType = '... on ';

/** The changes that a plan makes to representations or answers, as one function; undefined when there are none. */
export function compileRewrites(
  types: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[],
): Rewrite | undefined {
  if (rewrites.length === 0) return undefined;
  const steps = rewrites.map((rewrite) => compileRewrite(types, rewrite));
  return (value) => {
    for (const step of steps) step(value);
  };
}

function compileRewrite(types: GraphQLSchema, rewrite: FetchDataRewrite): Rewrite {
  const above = rewrite.path.slice(0, -1);
  const key = rewrite.path.at(-1) ?? '';
  return above.reduceRight<Rewrite>(
    (next, element) => {
      if (!element.startsWith(onType)) return eachObject((object) => next(object[element]));
      const matches = typeTest(types, element.slice(onType.length), true);
      return eachObject((object) => {
        if (matches(object['__typename'])) next(object);
      });
    },
    eachObject((object) => change(object, key, rewrite)),
  );
}

/** A value that is false, zero or empty is renamed like every other. */
function change(object: Data, key: string, rewrite: FetchDataRewrite): void {
  if (rewrite.kind === 'ValueSetter') {
    object[key] = rewrite.setValueTo;
  } else if (Object.hasOwn(object, key) && object[key] !== undefined) {
    object[rewrite.renameKeyTo] = object[key];
    object[key] = undefined;
  }
}

function eachObject(apply: (object: Data) => void): Rewrite {
  return function each(value) {
    if (Array.isArray(value)) value.forEach(each);
    // JSON has objects, lists and leaves; this is an object.
    else if (typeof value === 'object' && value !== null) apply(value as Data);
  };
}
