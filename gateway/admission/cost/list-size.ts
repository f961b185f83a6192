import type { FieldNode, GraphQLField } from 'graphql';
import { refusal } from '../../../subgraphs/kernel/errors.ts';
import type { CostRules, ListSize } from './rules.ts';
import type { Term } from './term.ts';
import { hasVariables, type ReadValue, type Values } from './values.ts';

/** How long a list can be, and which fields beneath it are that list. */
export interface Slice {
  readonly size: Term;
  readonly sizedFields: readonly string[];
}

/** Of a list that nothing is known of. */
export const defaultListSize = 10;

/** The size that `@listSize` gives to a field, or to those beneath it; undefined where it gives none. */
export function sliceOf(
  { rules, values }: { readonly rules: CostRules; readonly values: Values },
  coordinates: readonly string[],
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Slice | undefined {
  const [listSize] = coordinates.flatMap((coordinate) => rules.listSizes.get(coordinate) ?? []);
  if (!listSize) return undefined;
  const { sizedFields, slicingArguments } = listSize;
  const given = slicingArguments.map((path) => givenAt(path, node, values));
  const defaults = slicingArguments.map((path) => defaultAt(path, field));
  const size: Term = (variables) => {
    const numbers = given.map((read) => read(variables)).filter(isNumber);
    return sizeFrom(listSize, numbers.length > 0 ? numbers : defaults.filter(isNumber), field.name);
  };
  const mayVary = (node.arguments ?? []).some(({ value }) => hasVariables(value));
  const mayRefuse = listSize.requiresOne && slicingArguments.length > 0;
  return { size: mayVary || mayRefuse ? size : size({}), sizedFields };
}

/** @throws GraphQLError BAD_USER_INPUT when exactly one slicing argument is wanted. */
function sizeFrom(
  { assumedSize, slicingArguments, requiresOne }: ListSize,
  numbers: readonly number[],
  field: string,
): number {
  if (slicingArguments.length > 0 && requiresOne && numbers.length !== 1) {
    const names = slicingArguments.join(', ');
    throw refusal('BAD_USER_INPUT', `Give ${field} exactly one of these: ${names}.`);
  }
  if (numbers.length === 0) return assumedSize ?? defaultListSize;
  return Math.max(0, ...numbers);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** What the client gives at `first` or `input.first`. */
function givenAt(path: string, node: FieldNode, values: Values): ReadValue {
  const [name, ...rest] = path.split('.');
  const argument = node.arguments?.find((candidate) => candidate.name.value === name);
  if (!argument) return () => undefined;
  const read = values.of(argument.value);
  return (variables) => within(read(variables), rest);
}

function defaultAt(path: string, { args }: GraphQLField<unknown, unknown>): unknown {
  const [name, ...rest] = path.split('.');
  return within(args.find((argument) => argument.name === name)?.defaultValue, rest);
}

function within(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? new Map(Object.entries(inner)).get(name)
        : undefined,
    value,
  );
}
