import type { Subgraph } from '../../subgraphs/kernel/subgraph.ts';
import type { SubgraphPort } from './port.ts';

const nothingThere = { status: 404, contentType: 'text/plain', body: 'There is nothing here.' };

/** A subgraph of this process: the scope passes by value, nothing is serialised or signed. */
export function localPort(subgraph: Subgraph, isReady: () => Promise<boolean>): SubgraphPort {
  return {
    name: subgraph.name,
    execute: (request, scope) => subgraph.execute(request, scope),
    subscribe: (request, scope) => subgraph.subscribe(request, scope),
    internal: async (route, request, scope) =>
      (await subgraph.internal(route, request, scope)) ?? nothingThere,
    ask: async (question, parameters) => (await subgraph.ask(question, parameters)) ?? nothingThere,
    isReady,
    stop: async () => {},
  };
}
