import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { argumentOf } from '../directive-arguments.ts';

/**
 * The document without what constants leave out, and without the constants that leave in: who asks what is certain
 * need not know them. Of an object nothing may be left.
 *
 * @param rest - stands where something has to.
 */
export function withoutConstants(document: DocumentNode, rest: FieldNode): DocumentNode {
  const decide = <Node extends SelectionNode>(node: Node): Node | null | undefined => {
    const directives = node.directives ?? [];
    if (directives.some((directive) => constantOf(directive) === false)) return null;
    const left = directives.filter((directive) => constantOf(directive) === undefined);
    return left.length < directives.length ? { ...node, directives: left } : undefined;
  };
  const filled = <Node extends { readonly selectionSet: SelectionSetNode }>(node: Node) =>
    isEmpty(node.selectionSet)
      ? { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: [rest] } as const }
      : undefined;

  return visit(document, {
    Field: decide,
    FragmentSpread: decide,
    InlineFragment: {
      enter: decide,
      leave: ({ selectionSet }) => (isEmpty(selectionSet) ? null : undefined),
    },
    FragmentDefinition: { leave: filled },
    OperationDefinition: { leave: filled },
  });
}

/** Whether a condition leaves in, where a constant decides. */
function constantOf(directive: DirectiveNode): boolean | undefined {
  const { value: name } = directive.name;
  if (name !== 'skip' && name !== 'include') return undefined;
  const condition = argumentOf(directive, 'if');
  return condition?.kind === Kind.BOOLEAN ? condition.value === (name === 'include') : undefined;
}

function isEmpty({ selections }: SelectionSetNode): boolean {
  return selections.length === 0;
}
