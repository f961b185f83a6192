import {
  type DocumentNode,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { textOf } from '../directive-arguments.ts';

/** The selection that the text of a key or a requirement stands for. */
export function readFieldSet(text: string): SelectionSetNode {
  const { definitions } = parse(`{${text}}`, { noLocation: true });
  // A text in braces is an operation.
  return (definitions[0] as OperationDefinitionNode).selectionSet;
}

/** Names that a plan may select for itself: those in keys and requirements, and `__typename`. */
export function namesInFieldSets(supergraph: DocumentNode): ReadonlySet<string> {
  const names = new Set(['__typename']);
  visit(supergraph, {
    Directive(directive) {
      if (!/^join__(type|field)$/.test(directive.name.value)) return;
      for (const argument of ['key', 'requires']) {
        const fieldSet = textOf(directive, argument);
        if (fieldSet === undefined) continue;
        visit(readFieldSet(fieldSet), { Field: ({ name }) => void names.add(name.value) });
      }
    },
  });
  return names;
}
