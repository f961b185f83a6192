import type {
  DocumentNode,
  ExecutionResult,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';

/**
 * One operation of a text, admitted and valid. It is made once for as long as the supergraph stays, so an
 * engine may keep what it compiles from it under its `key`.
 */
export interface PreparedOperation {
  /** Tells it from every other under the same supergraph. */
  readonly key: string;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly operationName: string | undefined;
}

/** An operation about to run. */
export interface Operation {
  readonly prepared: PreparedOperation;
  /** As the client gave them; they fit the types that the operation declares. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly scope: Scope;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/** An answer without errors, of which the engine has written the JSON text of `data` itself. */
export interface WrittenAnswer {
  readonly dataText: string;
}

export type Answer = WrittenAnswer | ExecutionResult;

/**
 * What runs operations over the subgraphs. The seam: everything in front of it (identity, admission,
 * authorization, transports) and behind it (ports to subgraphs) is the same for every engine.
 */
export interface Engine {
  /** What clients may ask for: the supergraph without what federation adds to it. */
  readonly schema: GraphQLSchema;
  execute(operation: Operation): Promise<Answer>;
  /** Each event is hydrated from every subgraph its selection needs. */
  subscribe(operation: Operation): Promise<Stream<ExecutionResult> | ExecutionResult>;
  /** Plans these before they are asked for: those that were asked for under the supergraph before. */
  warm?(operations: readonly PreparedOperation[]): Promise<void>;
  stop(): Promise<void>;
}

/** The answer as an object, for whoever must look into it. */
export function readAnswer(answer: Answer): ExecutionResult {
  return 'dataText' in answer ? { data: JSON.parse(answer.dataText) } : answer;
}
