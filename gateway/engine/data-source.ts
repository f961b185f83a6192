import type { GraphQLDataSource } from '@apollo/gateway';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { SubgraphPort } from '../fetch/port.ts';

/** What the reference engine puts into the context of a request. */
interface ScopedContext {
  readonly scope: Scope;
}

/** A port as ApolloGateway wants it. */
export function portDataSource(port: SubgraphPort): GraphQLDataSource {
  return {
    async process({ request, context }) {
      const { scope } = context as ScopedContext;
      const query = request.query ?? '';
      const result = await port.execute(
        {
          query,
          variables: request.variables,
          operationName: request.operationName,
          // The planner prints this text itself, so it starts with its keyword.
          isMutation: query.startsWith('mutation'),
        },
        scope,
      );
      // Errors are formatted already in one case and plain JSON in the other: the executor reads both alike.
      return result as never;
    },
  };
}
