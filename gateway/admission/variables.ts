import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';

/**
 * Refuses variables that do not fit the types the operation gives them, before anything is planned. The engine
 * hands them on as they came.
 *
 * @throws GraphQLError BAD_USER_INPUT with the first that does not fit.
 */
export function assertVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  const [error] = getVariableValues(schema, variableDefinitions, variables).errors ?? [];
  if (error) throw refusal('BAD_USER_INPUT', error.message);
}
