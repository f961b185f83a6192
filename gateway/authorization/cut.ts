import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { type Fragments, fragmentsOf } from '../admission/fragments.ts';

/** An operation without those of its fields that were refused. */
export interface CutOperation {
  /** Null when nothing is left to ask for. */
  readonly left: { document: DocumentNode; definition: OperationDefinitionNode } | null;
  /** Fields of the operation as it was asked, of whose objects something may be missing. */
  readonly touched: ReadonlySet<FieldNode>;
  /** The alias by which the objects of touched fields tell their type. */
  readonly typeAlias: string;
}

/**
 * Takes refused fields out of an operation.
 *
 * What surrounds them is asked for as before, since whether it exists decides where the refused fields would
 * stand; so a selection that is left with nothing asks for the type alone.
 */
export function cutFields(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  isRefused: (field: FieldNode) => boolean,
): CutOperation {
  const touched = new Set<FieldNode>();
  const { typeAlias, refusedKeys } = surveyed([operation, ...fragments.values()], isRefused);
  const type: FieldNode = {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: typeAlias },
    name: { kind: Kind.NAME, value: '__typename' },
  };
  const cutFragments = new Map<string, SelectionSetNode>();

  /** The same set when nothing was cut of it. */
  function cutSet(set: SelectionSetNode): SelectionSetNode {
    const selections = set.selections.flatMap(cutSelection);
    const isSame =
      selections.length === set.selections.length &&
      selections.every((selection, index) => selection === set.selections[index]) &&
      !set.selections.some(isCutSpread);
    return isSame ? set : { kind: Kind.SELECTION_SET, selections };
  }

  function cutSelection(selection: SelectionNode): SelectionNode[] {
    switch (selection.kind) {
      case Kind.FIELD:
        return isRefused(selection) ? [] : [cutField(selection)];
      case Kind.FRAGMENT_SPREAD:
        return fragmentSet(selection.name.value).selections.length === 0 ? [] : [selection];
      case Kind.INLINE_FRAGMENT: {
        const inner = cutSet(selection.selectionSet);
        if (inner === selection.selectionSet) return [selection];
        return inner.selections.length === 0 ? [] : [{ ...selection, selectionSet: inner }];
      }
    }
  }

  function cutField(field: FieldNode): FieldNode {
    const { selectionSet } = field;
    const inner = selectionSet && cutSet(selectionSet);
    // A field may share its place with one that was refused, which asked for other parts of the same object.
    if (!inner || (inner === selectionSet && !refusedKeys.has(keyOf(field)))) return field;
    touched.add(field);
    return { ...field, selectionSet: { ...inner, selections: [type, ...inner.selections] } };
  }

  function isCutSpread(selection: SelectionNode): boolean {
    if (selection.kind !== Kind.FRAGMENT_SPREAD) return false;
    const { value } = selection.name;
    return fragmentSet(value) !== fragments.get(value)?.selectionSet;
  }

  function fragmentSet(name: string): SelectionSetNode {
    const whole = fragments.get(name)?.selectionSet ?? nothing;
    const known = cutFragments.get(name);
    if (known) return known;
    const cut = cutSet(whole);
    cutFragments.set(name, cut);
    return cut;
  }

  const selectionSet = cutSet(operation.selectionSet);
  if (selectionSet.selections.length === 0) return { left: null, touched, typeAlias };
  const cutDefinitions = new Map(
    [...fragments].map(([name, fragment]) => [
      name,
      { ...fragment, selectionSet: fragmentSet(name) },
    ]),
  );
  const left = withoutRemnants({ ...operation, selectionSet }, cutDefinitions);
  return { left, touched, typeAlias };
}

const nothing: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

/** An alias that no selection of the document goes by, and the names under which refused fields were asked for. */
function surveyed(
  definitions: readonly (OperationDefinitionNode | FragmentDefinitionNode)[],
  isRefused: (field: FieldNode) => boolean,
) {
  const keys = new Set<string>();
  const refusedKeys = new Set<string>();
  const Field = (field: FieldNode) => {
    keys.add(keyOf(field));
    if (isRefused(field)) refusedKeys.add(keyOf(field));
  };
  for (const definition of definitions) visit(definition, { Field });
  let typeAlias = '_runtimeType';
  while (keys.has(typeAlias)) typeAlias += '_';
  return { typeAlias, refusedKeys };
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** The operation with those fragments and variables that it still uses; a document with others is not valid. */
function withoutRemnants(
  operation: OperationDefinitionNode,
  all: Fragments,
): NonNullable<CutOperation['left']> {
  const fragments = [...fragmentsOf(operation, all).values()];
  const used = new Set<string>();
  for (const node of [operation, ...fragments]) {
    visit(node, {
      VariableDefinition: () => false,
      Variable: ({ name }) => void used.add(name.value),
    });
  }
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  const definition = { ...operation, variableDefinitions };
  return { document: { kind: Kind.DOCUMENT, definitions: [definition, ...fragments] }, definition };
}
