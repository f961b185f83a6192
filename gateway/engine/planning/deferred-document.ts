import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { argumentOf, textOf } from '../directive-arguments.ts';
import { fragmentsIn } from './fetch-document.ts';

/** An operation in which every `@defer` stands in one place, with a label of its own. */
export interface DeferredDocument {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** By our labels: those of the client. */
  readonly labels: ReadonlyMap<string, string | undefined>;
}

/** The variables that decide what is deferred; undefined where nothing is. */
export function deferVariables(document: DocumentNode): readonly string[] | undefined {
  const names = new Set<string>();
  let isDeferred = false;
  visit(document, {
    Directive(directive) {
      if (directive.name.value !== 'defer') return;
      isDeferred = true;
      const condition = argumentOf(directive, 'if');
      if (condition?.kind === Kind.VARIABLE) names.add(condition.name.value);
    },
  });
  return isDeferred ? [...names] : undefined;
}

/** The same document with nothing deferred. */
export function withoutDefer(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive: ({ name }) => (name.value === 'defer' ? null : undefined),
  });
}

/**
 * Spreads fragments where they stand, since one that is spread twice defers twice, and decides what is deferred.
 *
 * @param isTrue - tells the value of a variable.
 */
export function deferredDocument(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  isTrue: (variable: string) => boolean,
): DeferredDocument {
  const fragments = fragmentsIn(document);
  const labels = new Map<string, string | undefined>();

  function spread(set: SelectionSetNode): SelectionSetNode {
    return { ...set, selections: set.selections.map(spreadSelection) };
  }

  function spreadSelection(selection: SelectionNode): SelectionNode {
    if (selection.kind === Kind.FIELD) {
      return selection.selectionSet
        ? { ...selection, selectionSet: spread(selection.selectionSet) }
        : selection;
    }
    const inline = inlined(selection, fragments);
    const directives = inline.directives?.flatMap((directive) => decided(directive));
    return { ...inline, directives: directives ?? [], selectionSet: spread(inline.selectionSet) };
  }

  function decided(directive: DirectiveNode): readonly DirectiveNode[] {
    if (directive.name.value !== 'defer') return [directive];
    const condition = argumentOf(directive, 'if');
    const isOff =
      (condition?.kind === Kind.BOOLEAN && !condition.value) ||
      (condition?.kind === Kind.VARIABLE && !isTrue(condition.name.value));
    if (isOff) return [];
    const label = `part${labels.size}`;
    labels.set(label, textOf(directive, 'label'));
    return [labelled(directive, label)];
  }

  const operation = { ...definition, selectionSet: spread(definition.selectionSet) };
  return {
    document: { kind: Kind.DOCUMENT, definitions: [operation] },
    definition: operation,
    labels,
  };
}

/** Our label of what a fragment defers; undefined where it defers nothing. */
export function deferLabel({ directives = [] }: InlineFragmentNode): string | undefined {
  const directive = directives.find(({ name }) => name.value === 'defer');
  return directive && textOf(directive, 'label');
}

function inlined(
  selection: Exclude<SelectionNode, { readonly kind: Kind.FIELD }>,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): InlineFragmentNode {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
  const fragment = fragments.get(selection.name.value);
  if (!fragment) throw new Error(`There is no fragment ${selection.name.value}.`);
  const { typeCondition, selectionSet } = fragment;
  const { directives = [] } = selection;
  return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet };
}

function labelled(directive: DirectiveNode, value: string): DirectiveNode {
  const name = { kind: Kind.NAME, value: 'label' } as const;
  const label = { kind: Kind.ARGUMENT, name, value: { kind: Kind.STRING, value } } as const;
  return { ...directive, arguments: [label] };
}
