import { needyFields, type RequirementFacts, requirementsIn } from './needed-names.ts';
import type { Fetch, Requirement } from './plan.ts';

/**
 * Adds to a fetch what its fields require and the planner forgot: where a chain of requirements leads back to a
 * subgraph, the planner asks there for the first link beside what that requires, and represents entities without it.
 *
 * @returns the same fetch where nothing is missing.
 */
export function completeRequirements(fetch: Fetch, facts: RequirementFacts): Fetch {
  const { requires } = fetch;
  if (!requires || facts.requiredSets.size === 0) return fetch;
  const given = givenNames(requires);
  const missing = needyFields(fetch, facts).flatMap(({ type, sets }) =>
    sets
      .flatMap(requirementsIn)
      .filter((each) => each.kind === 'Value' && !given.has(each.name))
      .map((requirement) => ({ type, requirement })),
  );
  if (missing.length === 0) return fetch;
  return { ...fetch, requires: requires.map((each) => withMissing(each, missing)) };
}

function withMissing(
  requirement: Requirement,
  missing: readonly { readonly type: string; readonly requirement: Requirement }[],
): Requirement {
  if (requirement.kind !== 'On') return requirement;
  const own = missing.filter(({ type }) => type === requirement.type);
  const added = own.map((each) => each.requirement);
  return { ...requirement, selections: [...requirement.selections, ...added] };
}

/** All that is given on any type. */
function givenNames(requires: readonly Requirement[]): ReadonlySet<string> {
  return new Set(
    requires.flatMap((requirement) =>
      requirement.kind === 'On' ? [...givenNames(requirement.selections)] : [requirement.name],
    ),
  );
}
