import { traceOf } from '../../subgraphs/kernel/tracing/scope-trace.ts';
import { inSpanWithin, SpanKind } from '../../subgraphs/kernel/tracing/span.ts';
import type { SubgraphPort } from '../fetch/port.ts';

/** What came of one fetch, as metrics know it. */
export interface Fetched {
  readonly subgraph: string;
  readonly durationMs: number;
  /** `partial` has errors beside its data; `failed` was not answered at all. */
  readonly outcome: 'ok' | 'partial' | 'failed';
}

/** The same port, each of its fetches a span and told to `fetched`. */
export function observedPort(port: SubgraphPort, fetched: (found: Fetched) => void): SubgraphPort {
  const { name: subgraph } = port;
  const name = `fetch ${subgraph}`;
  const attributes = { 'factory.subgraph': subgraph };
  const options = { kind: SpanKind.CLIENT, attributes };

  return {
    ...port,
    prepare(planned) {
      const fetch = port.prepare(planned);
      return async (variables, caller) => {
        const startedAt = performance.now();
        let outcome: Fetched['outcome'] = 'failed';
        try {
          const result = await inSpanWithin(traceOf(caller.scope), name, options, (trace) =>
            fetch(variables, { ...caller, trace }),
          );
          outcome = result.errors ? 'partial' : 'ok';
          return result;
        } finally {
          fetched({ subgraph, durationMs: performance.now() - startedAt, outcome });
        }
      };
    },
  };
}
