import type { BenchOperation } from './bench-graph.ts';
import type { GraphName } from './graph.ts';
import { graphs } from './graph.ts';

/** What one contender reached in one measurement: the median of its rounds. */
export interface Reached {
  readonly contender: string;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of the contender's process, microseconds a request, as the operating system counts it. */
  readonly cpuUs: number;
  /** Requests to subgraphs, a request, under load. */
  readonly subgraphRequests: number;
  readonly residentMb: number;
}

export interface Measurement {
  readonly title: string;
  readonly graph: GraphName;
  readonly operation: BenchOperation;
  readonly connections: number;
  /** Names of contenders (contender.ts); the first is the yardstick. */
  readonly contenders: readonly string[];
  /** Whether each connection is somebody else, so that nothing may be shared between them. */
  readonly isEachSomebodyElse: boolean;
  readonly bars: readonly Bar[];
}

/** A ratio of two contenders in one run, and where it must lie. */
export interface Bar {
  readonly text: string;
  readonly ratio: (of: (contender: string) => Reached) => number;
  readonly limit: number;
  readonly is: 'atMost' | 'atLeast';
}

const cpu = (ours: string, theirs: string, limit: number): Bar => ({
  text: `CPU a request, ${ours} / ${theirs}`,
  ratio: (of) => of(ours).cpuUs / of(theirs).cpuUs,
  limit,
  is: 'atMost',
});

const rate = (ours: string, theirs: string, limit: number): Bar => ({
  text: `requests a second, ${ours} / ${theirs}`,
  ratio: (of) => of(ours).requestsPerSecond / of(theirs).requestsPerSecond,
  limit,
  is: 'atLeast',
});

const { queue } = graphs.queue.operations;
const { whole, conditional } = graphs.public.operations;

export const measurements: readonly Measurement[] = [
  {
    title: 'The whole gateway beside its bare engine',
    graph: 'queue',
    operation: queue,
    connections: 16,
    contenders: ['bare', 'whole'],
    isEachSomebodyElse: false,
    bars: [cpu('whole', 'bare', 1.5)],
  },
  {
    title: 'A review queue of about twenty over three subgraphs',
    graph: 'queue',
    operation: queue,
    connections: 16,
    contenders: ['stock', 'ours', 'ours-local', 'hive'],
    isEachSomebodyElse: false,
    bars: [
      cpu('ours', 'stock', 1 / 8),
      cpu('ours', 'hive', 1 / 3),
      cpu('ours-local', 'stock', 1 / 10),
    ],
  },
  {
    title: "The field's public benchmark, every connection somebody else",
    graph: 'public',
    operation: whole,
    connections: 50,
    contenders: ['stock', 'ours', 'hive'],
    isEachSomebodyElse: true,
    bars: [
      rate('ours', 'stock', 7),
      {
        text: 'subgraph requests an operation, ours',
        // What is under way when the clock stops is counted at the subgraphs and not as answered.
        ratio: (of) => of('ours').subgraphRequests,
        limit: 7.5,
        is: 'atMost',
      },
    ],
  },
  {
    title: "The field's public benchmark, one scope",
    graph: 'public',
    operation: whole,
    connections: 50,
    contenders: ['stock', 'ours', 'ours-operations', 'hive', 'hive-inbound'],
    isEachSomebodyElse: false,
    bars: [rate('ours', 'stock', 12), rate('ours-operations', 'stock', 45)],
  },
];

/** The same answer with and without conditions: one contender, two operations. */
export const conditions = { graph: 'public', whole, conditional, limit: 1.3 } as const;
