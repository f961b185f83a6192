import type { Subgraph } from '../../subgraphs/kernel/subgraph.ts';
import type { SubgraphPort } from './port.ts';

/** A subgraph of this process: the scope passes by value, nothing is serialised or signed. */
export function localPort(subgraph: Subgraph, isReady: () => Promise<boolean>): SubgraphPort {
  return {
    name: subgraph.name,
    execute: (request, scope) => subgraph.execute(request, scope),
    subscribe: (request, scope) => subgraph.subscribe(request, scope),
    async internal(route, request, scope) {
      const response = await subgraph.internal(route, request, scope);
      return (
        response ?? { status: 404, contentType: 'text/plain', body: 'There is no such route.' }
      );
    },
    isReady,
    stop: async () => {},
  };
}
