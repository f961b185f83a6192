import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { type Fragments, fragmentsIn } from './fragments.ts';
import { assertLiterals } from './values.ts';

/** What an operation may be at most. Fragments count at every place they are spread. */
export interface Limits {
  readonly depth: number;
  readonly rootFields: number;
  readonly aliases: number;
  readonly directives: number;
  /** On one field, or one fragment. */
  readonly directivesEach: number;
  readonly selections: number;
}

export const operationLimits: Limits = {
  depth: 10,
  rootFields: 20,
  aliases: 15,
  directives: 50,
  directivesEach: 5,
  selections: 500,
};

/** Introspection is deep and wide by nature but costs no subgraph anything, so it has limits of its own. */
export const introspectionLimits: Limits = {
  depth: 25,
  rootFields: 5,
  aliases: 15,
  directives: 50,
  directivesEach: 5,
  selections: 2_000,
};

export const sourceLimits = { characters: 15_000, tokens: 2_000 };

interface Size {
  readonly depth: number;
  /** Fields at the top, in fragments too. */
  readonly width: number;
  readonly aliases: number;
  readonly directives: number;
  /** The most on one. */
  readonly directivesEach: number;
  readonly selections: number;
}

const nothing: Size = {
  depth: 0,
  width: 0,
  aliases: 0,
  directives: 0,
  directivesEach: 0,
  selections: 0,
};

/**
 * Refuses an operation that is too large, before anything is validated or planned.
 *
 * Each fragment is measured once and its size added wherever it is spread, so measuring stays linear in
 * the length of the document whatever it would expand to.
 *
 * @throws GraphQLError OPERATION_TOO_LARGE, naming the limit.
 */
export function assertWithinLimits(document: DocumentNode): void {
  const fragments = fragmentsIn(document);
  assertLiterals(document);
  const measured = new Map<string, Size>();
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) assertOperation(node, fragments, measured);
  }
}

function assertOperation(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  measured: Map<string, Size>,
): void {
  const limits = isIntrospection(operation) ? introspectionLimits : operationLimits;
  const size = sizeOf(operation.selectionSet, fragments, measured);
  assertAtMost('depth', size.depth, limits.depth);
  assertAtMost('number of root fields', size.width, limits.rootFields);
  assertAtMost('number of aliases', size.aliases, limits.aliases);
  const onItself = operation.directives?.length ?? 0;
  assertAtMost('number of directives', size.directives + onItself, limits.directives);
  assertAtMost('number of directives on one field', size.directivesEach, limits.directivesEach);
  assertAtMost('number of selections', size.selections, limits.selections);
}

/** How many fields an operation selects, those of fragments wherever they are spread. */
export function selectionsOf(document: DocumentNode, operation: OperationDefinitionNode): number {
  return sizeOf(operation.selectionSet, fragmentsIn(document), new Map()).selections;
}

/** Only meta fields at the root. A fragment there might hide another, so it does not count as pure. */
export function isIntrospection(operation: OperationDefinitionNode): boolean {
  return operation.selectionSet.selections.every(
    (selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'),
  );
}

function assertAtMost(what: string, found: number, limit: number): void {
  if (found <= limit) return;
  throw refusal('OPERATION_TOO_LARGE', `The ${what} of this operation exceeds ${limit}.`);
}

function sizeOf(
  { selections }: SelectionSetNode,
  fragments: Fragments,
  measured: Map<string, Size>,
): Size {
  let total = nothing;
  for (const selection of selections) {
    const inner = innerSize(selection, fragments, measured);
    const isField = selection.kind === Kind.FIELD;
    const onIt = selection.directives?.length ?? 0;
    total = {
      depth: Math.max(total.depth, inner.depth + (isField ? 1 : 0)),
      width: total.width + (isField ? 1 : inner.width),
      aliases: total.aliases + inner.aliases + (isField && selection.alias ? 1 : 0),
      directives: total.directives + inner.directives + onIt,
      directivesEach: Math.max(total.directivesEach, inner.directivesEach, onIt),
      selections: total.selections + inner.selections + (isField ? 1 : 0),
    };
  }
  return total;
}

function innerSize(
  selection: SelectionSetNode['selections'][number],
  fragments: Fragments,
  measured: Map<string, Size>,
): Size {
  if (selection.kind !== Kind.FRAGMENT_SPREAD) {
    return selection.selectionSet ? sizeOf(selection.selectionSet, fragments, measured) : nothing;
  }
  const name = selection.name.value;
  const known = measured.get(name);
  const fragment = fragments.get(name);
  if (known || !fragment) return known ?? nothing;
  // A cycle ends here, at the size of nothing; validation refuses it by name.
  measured.set(name, nothing);
  const size = sizeOf(fragment.selectionSet, fragments, measured);
  measured.set(name, size);
  return size;
}
