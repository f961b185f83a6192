import { execute, Kind, type OperationDefinitionNode } from 'graphql';
import type { AskedField, Selection } from './fields.ts';

/**
 * Answers one `__schema` or `__type` of an operation. In an operation of its own, since a root field that is not
 * answered here might not be null.
 */
export function introspect(
  { schema, fragments }: Selection,
  definition: OperationDefinitionNode,
  field: AskedField,
  variables: Readonly<Record<string, unknown>>,
): unknown {
  const selections = field.sets.flatMap((set) => set.selections);
  const selection = {
    ...field.node,
    directives: [],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  } as const;
  const operation = {
    ...definition,
    selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] },
  } as const;
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [operation, ...fragments.values()],
  } as const;
  const result = execute({ schema, document, variableValues: variables });
  // Introspection has no resolver that waits.
  if (result instanceof Promise) throw new Error('Introspection was to answer at once.');
  if (result.errors?.[0]) throw result.errors[0];
  return result.data?.[field.key] ?? null;
}
