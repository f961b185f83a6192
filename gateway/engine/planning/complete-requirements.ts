import { Kind, type SelectionSetNode } from 'graphql';
import { fieldId, type RequiredSets } from '../supergraph/field-sets.ts';
import { entityFragments } from './fetch-document.ts';
import type { Fetch, Requirement } from './plan.ts';

/**
 * Adds to a fetch what its fields require and the planner forgot: where a chain of requirements leads back to a
 * subgraph, the planner asks there for the first link beside what that requires, and represents entities without it.
 *
 * @param graph - the value of `join__Graph` that stands for the subgraph.
 * @returns the same fetch where nothing is missing.
 */
export function completeRequirements(
  fetch: Fetch,
  requiredSets: RequiredSets,
  graph: string,
): Fetch {
  if (!fetch.requires || requiredSets.size === 0) return fetch;
  const given = namesIn(fetch.requires);
  const missing = (entityFragments(fetch.document) ?? []).flatMap(
    ({ typeCondition, selectionSet }) => {
      const type = typeCondition?.name.value ?? '';
      const selections = selectionSet.selections
        .flatMap((field) => (field.kind === Kind.FIELD ? [field.name.value] : []))
        .flatMap((field) => requirementsIn(requiredSets.get(fieldId(graph, type, field))))
        .filter((requirement) => requirement.kind === 'Value' && !given.has(requirement.name));
      return selections.length > 0 ? [{ type, selections }] : [];
    },
  );
  if (missing.length === 0) return fetch;
  const requires = fetch.requires.map((requirement) => {
    const added = missing.find(
      ({ type }) => requirement.kind === 'On' && requirement.type === type,
    );
    if (!added || requirement.kind !== 'On') return requirement;
    return { ...requirement, selections: [...requirement.selections, ...added.selections] };
  });
  return { ...fetch, requires };
}

function requirementsIn(set: SelectionSetNode | undefined): readonly Requirement[] {
  return (set?.selections ?? []).flatMap((selection): readonly Requirement[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    const selections = selection.selectionSet && requirementsIn(selection.selectionSet);
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      return [{ kind: 'Value', name, from: name, selections }];
    }
    const type = selection.typeCondition?.name.value;
    return type === undefined
      ? (selections ?? [])
      : [{ kind: 'On', type, selections: selections ?? [] }];
  });
}

/** All that is given on any type. */
function namesIn(requires: readonly Requirement[]): ReadonlySet<string> {
  return new Set(
    requires.flatMap((requirement) =>
      requirement.kind === 'On' ? [...namesIn(requirement.selections)] : [requirement.name],
    ),
  );
}
