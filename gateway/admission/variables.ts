import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';

/** What the variables of an operation may be at most, all together. */
export const variableLimits = { depth: 12, values: 2_000 };

const longestMessage = 300;

const none: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null));

/**
 * Refuses variables that are too many or too deep, and then those that do not fit the types the operation gives
 * them: before anything is planned, with the first that does not fit. Whoever looked for all of them would write
 * as many messages as there are wrong values, each with the whole value in it.
 *
 * @returns those that the operation declares, with their defaults.
 * @throws GraphQLError OPERATION_TOO_LARGE or BAD_USER_INPUT.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  assertSmall(variables);
  if (variableDefinitions.length === 0) return none;
  const found = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 });
  const [error] = found.errors ?? [];
  // Without a prototype, so that a variable that was not given is not something every object has.
  if (!error) return Object.assign(Object.create(null), found.coerced);
  const { message } = error;
  const shown = message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
  throw refusal('BAD_USER_INPUT', shown);
}

/** Level by level, so that no depth of nesting is a depth of calls. */
function assertSmall(variables: Readonly<Record<string, unknown>>): void {
  let count = 0;
  let level: readonly unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    count += level.length;
    if (depth > variableLimits.depth) {
      throw refusal('OPERATION_TOO_LARGE', `Variables may nest ${variableLimits.depth} deep.`);
    }
    if (count > variableLimits.values) {
      const rule = `Variables may hold ${variableLimits.values} values.`;
      throw refusal('OPERATION_TOO_LARGE', rule);
    }
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
}
