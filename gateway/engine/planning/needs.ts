import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { askedIn, entityFragments } from './fetch-document.ts';
import { placeOf } from './places.ts';
import type { Fetch, Plan } from './plan.ts';

// Keys at places of the response: `/items/product price`.

/** What the first fetches of a plan represent entities by. */
export function neededBy(plan: Plan, path: readonly string[]): readonly string[] {
  switch (plan.kind) {
    case 'Sequence':
      return plan.nodes.slice(0, 1).flatMap((node) => neededBy(node, path));
    case 'Parallel':
      return plan.nodes.flatMap((node) => neededBy(node, path));
    case 'Flatten':
      return neededBy(plan.node, [...path, ...plan.path]);
    case 'Condition':
      return [plan.ifTrue, plan.ifFalse].flatMap((node) => (node ? neededBy(node, path) : []));
    case 'Fetch':
      return (plan.requires ?? [])
        .flatMap((each) => (each.kind === 'On' ? each.selections : [each]))
        .flatMap((each) => (each.kind === 'Value' ? [`${placeOf(path)} ${each.from}`] : []));
    default:
      return [];
  }
}

/** What a plan brings; what stands under a condition only perhaps. */
export function givenBy(
  plan: Plan,
  path: readonly string[],
  how: 'certainly' | 'perhaps' = 'certainly',
): ReadonlySet<string> {
  switch (plan.kind) {
    case 'Sequence':
    case 'Parallel':
      return new Set(plan.nodes.flatMap((node) => [...givenBy(node, path, how)]));
    case 'Flatten':
      return givenBy(plan.node, [...path, ...plan.path], how);
    case 'Fetch': {
      const keys = new Set<string>();
      for (const set of certainSets(plan)) addKeys(keys, set, placeOf(path));
      return keys;
    }
    case 'Condition': {
      const branches = how === 'perhaps' ? [plan.ifTrue, plan.ifFalse] : [];
      return new Set(branches.flatMap((node) => (node ? [...givenBy(node, path, how)] : [])));
    }
    case 'Copy':
    case 'Defer':
      return new Set();
  }
}

/** What a fetch asks of every object: that of one type where it asks of several is not certain. */
function certainSets(fetch: Fetch): readonly SelectionSetNode[] {
  if (!fetch.requires) return [askedIn(fetch)];
  const [only, ...others] = entityFragments(fetch.document) ?? [];
  return only && others.length === 0 && !only.directives?.length ? [only.selectionSet] : [];
}

/** Without fragments that only group. */
function bareSelections({ selections }: SelectionSetNode): readonly SelectionNode[] {
  return selections.flatMap((selection): readonly SelectionNode[] => {
    const isBare =
      selection.kind === Kind.INLINE_FRAGMENT &&
      !selection.typeCondition &&
      !selection.directives?.length;
    return isBare ? bareSelections(selection.selectionSet) : [selection];
  });
}

/** Without what stands under a condition or a type. */
function addKeys(keys: Set<string>, set: SelectionSetNode, place: string): void {
  for (const selection of bareSelections(set)) {
    if (selection.kind !== Kind.FIELD || selection.directives?.length) continue;
    const key = selection.alias?.value ?? selection.name.value;
    keys.add(`${place} ${key}`);
    if (selection.selectionSet) addKeys(keys, selection.selectionSet, `${place}/${key}`);
  }
}
