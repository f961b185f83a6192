import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * What a client asks of an object of which conditions may leave nothing, with something that is always there: else
 * the planner lets the conditions decide about the object itself, and a list of empty objects becomes null, or a
 * mutation does not happen.
 *
 * @param placeholder - what every object has.
 * @returns undefined where something is always left.
 */
export function withPlaceholder(
  set: SelectionSetNode,
  fragments: Fragments,
  placeholder: FieldNode,
): SelectionSetNode | undefined {
  if (hasSure(set, fragments)) return undefined;
  return { ...set, selections: [placeholder, ...apart(set, fragments)] };
}

/** Each under its conditions in a fragment: the planner takes a `__typename` beside fields for a part of the first. */
function apart({ selections }: SelectionSetNode, fragments: Fragments): readonly SelectionNode[] {
  return selections.map((selection): SelectionNode => {
    const directives = (selection.directives ?? []).filter(isCondition);
    if (selection.kind === Kind.FIELD) {
      const others = selection.directives?.filter((each) => !isCondition(each)) ?? [];
      return inline([{ ...selection, directives: others }], directives, undefined);
    }
    const inner = innerSet(selection, fragments);
    const condition =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.typeCondition
        : fragments.get(selection.name.value)?.typeCondition;
    return inline(inner ? apart(inner, fragments) : [], selection.directives ?? [], condition);
  });
}

function inline(
  selections: readonly SelectionNode[],
  directives: readonly DirectiveNode[],
  typeCondition: FragmentDefinitionNode['typeCondition'] | undefined,
): SelectionNode {
  const selectionSet = { kind: Kind.SELECTION_SET, selections } as const;
  const fragment = { kind: Kind.INLINE_FRAGMENT, directives, selectionSet } as const;
  return typeCondition ? { ...fragment, typeCondition } : fragment;
}

function hasSure({ selections }: SelectionSetNode, fragments: Fragments): boolean {
  return selections.some((selection) => {
    if (selection.directives?.some(isCondition)) return false;
    if (selection.kind === Kind.FIELD) return true;
    const inner = innerSet(selection, fragments);
    return inner !== undefined && hasSure(inner, fragments);
  });
}

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}

function innerSet(selection: SelectionNode, fragments: Fragments): SelectionSetNode | undefined {
  if (selection.kind !== Kind.FRAGMENT_SPREAD) return selection.selectionSet;
  return fragments.get(selection.name.value)?.selectionSet;
}
