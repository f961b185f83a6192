import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { fieldId } from '../supergraph/field-sets.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { entityFragments } from './fetch-document.ts';
import type { Fetch, Requirement } from './plan.ts';

/** What of a supergraph tells what fields require. */
export type RequirementFacts = Pick<
  LoadedSupergraph,
  'requiredSets' | 'entityKeys' | 'privateFields' | 'graphOf' | 'types'
>;

/** A field of an entity, or several in a fragment, with the selection that it requires. */
export interface NeedyField {
  readonly type: string;
  readonly selection: SelectionNode;
  readonly sets: readonly SelectionSetNode[];
}

/** What a fetch asks of entities, each with what it requires of them. */
export function needyFields(fetch: Fetch, facts: RequirementFacts): readonly NeedyField[] {
  const graph = facts.graphOf.get(fetch.subgraph);
  const setsOf = (type: string, selection: SelectionNode): readonly SelectionSetNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.FIELD) {
      const set = facts.requiredSets.get(fieldId(graph, type, selection.name.value));
      return set ? [set] : [];
    }
    const inner = selection.typeCondition?.name.value ?? type;
    return selection.selectionSet.selections.flatMap((each) => setsOf(inner, each));
  };
  return (entityFragments(fetch.document) ?? []).flatMap(({ typeCondition, selectionSet }) => {
    const type = typeCondition?.name.value ?? '';
    return selectionSet.selections.map((selection) => ({
      type,
      selection,
      sets: setsOf(type, selection),
    }));
  });
}

/** The names that selections begin with, on whatever type. */
export function namesIn(sets: readonly SelectionSetNode[]): ReadonlySet<string> {
  return new Set(
    sets
      .flatMap(({ selections }) => selections)
      .flatMap((selection): readonly string[] => {
        if (selection.kind === Kind.FIELD) return [selection.name.value];
        const isInline = selection.kind === Kind.INLINE_FRAGMENT;
        return isInline ? [...namesIn([selection.selectionSet])] : [];
      }),
  );
}

/** What a representation has to have for all that a fetch asks, by the names that the subgraph knows. */
export function neededNames(fetch: Fetch, facts: RequirementFacts): readonly string[] {
  const names = namesIn(needyFields(fetch, facts).flatMap(({ sets }) => sets));
  return [...new Set([...names].map((name) => facts.privateFields.get(name)?.name ?? name))];
}

/** The names by which a subgraph knows entities that a fetch represents. */
export function keyNames(
  fetch: Fetch,
  { entityKeys, graphOf }: RequirementFacts,
): ReadonlySet<string> {
  const graph = graphOf.get(fetch.subgraph);
  const asked = (entityFragments(fetch.document) ?? []).map(
    ({ typeCondition }) => typeCondition?.name.value,
  );
  const represented = (fetch.requires ?? []).map((each) => each.kind === 'On' && each.type);
  const keys = [...asked, ...represented].flatMap(
    (type) => entityKeys.get(`${graph}:${type}`) ?? [],
  );
  return new Set(['__typename', ...keys.flat()]);
}

/** What a selection requires, as a plan says it. */
export function requirementsIn(set: SelectionSetNode): readonly Requirement[] {
  return set.selections.flatMap((selection): readonly Requirement[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    const selections = selection.selectionSet && requirementsIn(selection.selectionSet);
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      return [{ kind: 'Value', name, from: name, selections }];
    }
    const type = selection.typeCondition?.name.value;
    if (type === undefined) return selections ?? [];
    return [{ kind: 'On', type, selections: selections ?? [] }];
  });
}
