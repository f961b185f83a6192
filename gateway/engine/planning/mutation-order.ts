import {
  type DirectiveNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * A mutation with its fields in the order in which they are written and without the fragments around them: the
 * planner moves what stands in fragments behind what does not.
 */
export function inWrittenOrder(
  operation: OperationDefinitionNode,
  fragments: Fragments,
): OperationDefinitionNode {
  if (operation.operation !== OperationTypeNode.MUTATION) return operation;
  const selections = spread(operation.selectionSet, fragments, []);
  return { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}

function spread(
  { selections }: SelectionSetNode,
  fragments: Fragments,
  around: readonly DirectiveNode[],
): readonly SelectionNode[] {
  return selections.flatMap((selection): readonly SelectionNode[] => {
    const own = selection.directives ?? [];
    const isTwice = own.some(({ name }) => around.some((other) => other.name.value === name.value));
    // A directive stands once at a field, so what is under the same one twice keeps its fragment.
    if (isTwice) return [inline([selection], around)];
    const directives = [...around, ...own];
    if (selection.kind === Kind.FIELD) return [{ ...selection, directives }];
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : fragments.get(selection.name.value)?.selectionSet;
    return inner ? spread(inner, fragments, directives) : [];
  });
}

function inline(
  selections: readonly SelectionNode[],
  directives: readonly DirectiveNode[],
): SelectionNode {
  const selectionSet = { kind: Kind.SELECTION_SET, selections } as const;
  return { kind: Kind.INLINE_FRAGMENT, directives, selectionSet };
}
