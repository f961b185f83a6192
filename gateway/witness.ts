/** One operation or the opening of one live stream, as logs and metrics know it: known fields only. */
export interface Served {
  readonly transport: 'http' | 'websocket';
  /** Of an answer over HTTP. */
  readonly status?: number;
  readonly durationMs: number;
  readonly traceId: string;
  /** Codes of the errors in the answer. */
  readonly codes: readonly string[];
}

/** What the gateway tells the outside of its own doings. */
export interface Witness {
  served(served: Served): void;
  /** Something that clients see as INTERNAL. */
  fault(error: unknown, traceId: string): void;
  /** What an operation costs, in points, before it is run or refused. */
  cost(points: number): void;
  /** An operation that no manifest has, by the hash of its text: told once of each. */
  unknownOperation(hash: string): void;
  sockets(change: 1 | -1): void;
  subscriptions(change: 1 | -1): void;
  /** A reader was too slow to be waited for. */
  cutOff(): void;
  /** Streams open at subgraphs; identical subscriptions share one. */
  upstreams(change: 1 | -1): void;
}
