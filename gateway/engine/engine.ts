import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';

/** An admitted operation, about to run. */
export interface Operation {
  readonly document: DocumentNode;
  /** The text the document was parsed from: the key of its plan. */
  readonly source: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly scope: Scope;
}

/**
 * What runs operations over the subgraphs. The seam: everything in front of it (identity, admission,
 * transports) and behind it (ports to subgraphs) stays when another engine takes this one's place.
 */
export interface Engine {
  /** What clients may ask for: the supergraph without what federation adds to it. */
  readonly schema: GraphQLSchema;
  execute(operation: Operation): Promise<ExecutionResult>;
  /** Each event is hydrated from every subgraph its selection needs. */
  subscribe(operation: Operation): Promise<Stream<ExecutionResult> | ExecutionResult>;
  stop(): Promise<void>;
}
