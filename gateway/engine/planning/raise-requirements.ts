import {
  type DocumentNode,
  type FieldNode,
  type InlineFragmentNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { fieldId } from '../supergraph/field-sets.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import type { PrivateFields } from '../supergraph/lower-requirements.ts';
import { entityFragments, setOf, withEntityFragments } from './fetch-document.ts';
import type { Fetch, Requirement } from './plan.ts';

/** Fields of one fetch whose requirements fit into one representation. */
interface Share {
  readonly fields: Set<SelectionNode>;
  readonly needs: Set<string>;
}

/**
 * Turns the private fields of a planned fetch back into what they stand for: `_required0_price` is asked for as
 * `_required0_price: price(currency: "USD")`, and a representation hands it over as `price`. One representation
 * has room for one `price`, so a fetch that requires it with different arguments becomes several.
 *
 * @param graph - the value of `join__Graph` that stands for the subgraph.
 */
export function raiseFetch(
  fetch: Fetch,
  supergraph: Pick<LoadedSupergraph, 'privateFields' | 'requiredSets'>,
  graph: string,
): readonly Fetch[] {
  const { privateFields } = supergraph;
  if (privateFields.size === 0) return [fetch];
  const fragments = fetch.requires ? entityFragments(fetch.document) : undefined;
  const shares = fragments ? sharesOf(fragments, supergraph, graph) : [];
  if (!fragments || shares.length < 2) return [raised(fetch, privateFields)];
  return shares.map((share) => {
    const document = onlyFields(fetch.document, fragments, share.fields);
    return raised({ ...fetch, document }, privateFields, share.needs);
  });
}

/** @param needs - the private names to represent; all of them when it is not given. */
function raised(fetch: Fetch, privateFields: PrivateFields, needs?: ReadonlySet<string>): Fetch {
  const raiseField = (field: FieldNode): FieldNode | undefined => {
    const meant = privateFields.get(field.name.value);
    if (!meant) return undefined;
    const name = { kind: Kind.NAME, value: meant.name } as const;
    return { ...field, alias: field.alias ?? field.name, name, arguments: meant.arguments };
  };
  const raiseRequirement = (requirement: Requirement): readonly Requirement[] => {
    const selections = requirement.selections?.flatMap(raiseRequirement);
    if (selections?.length === 0) return [];
    if (requirement.kind === 'On') return [{ ...requirement, selections: selections ?? [] }];
    const { name } = requirement;
    const meant = privateFields.get(name);
    if (meant && needs && !needs.has(name)) return [];
    return [{ ...requirement, name: meant?.name ?? name, selections }];
  };
  return {
    ...fetch,
    document: visit(fetch.document, { Field: raiseField }),
    requires: fetch.requires?.flatMap(raiseRequirement),
  };
}

/** Parts the fields of a fetch so that no representation needs one name twice. */
function sharesOf(
  fragments: readonly InlineFragmentNode[],
  { privateFields, requiredSets }: Pick<LoadedSupergraph, 'privateFields' | 'requiredSets'>,
  graph: string,
): readonly Share[] {
  const shares: Share[] = [];
  const clash = (a: string, b: string) =>
    a !== b && privateFields.get(a)?.name === privateFields.get(b)?.name;
  const fits = (share: Share, needs: readonly string[]) =>
    !needs.some((need) => [...share.needs].some((other) => clash(need, other)));

  for (const { typeCondition, selectionSet } of fragments) {
    for (const selection of selectionSet.selections) {
      const field = selection.kind === Kind.FIELD ? selection.name.value : '';
      const id = fieldId(graph, typeCondition?.name.value ?? '', field);
      const needs = privateNames(requiredSets.get(id), privateFields);
      const known = shares.find((share) => fits(share, needs));
      const share = known ?? { fields: new Set(), needs: new Set() };
      if (!known) shares.push(share);
      share.fields.add(selection);
      for (const need of needs) share.needs.add(need);
    }
  }
  return shares;
}

function privateNames(
  set: SelectionSetNode | undefined,
  privateFields: PrivateFields,
): readonly string[] {
  const names: string[] = [];
  if (!set) return names;
  visit(set, {
    Field({ name }) {
      if (privateFields.has(name.value)) names.push(name.value);
    },
  });
  return names;
}

function onlyFields(
  document: DocumentNode,
  fragments: readonly InlineFragmentNode[],
  fields: ReadonlySet<SelectionNode>,
): DocumentNode {
  const kept = fragments.map((fragment) => {
    const selections = fragment.selectionSet.selections.filter((field) => fields.has(field));
    return { ...fragment, selectionSet: setOf(selections) };
  });
  const left = kept.filter(({ selectionSet }) => selectionSet.selections.length > 0);
  return withEntityFragments(document, left);
}
