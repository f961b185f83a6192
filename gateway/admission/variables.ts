import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { assertSmall } from './values.ts';

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
