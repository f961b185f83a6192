import type { GraphQLDataSource } from '@apollo/gateway';
import type { FetchCaller, SubgraphPort } from '../fetch/port.ts';

/** A port as ApolloGateway wants it. The context of its requests is whom the fetch is for. */
export function portDataSource(port: SubgraphPort): GraphQLDataSource {
  return {
    async process({ request, context }) {
      const query = request.query ?? '';
      const { operationName, variables = {} } = request;
      // The planner prints this text itself, so it starts with its keyword.
      const fetch = port.prepare({
        query,
        operationName,
        isMutation: query.startsWith('mutation'),
      });
      const result = await fetch(JSON.stringify(variables), context as FetchCaller);
      // Errors are formatted already in one case and plain JSON in the other: the executor reads both alike.
      return result as never;
    },
  };
}
