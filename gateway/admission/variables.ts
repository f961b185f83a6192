import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { assertSmall } from './values.ts';

const longestMessage = 300;

/**
 * Refuses variables that are too many or too deep, and then those that do not fit the types the operation gives
 * them: before anything is planned, with the first that does not fit. Whoever looked for all of them would write
 * as many messages as there are wrong values, each with the whole value in it.
 *
 * @throws GraphQLError OPERATION_TOO_LARGE or BAD_USER_INPUT.
 */
export function assertVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  assertSmall(variables);
  const { errors } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 });
  const [error] = errors ?? [];
  if (!error) return;
  const { message } = error;
  const shown = message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
  throw refusal('BAD_USER_INPUT', shown);
}
