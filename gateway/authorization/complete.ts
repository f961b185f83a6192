import {
  type ExecutionResult,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLError,
  type GraphQLOutputType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isUnionType,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, type Reading, type Selected, type SelectedSet } from './collect.ts';
import type { CutOperation } from './cut.ts';

type Members = Readonly<Record<string, unknown>>;

/** Names as the client wrote them, and positions in lists. */
export type Path = readonly (string | number)[];

/** An operation as it was asked, and how to tell what of it was refused. */
export interface AsAsked extends Reading {
  readonly rootType: GraphQLCompositeType;
  readonly selectionSet: SelectionSetNode;
  readonly cut: Pick<CutOperation, 'touched' | 'typeAlias'>;
  /** The error at a place where a refused field would have stood. */
  errorAt(field: FieldNode, path: Path): GraphQLError;
}

/** Places that are told; there may be as many as the answer has objects. */
const mostErrors = 100;

/**
 * Completes the answer to a cut operation into one to the operation as it was asked: in its order, with refused
 * fields null in their places, null going up to where the schema allows it, and an error for each such place.
 *
 * Of an answer that was not touched anywhere below a field, the field's value is handed on as it is.
 */
export function completeAnswer(asked: AsAsked, answer: ExecutionResult): ExecutionResult {
  if (answer.data === undefined) return answer;
  const refusals: GraphQLError[] = [];
  const report = (field: FieldNode, path: Path) => {
    if (refusals.length < mostErrors) refusals.push(asked.errorAt(field, path));
  };
  const root = [{ set: asked.selectionSet, isRefused: false }];
  const completed = completeObject({ asked, report }, asked.rootType, answer.data ?? {}, root, []);
  const errors = [...(answer.errors ?? []), ...refusals];
  const data = answer.data === null ? null : completed;
  return errors.length > 0 ? { errors, data } : { data };
}

interface Completion {
  readonly asked: AsAsked;
  report(field: FieldNode, path: Path): void;
}

/** Null where a field that may not be null is. Each field is looked at all the same: each refusal is told. */
function completeObject(
  completion: Completion,
  type: GraphQLCompositeType,
  data: Members,
  sets: readonly SelectedSet[],
  path: Path,
): Members | null {
  // Without a prototype, so that a field under the name `__proto__` is a field.
  const completed: Record<string, unknown> = Object.create(null);
  let isWhole = true;
  for (const [key, selected] of collectFields(completion.asked, type, sets)) {
    const fieldType = typeOf(type, selected);
    const given = Object.hasOwn(data, key) ? data[key] : undefined;
    const value = completeField(completion, fieldType, given, selected, [...path, key]);
    if (value === null && isNonNullType(fieldType)) isWhole = false;
    completed[key] = value;
  }
  return isWhole ? completed : null;
}

function completeField(
  completion: Completion,
  type: GraphQLOutputType | undefined,
  value: unknown,
  selected: readonly Selected[],
  path: Path,
): unknown {
  const { touched } = completion.asked.cut;
  const [first] = selected;
  if (first && selected.every(({ isRefused }) => isRefused)) {
    completion.report(first.node, path);
    return null;
  }
  const isTouched = selected.some(({ node, isRefused }) => isRefused || touched.has(node));
  if (!isTouched || type === undefined) return value ?? null;
  const sets = selected.flatMap(({ node: { selectionSet }, isRefused }) =>
    selectionSet ? [{ set: selectionSet, isRefused }] : [],
  );
  return completeValue(completion, type, value, sets, path);
}

function completeValue(
  completion: Completion,
  type: GraphQLOutputType,
  value: unknown,
  sets: readonly SelectedSet[],
  path: Path,
): unknown {
  if (isNonNullType(type)) return completeValue(completion, type.ofType, value, sets, path);
  if (value === null || value === undefined) return null;
  if (isListType(type)) {
    const { ofType } = type;
    const items = (Array.isArray(value) ? value : []).map((item, index) =>
      completeValue(completion, ofType, item, sets, [...path, index]),
    );
    return isNonNullType(ofType) && items.includes(null) ? null : items;
  }
  if (!isCompositeType(type) || typeof value !== 'object') return value;
  // An object of an answer is a record by its making.
  const object = value as Members;
  return completeObject(completion, runtimeType(completion, type, object), object, sets, path);
}

/** What stands at an abstract place is told by the object itself. */
function runtimeType(
  { asked: { schema, cut } }: Completion,
  type: GraphQLCompositeType,
  object: Members,
): GraphQLCompositeType {
  const name = object[cut.typeAlias];
  const found = isAbstractType(type) && typeof name === 'string' ? schema.getType(name) : undefined;
  return isCompositeType(found) ? found : type;
}

/** Undefined for what every type has: `__typename` and the schema itself. */
function typeOf(type: GraphQLCompositeType, [selected]: readonly Selected[]) {
  if (!selected || isUnionType(type)) return undefined;
  return type.getFields()[selected.node.name.value]?.type;
}
