import {
  type FieldNode,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Fragments } from '../admission/fragments.ts';

/** A selected field. What is selected within a refused one is refused with it. */
export interface Selected {
  readonly node: FieldNode;
  readonly isRefused: boolean;
}

/** Selections of one object, which may stand in several sets of the document. */
export interface SelectedSet {
  readonly set: SelectionSetNode;
  readonly isRefused: boolean;
}

/** What selections are read against. */
export interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  isRefused(field: FieldNode): boolean;
}

/** The fields of an object of this type by their response keys, in the order of the specification. */
export function collectFields(
  reading: Reading,
  type: GraphQLCompositeType,
  sets: readonly SelectedSet[],
): ReadonlyMap<string, readonly Selected[]> {
  const { schema, fragments, variables, isRefused } = reading;
  const collected = new Map<string, Selected[]>();

  function collect({ set, isRefused: isWithinRefused }: SelectedSet): void {
    for (const selection of set.selections) {
      if (!isIncluded(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const selected = { node: selection, isRefused: isWithinRefused || isRefused(selection) };
        collected.set(key, [...(collected.get(key) ?? []), selected]);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (!fragment || !applies(schema, fragment.typeCondition?.name.value, type)) continue;
      collect({ set: fragment.selectionSet, isRefused: isWithinRefused });
    }
  }

  for (const set of sets) collect(set);
  return collected;
}

function isIncluded(node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node, variables);
  if (skip?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}

function applies(
  schema: GraphQLSchema,
  condition: string | undefined,
  type: GraphQLCompositeType,
): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return isAbstractType(wanted) && !isUnionType(type) && schema.isSubType(wanted, type);
}
