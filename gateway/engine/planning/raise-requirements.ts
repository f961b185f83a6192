import { type FieldNode, Kind, type SelectionNode, visit } from 'graphql';
import type { PrivateFields } from '../supergraph/lower-requirements.ts';
import { onlyFields } from './fetch-document.ts';
import { namesIn, neededNames, needyFields, type RequirementFacts } from './needed-names.ts';
import type { Fetch, Requirement } from './plan.ts';
import { onlyNeeded } from './requirement-groups.ts';

/**
 * Turns the private fields of a planned fetch back into what they stand for: `_required0_price` is asked for as
 * `_required0_price: price(currency: "USD")`, and a representation hands it over as `price`.
 */
export function raiseFetch(fetch: Fetch, { privateFields }: RequirementFacts): Fetch {
  if (privateFields.size === 0) return fetch;
  const raiseField = (field: FieldNode): FieldNode | undefined => {
    const meant = privateFields.get(field.name.value);
    if (!meant) return undefined;
    const name = { kind: Kind.NAME, value: meant.name } as const;
    return { ...field, alias: field.alias ?? field.name, name, arguments: meant.arguments };
  };
  const raiseRequirement = (requirement: Requirement): Requirement => {
    const selections = requirement.selections?.map(raiseRequirement);
    if (requirement.kind === 'On') return { ...requirement, selections: selections ?? [] };
    const { name } = requirement;
    return { ...requirement, name: privateFields.get(name)?.name ?? name, selections };
  };
  return {
    ...fetch,
    document: visit(fetch.document, { Field: raiseField }),
    requires: fetch.requires?.map(raiseRequirement),
  };
}

/** Fields of one fetch whose requirements fit into one representation. */
interface Share {
  readonly fields: Set<SelectionNode>;
  readonly needs: Set<string>;
}

/** Parts a fetch so that no representation needs one name twice, since it has room for one `price`. */
export function partClashing(fetch: Fetch, facts: RequirementFacts): readonly Fetch[] {
  const { privateFields } = facts;
  if (privateFields.size === 0 || !fetch.requires) return [fetch];
  const shares = sharesOf(fetch, facts);
  if (shares.length < 2) return [fetch];
  const required = onlyNeeded(fetch, facts);
  return shares.map(({ fields, needs }) => {
    const fewer = onlyFields(fetch, (field) => fields.has(field));
    const names = namesIn(needyFields(fewer, facts).flatMap(({ sets }) => sets));
    const requires = required(names)?.flatMap((each) => withoutOthers(each, privateFields, needs));
    const part = { ...fewer, requires };
    return { ...part, needs: neededNames(part, facts) };
  });
}

function sharesOf(fetch: Fetch, facts: RequirementFacts): readonly Share[] {
  const { privateFields } = facts;
  const shares: Share[] = [];
  const clash = (a: string, b: string) =>
    a !== b && privateFields.get(a)?.name === privateFields.get(b)?.name;
  const fits = (share: Share, needs: readonly string[]) =>
    !needs.some((need) => [...share.needs].some((other) => clash(need, other)));

  for (const { selection, sets } of needyFields(fetch, facts)) {
    const needs = [...privateNames(sets, privateFields)];
    const known = shares.find((share) => fits(share, needs));
    const share = known ?? { fields: new Set(), needs: new Set() };
    if (!known) shares.push(share);
    share.fields.add(selection);
    for (const need of needs) share.needs.add(need);
  }
  return shares;
}

/** Those at any depth: `variants { surcharge(tax: true) }` requires one below a list. */
function privateNames(
  sets: Parameters<typeof namesIn>[0],
  privateFields: PrivateFields,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const set of sets) {
    visit(set, {
      Field({ name }) {
        if (privateFields.has(name.value)) names.add(name.value);
      },
    });
  }
  return names;
}

function withoutOthers(
  requirement: Requirement,
  privateFields: PrivateFields,
  needs: ReadonlySet<string>,
): readonly Requirement[] {
  const isOther =
    requirement.kind === 'Value' &&
    privateFields.has(requirement.name) &&
    !needs.has(requirement.name);
  if (isOther) return [];
  const selections = requirement.selections?.flatMap((each) =>
    withoutOthers(each, privateFields, needs),
  );
  if (selections?.length === 0) return [];
  if (requirement.kind === 'On') return [{ ...requirement, selections: selections ?? [] }];
  return [{ ...requirement, selections }];
}
