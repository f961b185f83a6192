import { Kind, parse, type SelectionSetNode } from 'graphql';
import { isRecord } from './seeds.ts';

/** The selection of `@key(fields: …)` and its like, which is written without the outer braces. */
export function parseFieldSet(text: string): SelectionSetNode {
  const [operation] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${text} is no field set.`);
  return operation.selectionSet;
}

/** Whether something of this type is meant by a fragment on that type. */
export type Applies = (typename: string, condition: string) => boolean;

/**
 * What a field set selects of plain data, such as a representation. A field that was not given is missing
 * from the result.
 */
export function projectPlain(value: unknown, set: SelectionSetNode, applies: Applies): unknown {
  if (Array.isArray(value)) return value.map((item) => projectPlain(item, set, applies));
  if (!isRecord(value)) return value;
  const result: Record<string, unknown> = {};
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      if (name === '__typename' || !(name in value)) continue;
      result[name] = selection.selectionSet
        ? projectPlain(value[name], selection.selectionSet, applies)
        : value[name];
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const typename = value['__typename'];
      if (condition && typeof typename === 'string' && !applies(typename, condition)) continue;
      Object.assign(result, projectPlain(value, selection.selectionSet, applies));
    }
  }
  return result;
}

/** Whether plain data has all that a field set asks for. A null is something that is had. */
export function isComplete(value: unknown, set: SelectionSetNode, applies: Applies): boolean {
  if (Array.isArray(value)) return value.every((item) => isComplete(item, set, applies));
  if (!isRecord(value)) return true;
  return set.selections.every((selection) => {
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      const { selectionSet } = selection;
      if (name === '__typename') return true;
      return name in value && (!selectionSet || isComplete(value[name], selectionSet, applies));
    }
    if (selection.kind !== Kind.INLINE_FRAGMENT) return false;
    const condition = selection.typeCondition?.name.value;
    const typename = value['__typename'];
    const isMeant = !condition || typeof typename !== 'string' || applies(typename, condition);
    return !isMeant || isComplete(value, selection.selectionSet, applies);
  });
}
