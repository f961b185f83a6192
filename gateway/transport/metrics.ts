import type { ServerResponse } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Logger } from '../../subgraphs/kernel/log.ts';
import { type Operated, tenantClassOf } from '../observe/observed-pipeline.ts';
import type { Fetched } from '../observe/observed-port.ts';
import { operationLabels } from '../observe/operation-names.ts';
import type { Served, Witness } from '../witness.ts';

export interface Metrics extends Witness {
  /** For metrics of other parts. */
  readonly registry: Registry;
  operated(found: Operated): void;
  fetched(found: Fetched): void;
  /** The Prometheus page. */
  answer(response: ServerResponse): Promise<void>;
}

const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Log lines and Prometheus metrics of what the gateway serves. */
export function createMetrics(log: Logger): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const durations = new Histogram({
    name: 'gateway_operation_duration_seconds',
    help: 'From the arrival of an operation to its answer; of a subscription, to its opening.',
    labelNames: ['transport', 'outcome'],
    buckets: durationBuckets,
    registers,
  });
  const executions = new Histogram({
    name: 'gateway_execution_duration_seconds',
    help: 'From the plan of an operation to its answer; of a subscription, to its first word.',
    labelNames: ['operation', 'type', 'outcome', 'tenant_class'],
    buckets: durationBuckets,
    registers,
  });
  const fetches = new Histogram({
    name: 'gateway_fetch_duration_seconds',
    help: 'Fetches from subgraphs.',
    labelNames: ['subgraph', 'outcome'],
    buckets: durationBuckets,
    registers,
  });
  const labelOf = operationLabels();
  const errors = new Counter({
    name: 'gateway_errors_total',
    help: 'Errors in answers, by code.',
    labelNames: ['code'],
    registers,
  });
  const costs = new Histogram({
    name: 'gateway_operation_cost',
    help: 'What operations cost at the most, in points, before they are run or refused.',
    buckets: [1, 10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 100_000],
    registers,
  });
  const unknown = new Counter({
    name: 'gateway_unknown_operations_total',
    help: 'Texts of operations that the manifest does not have.',
    registers,
  });
  const sockets = new Gauge({ name: 'gateway_sockets', help: 'Open WebSockets.', registers });
  const subscriptions = new Gauge({
    name: 'gateway_subscriptions',
    help: 'Live subscriptions.',
    registers,
  });
  const slowReaders = new Counter({
    name: 'gateway_slow_readers_total',
    help: 'Connections that were cut off because their readers were too slow.',
    registers,
  });
  const upstreams = new Gauge({
    name: 'gateway_upstreams',
    help: 'Streams open at subgraphs.',
    registers,
  });

  return {
    registry,

    served({ transport, status, durationMs, traceId, codes }: Served) {
      const outcome = codes.length === 0 ? 'ok' : 'error';
      durations.observe({ transport, outcome }, durationMs / 1_000);
      for (const code of codes) errors.inc({ code });
      const fields = { transport, status, durationMs: Math.round(durationMs), traceId, codes };
      log.info(fields, 'served');
    },

    operated({ operation: { prepared, scope }, durationMs, codes }) {
      const { operation: type, name } = prepared.definition;
      const labels = {
        operation: labelOf(name?.value),
        type,
        outcome: codes.length === 0 ? 'ok' : 'error',
        tenant_class: tenantClassOf(scope),
      };
      executions.observe(labels, durationMs / 1_000);
    },

    fetched: ({ subgraph, outcome, durationMs }) =>
      fetches.observe({ subgraph, outcome }, durationMs / 1_000),

    fault: (error, traceId) => log.error({ err: error, traceId }, 'masked as INTERNAL'),
    cost: (points) => costs.observe(points),
    unknownOperation(hash) {
      unknown.inc();
      log.warn({ sha256: hash }, 'an operation that is not registered');
    },
    sockets: (change) => sockets.inc(change),
    subscriptions: (change) => subscriptions.inc(change),
    cutOff: () => slowReaders.inc(),
    upstreams: (change) => upstreams.inc(change),

    async answer(response) {
      response.setHeader('content-type', registry.contentType);
      response.end(await registry.metrics());
    },
  };
}
