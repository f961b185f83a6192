import { context } from '@opentelemetry/api';
import type { Subgraph } from '../../subgraphs/kernel/subgraph.ts';
import { traceOf } from '../../subgraphs/kernel/tracing/scope-trace.ts';
import type { SubgraphPort } from './port.ts';

const nothingThere = { status: 404, contentType: 'text/plain', body: 'There is nothing here.' };

/** A subgraph of this process: the scope passes by value, nothing is signed. */
export function localPort(subgraph: Subgraph, isReady: () => Promise<boolean>): SubgraphPort {
  return {
    name: subgraph.name,
    prepare:
      ({ query, operationName, isMutation }) =>
      (variables, { scope, signal, trace = traceOf(scope), deadlineAt = scope.deadlineAt }) => {
        const request = { query, operationName, variables: JSON.parse(variables) };
        // What has begun to change something is not broken off because its client has gone.
        const waiting = isMutation ? { deadlineAt } : { deadlineAt, signal };
        return context.with(trace, () => subgraph.execute(request, scope, waiting));
      },
    subscribe: ({ query, operationName }, variables, { scope, after }) =>
      context.with(traceOf(scope), () =>
        subgraph.subscribe({ query, operationName, variables, after }, scope),
      ),
    internal: async (route, request, scope) =>
      (await subgraph.internal(route, request, scope)) ?? nothingThere,
    ask: async (question, parameters) => (await subgraph.ask(question, parameters)) ?? nothingThere,
    isReady,
    stop: async () => {},
  };
}
