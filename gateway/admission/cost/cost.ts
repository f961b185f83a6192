import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { PreparedOperation } from '../../engine/engine.ts';
import { type Fragments, fragmentsIn } from '../fragments.ts';
import { type InputCosts, inputCosts } from './input.ts';
import { defaultListSize, sliceOf } from './list-size.ts';
import type { CostRules } from './rules.ts';
import { evaluate, largest, product, sum, type Term, type Variables, when } from './term.ts';
import { hasVariables, type Values, valuesIn } from './values.ts';

/** What an operation costs with these variables, in points. */
export type Cost = (variables: Variables) => number;

/** Sizes that a field has given to lists right beneath it. */
type Sizes = ReadonlyMap<string, Term>;

interface Compilation {
  readonly schema: GraphQLSchema;
  readonly rules: CostRules;
  readonly fragments: Fragments;
  readonly values: Values;
  readonly inputs: InputCosts;
}

const mutationBase = 10;
const noSizes: Sizes = new Map();

/**
 * Compiles what an operation costs at the most, before it runs, by the cost specification: objects one point each,
 * scalars and enums nothing, weights where `@cost` gives them, all of it as often as lists are long.
 *
 * @returns a function that throws GraphQLError BAD_USER_INPUT where a list wants exactly one slicing argument.
 */
export function compileCost(
  schema: GraphQLSchema,
  rules: CostRules,
  { document, definition }: PreparedOperation,
): Cost {
  const root = schema.getRootType(definition.operation);
  if (!root) return () => 0;
  const compilation = {
    schema,
    rules,
    fragments: fragmentsIn(document),
    values: valuesIn(definition),
    inputs: inputCosts(rules),
  };
  const base = definition.operation === OperationTypeNode.MUTATION ? mutationBase : 0;
  const term = sum([base, costOfSet(compilation, root, definition.selectionSet, noSizes)]);
  return (variables) => evaluate(term, variables);
}

/** An object is of one type, so of the fragments on different object types the dearest counts. */
function costOfSet(
  compilation: Compilation,
  type: GraphQLCompositeType,
  { selections }: SelectionSetNode,
  sizes: Sizes,
): Term {
  const always: Term[] = [];
  const byType = new Map<string, Term[]>();
  for (const selection of selections) {
    const term = when(
      compilation.values.condition(selection),
      costOfSelection(compilation, type, selection, sizes),
    );
    const condition = conditionOf(compilation, selection);
    if (isAbstractType(type) && isObjectType(condition)) {
      byType.set(condition.name, [...(byType.get(condition.name) ?? []), term]);
    } else {
      always.push(term);
    }
  }
  return sum([...always, largest([...byType.values()].map(sum))]);
}

function costOfSelection(
  compilation: Compilation,
  type: GraphQLCompositeType,
  selection: SelectionNode,
  sizes: Sizes,
): Term {
  if (selection.kind === Kind.FIELD) {
    const field = isUnionType(type) ? undefined : type.getFields()[selection.name.value];
    return field ? costOfField(compilation, type, field, selection, sizes) : 0;
  }
  const set =
    selection.kind === Kind.INLINE_FRAGMENT
      ? selection.selectionSet
      : compilation.fragments.get(selection.name.value)?.selectionSet;
  const condition = conditionOf(compilation, selection);
  return set ? costOfSet(compilation, condition ?? type, set, sizes) : 0;
}

function conditionOf({ schema, fragments }: Compilation, selection: SelectionNode) {
  if (selection.kind === Kind.FIELD) return undefined;
  const { typeCondition } =
    selection.kind === Kind.INLINE_FRAGMENT
      ? selection
      : (fragments.get(selection.name.value) ?? {});
  const type = typeCondition && schema.getType(typeCondition.name.value);
  return isCompositeType(type) ? type : undefined;
}

function costOfField(
  compilation: Compilation,
  parent: GraphQLCompositeType,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  sizes: Sizes,
): Term {
  const coordinates = coordinatesOf(compilation.schema, parent, field.name);
  const slice = sliceOf(compilation, coordinates, field, node);
  const inner = getNamedType(field.type);
  const beneath: Sizes = slice
    ? new Map(slice.sizedFields.map((name) => [name, slice.size]))
    : noSizes;
  const contents =
    node.selectionSet && isCompositeType(inner)
      ? costOfSet(compilation, inner, node.selectionSet, beneath)
      : 0;
  const each = sum([weightOf(compilation.rules, coordinates, inner), contents]);
  const own = sizes.get(field.name) ?? slice?.size ?? defaultListSize;
  return sum([
    repeated(field.type, each, own),
    costOfArguments(compilation, coordinates, field, node),
  ]);
}

/** Lists within lists have no sizes of their own. */
function repeated(type: GraphQLOutputType, each: Term, size: Term): Term {
  if (isNonNullType(type)) return repeated(type.ofType, each, size);
  return isListType(type) ? product(size, repeated(type.ofType, each, defaultListSize)) : each;
}

function weightOf(
  { weights }: CostRules,
  coordinates: readonly string[],
  type: GraphQLNamedType,
): number {
  const own = coordinates.flatMap((coordinate) => weights.get(coordinate) ?? []);
  if (own.length > 0) return Math.max(...own);
  return weights.get(type.name) ?? (isCompositeType(type) ? 1 : 0);
}

function costOfArguments(
  { rules: { weights }, values, inputs }: Compilation,
  coordinates: readonly string[],
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Term {
  const terms = (node.arguments ?? []).map((given): Term => {
    const argument = field.args.find(({ name }) => name === given.name.value);
    if (!argument) return 0;
    const own = coordinates.flatMap(
      (coordinate) => weights.get(`${coordinate}(${argument.name}:)`) ?? [],
    );
    const cost = inputs(argument.type, own.length > 0 ? Math.max(...own) : undefined);
    const read = values.of(given.value);
    return hasVariables(given.value) ? (variables) => cost(read(variables)) : cost(read({}));
  });
  return sum(terms);
}

/** The field itself and, on an interface, what it is in the types that can stand there: the dearest counts. */
function coordinatesOf(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  field: string,
): readonly string[] {
  const possible = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [];
  return [parent, ...possible].map(({ name }) => `${name}.${field}`);
}
