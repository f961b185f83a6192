import { isObjectType, Kind, type SelectionNode } from 'graphql';
import { onlyFields } from './fetch-document.ts';
import {
  keyNames,
  type NeedyField,
  namesIn,
  needyFields,
  type RequirementFacts,
} from './needed-names.ts';
import type { Fetch, Requirement } from './plan.ts';

/**
 * The fetch in parts, each with the fields that require the same. They run for entities that lack something which
 * the fetch as a whole requires: because a condition leaves out who wants it, because entities of their type do not
 * want it, or because it could not be fetched.
 *
 * @returns none where all fields require the same.
 */
export function requirementGroups(fetch: Fetch, facts: RequirementFacts): readonly Fetch[] {
  if (!fetch.requires || facts.requiredSets.size === 0) return [];
  const groups = new Map<
    string,
    { readonly names: ReadonlySet<string>; readonly fields: Set<SelectionNode> }
  >();
  const fields = needyFields(fetch, facts);
  for (const { selection, sets } of fields) {
    const names = namesIn(sets);
    const key = [...names].sort().join();
    const group = groups.get(key) ?? { names, fields: new Set() };
    group.fields.add(selection);
    groups.set(key, group);
  }
  if (groups.size < 2) return [];
  const required = onlyNeeded(fetch, facts);
  const worthwhile = [...groups.values()].filter((group) =>
    fields.some((field) => group.fields.has(field.selection) && !isKnown(field, facts)),
  );
  return worthwhile.map(({ names, fields: kept }) => {
    const requires = required(names);
    const needs = [...names].map((name) => facts.privateFields.get(name)?.name ?? name);
    return onlyFields({ ...fetch, id: undefined, requires, needs }, (field) => kept.has(field));
  });
}

/** The name of a type that no object can be but of itself. */
function isKnown({ type, selection }: NeedyField, { types }: RequirementFacts): boolean {
  const isTypename = selection.kind === Kind.FIELD && selection.name.value === '__typename';
  return isTypename && isObjectType(types.getType(type));
}

/** What a part of a fetch requires that needs these names; what no field requires stays. */
export function onlyNeeded(fetch: Fetch, facts: RequirementFacts) {
  const all = namesIn(needyFields(fetch, facts).flatMap(({ sets }) => sets));
  const keys = keyNames(fetch, facts);
  return (names: ReadonlySet<string>): readonly Requirement[] | undefined =>
    fetch.requires?.map((each) =>
      onlyNames(each, (name) => names.has(name) || keys.has(name) || !all.has(name)),
    );
}

function onlyNames(requirement: Requirement, isNeeded: (name: string) => boolean): Requirement {
  if (requirement.kind !== 'On') return requirement;
  const selections = requirement.selections.filter(
    (each) => each.kind === 'On' || isNeeded(each.from),
  );
  return { ...requirement, selections };
}
