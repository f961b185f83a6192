import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { dataKey, responseKey } from './client-names.ts';
import { fragmentsIn } from './fetch-document.ts';

/**
 * A client's document as the planner is given it: fields under their data keys; `__typename` under its own name
 * alone; and with something to ask for wherever conditions may leave nothing of an object, since the planner leaves
 * out such a field altogether, which may be a mutation.
 */
export function planningDocument(
  document: DocumentNode,
  reservedNames: ReadonlySet<string>,
): DocumentNode {
  const fragments = fragmentsIn(document);
  return visit(document, {
    Field(field) {
      const { alias, ...plain } = field;
      if (field.name.value === '__typename') return alias ? plain : undefined;
      const key = dataKey(field, reservedNames);
      const isRenamed = key !== responseKey(field);
      const mayBeEmpty = field.selectionSet && isConditional(field.selectionSet, fragments);
      if (!isRenamed && !mayBeEmpty) return undefined;
      return {
        ...field,
        ...(isRenamed ? { alias: { kind: Kind.NAME, value: key } as const } : {}),
        ...(mayBeEmpty ? { selectionSet: withTypename(field.selectionSet) } : {}),
      };
    },
  });
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function withTypename(set: SelectionSetNode): SelectionSetNode {
  return { ...set, selections: [...set.selections, typename] };
}

/** Whether everything in it may be left out. */
function isConditional(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): boolean {
  return selections.every((selection) => {
    if (selection.directives?.some(({ name }) => /^(skip|include)$/.test(name.value))) return true;
    const inner = innerSet(selection, fragments);
    return inner !== undefined && isConditional(inner, fragments);
  });
}

function innerSet(
  selection: SelectionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionSetNode | undefined {
  if (selection.kind === Kind.FIELD) return undefined;
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet;
  return fragments.get(selection.name.value)?.selectionSet;
}
