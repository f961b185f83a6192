import type { ExecutionResult } from 'graphql';
import type { SubgraphRequest } from '../../subgraphs/kernel/executable.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import type { InternalRequest, InternalResponse } from '../../subgraphs/kernel/subgraph.ts';

/** A request to a subgraph; the plan knows whether it changes anything. */
export interface FetchRequest extends SubgraphRequest {
  readonly isMutation: boolean;
}

/**
 * The one way from the gateway to a subgraph, whether it lives in this process or behind HTTP.
 * A subgraph that cannot be reached is a GraphQL error SUBGRAPH_UNAVAILABLE.
 */
export interface SubgraphPort {
  readonly name: string;
  execute(request: FetchRequest, scope: Scope): Promise<ExecutionResult>;
  /** The stream ends when its consumer returns it, or when the subgraph has nothing more to say. */
  subscribe(
    request: FetchRequest,
    scope: Scope,
  ): Promise<Stream<ExecutionResult> | ExecutionResult>;
  /** Hands over, on a caller's behalf, what is not GraphQL: telemetry. */
  internal(route: string, request: InternalRequest, scope: Scope): Promise<InternalResponse>;
  /** Asks in the gateway's own name, such as what somebody may do. */
  ask(question: string, parameters: URLSearchParams): Promise<InternalResponse>;
  /** Whether the subgraph is ready to answer; never throws. */
  isReady(): Promise<boolean>;
  stop(): Promise<void>;
}
