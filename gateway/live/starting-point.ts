import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { Operation } from '../engine/engine.ts';

/** A subscription without its beginning, and its beginning. */
export interface StartingPoint {
  /** Equal for subscriptions that go on alike once they stand at the same place. */
  readonly course: string;
  /** The client's `after`; null begins now. */
  readonly after: string | null;
}

/** The argument by which our subscriptions are told where to begin. */
const startArgument = 'after';

/**
 * Where a subscription begins, apart from what it is. A beginning that stands in the text, or in a variable that
 * has a default or is used elsewhere too, belongs to what it is.
 */
export function startingPoint({
  prepared: { key, document, definition },
  variables,
}: Pick<Operation, 'prepared' | 'variables'>): StartingPoint {
  const name = startVariable(definition);
  const isApart = name !== undefined && usesOf(name, document) === 1;
  const told = Object.entries(variables).filter(([each]) => !isApart || each !== name);
  const course = `${key}\n${JSON.stringify(told.sort(([a], [b]) => (a < b ? -1 : 1)))}`;
  const after = isApart ? variables[name] : null;
  return { course, after: typeof after === 'string' ? after : null };
}

/** The variable that the root field takes as its beginning. */
function startVariable({
  selectionSet,
  variableDefinitions = [],
}: OperationDefinitionNode): string | undefined {
  const [root] = selectionSet.selections;
  if (root?.kind !== Kind.FIELD) return undefined;
  const given = root.arguments?.find(({ name }) => name.value === startArgument)?.value;
  if (given?.kind !== Kind.VARIABLE) return undefined;
  const name = given.name.value;
  const hasDefault = variableDefinitions.some(
    ({ variable, defaultValue }) => variable.name.value === name && defaultValue !== undefined,
  );
  return hasDefault ? undefined : name;
}

function usesOf(name: string, document: DocumentNode): number {
  let uses = 0;
  visit(document, {
    // A definition is no use.
    VariableDefinition: () => false,
    Variable(node) {
      if (node.name.value === name) uses += 1;
    },
  });
  return uses;
}
