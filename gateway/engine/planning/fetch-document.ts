import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Fetch } from './plan.ts';

/** The one operation of a document that the planner made. */
export function operationIn(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw new Error('A fetch has no operation.');
  return operation;
}

export function fragmentsIn(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
}

/** What a fetch asks for of each object that it is merged into: of an entity, or of the root. */
export function askedIn({ document, requires }: Fetch): SelectionSetNode {
  const { selectionSet } = operationIn(document);
  return requires ? entitiesIn(document).selectionSet : selectionSet;
}

/** What a fetch asks of each type of entity; undefined when it spreads a named fragment there. */
export function entityFragments(document: DocumentNode): readonly InlineFragmentNode[] | undefined {
  const { selections } = entitiesIn(document).selectionSet;
  const fragments = selections.filter((selection) => selection.kind === Kind.INLINE_FRAGMENT);
  return fragments.length === selections.length ? fragments : undefined;
}

/** The same document, asking something else of its entities. */
export function withEntityFragments(
  document: DocumentNode,
  fragments: readonly InlineFragmentNode[],
): DocumentNode {
  const entities = { ...entitiesIn(document), selectionSet: setOf(fragments) };
  const operation = { ...operationIn(document), selectionSet: setOf([entities]) };
  const definitions = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? operation : definition,
  );
  return { ...document, definitions };
}

/** The same fetch, asking for some of its fields alone, and declaring no variable that these do not use. */
export function onlyFields(fetch: Fetch, isKept: (field: SelectionNode) => boolean): Fetch {
  const fragments = (entityFragments(fetch.document) ?? []).map((fragment) => {
    const selections = fragment.selectionSet.selections.filter(isKept);
    return { ...fragment, selectionSet: setOf(selections) };
  });
  const left = fragments.filter(({ selectionSet }) => selectionSet.selections.length > 0);
  const document = withEntityFragments(fetch.document, left);
  const used = variablesIn(document);
  const operation = operationIn(document);
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  const definitions = document.definitions.map((definition) =>
    definition === operation ? { ...operation, variableDefinitions } : definition,
  );
  return {
    ...fetch,
    document: { ...document, definitions },
    variables: fetch.variables.filter((name) => used.has(name)),
  };
}

function variablesIn(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void names.add(name.value),
  });
  return names;
}

export function setOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

function entitiesIn(
  document: DocumentNode,
): FieldNode & { readonly selectionSet: SelectionSetNode } {
  const [entities] = operationIn(document).selectionSet.selections;
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet) {
    throw new Error('A fetch of entities does not begin with them.');
  }
  return { ...entities, selectionSet: entities.selectionSet };
}
