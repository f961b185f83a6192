import { Counter, Gauge, type Registry } from 'prom-client';
import type { SubgraphPort } from '../port.ts';
import type { BreakerState } from './breaker.ts';

const levels: Readonly<Record<BreakerState, number>> = { closed: 0, probing: 1, open: 2 };

/**
 * Shows what has become of the requests to each subgraph. It is read when somebody asks for the metrics, so that
 * requests do no work for it.
 */
export function showPorts(
  registry: Registry,
  ports: () => ReadonlyMap<string, SubgraphPort>,
): void {
  const registers = [registry];
  const conditions = () =>
    [...ports().values()].flatMap((port) => {
      const condition = port.condition?.();
      return condition ? [{ subgraph: port.name, ...condition }] : [];
    });

  new Gauge({
    name: 'gateway_subgraph_breaker',
    help: 'Whether a subgraph is asked: 0 it is, 1 once to find out, 2 it is left alone.',
    labelNames: ['subgraph'],
    registers,
    collect() {
      this.reset();
      for (const { subgraph, breaker } of conditions()) this.set({ subgraph }, levels[breaker]);
    },
  });
  new Counter({
    name: 'gateway_subgraph_retries_total',
    help: 'Requests to a subgraph that were asked a second time.',
    labelNames: ['subgraph'],
    registers,
    collect() {
      this.reset();
      for (const { subgraph, retries } of conditions()) this.inc({ subgraph }, retries);
    },
  });
  new Counter({
    name: 'gateway_subgraph_failures_total',
    help: 'Requests to a subgraph that were not answered, by the kind of failure.',
    labelNames: ['subgraph', 'kind'],
    registers,
    collect() {
      this.reset();
      for (const { subgraph, failures } of conditions()) {
        for (const [kind, count] of Object.entries(failures)) this.inc({ subgraph, kind }, count);
      }
    },
  });
}
