import { type GraphQLLeafType, isEnumType } from 'graphql';

/** What no value is: it does not fit its type. */
export const unfit = Symbol('unfit');

const isText = (value: unknown) => typeof value === 'string';

const scalars: ReadonlyMap<string, (value: unknown) => unknown> = new Map([
  ['Int', (value) => (Number.isInteger(value) ? value : unfit)],
  ['Float', (value) => (Number.isFinite(value) ? value : unfit)],
  ['Boolean', (value) => (typeof value === 'boolean' ? value : unfit)],
  ['String', (value) => (isText(value) ? value : unfit)],
  ['ID', (value) => (isText(value) ? value : Number.isInteger(value) ? String(value) : unfit)],
]);

/** A leaf of the answer, or `unfit`. What custom scalars hold is the subgraph's word alone. */
export function completeLeaf(type: GraphQLLeafType, value: unknown): unknown {
  if (isEnumType(type)) {
    return typeof value === 'string' && type.getValue(value) ? value : unfit;
  }
  const complete = scalars.get(type.name);
  return complete ? complete(value) : value;
}
