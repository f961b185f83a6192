import type { Context } from '@opentelemetry/api';
import type { ExecutionResult } from 'graphql';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import type { InternalRequest, InternalResponse } from '../../subgraphs/kernel/subgraph.ts';
import type { UpstreamHold } from '../live/upstream-hold.ts';
import type { Departure } from './departure.ts';
import type { BreakerState } from './guard/breaker.ts';

/** A fetch as a plan holds it: the same text every time, with other variables. */
export interface PlannedFetch {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly isMutation: boolean;
}

/** For whom a fetch is made. */
export interface FetchCaller {
  readonly scope: Scope;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: Departure | undefined;
  /** When this fetch is given up, in epoch milliseconds: never later than the scope's own deadline. */
  readonly deadlineAt?: number | undefined;
  /** Where in a trace it stands, where that is not where the scope's work does. */
  readonly trace?: Context | undefined;
  /** Of a subscription: the cursor it goes on behind, whatever its arguments say. */
  readonly after?: string | undefined;
  /** Of a subscription that may be taken over by another engine. */
  readonly hold?: UpstreamHold | undefined;
}

/** What has become of a port's requests since the start. */
export interface PortCondition {
  readonly breaker: BreakerState;
  readonly retries: number;
  /** By the kind of failure. */
  readonly failures: Readonly<Record<string, number>>;
}

/**
 * Asks for the planned fetch.
 *
 * @param variables - JSON text of an object: `{"representations":[…]}`.
 */
export type Fetch = (variables: string, caller: FetchCaller) => Promise<ExecutionResult>;

/**
 * The one way from the gateway to a subgraph, whether it lives in this process or behind HTTP.
 * A subgraph that cannot be reached is a GraphQL error SUBGRAPH_UNAVAILABLE.
 */
export interface SubgraphPort {
  readonly name: string;
  /** Makes a fetch ready once, to be asked many times. */
  prepare(fetch: PlannedFetch): Fetch;
  /**
   * The stream ends when its consumer returns it, or when the subgraph has nothing more to say. Beside its
   * results it holds marks and places (`subgraphs/kernel/subscription.ts`).
   */
  subscribe(
    fetch: PlannedFetch,
    variables: Readonly<Record<string, unknown>>,
    caller: FetchCaller,
  ): Promise<Stream<ExecutionResult> | ExecutionResult>;
  /** Hands over, on a caller's behalf, what is not GraphQL: telemetry. */
  internal(route: string, request: InternalRequest, scope: Scope): Promise<InternalResponse>;
  /** Asks in the gateway's own name, such as what somebody may do. */
  ask(question: string, parameters: URLSearchParams): Promise<InternalResponse>;
  /** Whether the subgraph is ready to answer; null where it cannot be asked. Never throws. */
  isReady(): Promise<boolean | null>;
  /** Of a port that is guarded. */
  condition?(): PortCondition;
  stop(): Promise<void>;
}
