import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
} from 'graphql';
import type { CostRules } from './rules.ts';

/** What a given value costs. */
type ValueCost = (value: unknown) => number;

/** Makes what values of a type cost; of an argument or an input field that may have a weight of its own. */
export type InputCosts = (type: GraphQLInputType, weight: number | undefined) => ValueCost;

/** Input objects cost one each, scalars and enums nothing, unless `@cost` says otherwise. */
export function inputCosts({ weights }: CostRules): InputCosts {
  const known = new Map<string, ValueCost>();

  function costOf(type: GraphQLInputType, weight: number | undefined): ValueCost {
    const named = getNamedType(type);
    if (!isInputObjectType(named)) {
      const each = weight ?? weights.get(named.name) ?? 0;
      return each === 0 ? () => 0 : (value) => total(value, () => each);
    }
    const each = weight ?? weights.get(named.name) ?? 1;
    return (value) => total(value, (item) => each + contentsOf(named)(item));
  }

  /** Made when it is first wanted, since an input object can hold others of its own type. */
  function contentsOf(type: GraphQLInputObjectType): ValueCost {
    const found = known.get(type.name);
    if (found) return found;
    const fields = Object.values(type.getFields())
      .map(({ name, type: of }) => [name, of, weights.get(`${type.name}.${name}`)] as const)
      .filter(
        ([, of, weight]) =>
          weight || weights.get(getNamedType(of).name) || isInputObjectType(getNamedType(of)),
      )
      .map(([name, of, weight]) => [name, costOf(of, weight)] as const);
    const cost: ValueCost = (value) => {
      let sum = 0;
      // What is given for an input object is a record by its type; anything else is refused before it is run.
      for (const [name, of] of fields) sum += of((value as Record<string, unknown>)[name]);
      return sum;
    };
    known.set(type.name, cost);
    return cost;
  }

  return costOf;
}

function total(value: unknown, one: ValueCost): number {
  if (value === null || value === undefined) return 0;
  if (!Array.isArray(value)) return one(value);
  let sum = 0;
  for (const item of value) sum += total(item, one);
  return sum;
}
