import type {
  DocumentNode,
  ExecutionResult,
  GraphQLError,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import type { Departure } from '../fetch/departure.ts';
import type { UpstreamHold } from '../live/upstream-hold.ts';

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
  /** As the client gave them; the engine refuses those that do not fit the types of the operation. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly scope: Scope;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: Departure | undefined;
  /** Of a subscription: the cursor it goes on behind, whatever its arguments say; for the port. */
  readonly after?: string | undefined;
  /** Of a subscription that may be taken over by another engine; for the port. */
  readonly hold?: UpstreamHold | undefined;
  /**
   * Whether the client takes an answer in parts, as `@defer` asks for. Everybody else gets one whole answer,
   * as if the directive were not there.
   */
  readonly acceptsDeferred?: boolean | undefined;
}

/** An answer without errors, of which the engine has written the JSON text of `data` itself. */
export interface WrittenAnswer {
  readonly dataText: string;
}

/** A whole answer. */
export type Answer = WrittenAnswer | ExecutionResult;

/** A place in an answer: names as the client wrote them, and positions in lists. */
export type AnswerPath = readonly (string | number)[];

/** A part that was deferred, for one object of the answer: announced once, then delivered once. */
export interface PendingPart {
  /** Tells it from the other parts of this answer. */
  readonly id: string;
  /** The object that its data belongs to. */
  readonly path: AnswerPath;
  /** As the client wrote it at `@defer`. */
  readonly label: string | undefined;
}

/** A deferred part that has come. */
export interface DeliveredPart extends PendingPart {
  /** What belongs into the object at `path`; null when an error was not to be borne there. */
  readonly data: Readonly<Record<string, unknown>> | null;
  /** Their paths begin at the root of the answer. */
  readonly errors: readonly GraphQLError[];
}

/** What comes at once, after the initial answer. Every part comes after the one that announced it. */
export interface DeferredStep {
  readonly delivered: readonly DeliveredPart[];
  /** Parts within the delivered ones that are still to come. */
  readonly announced: readonly PendingPart[];
  readonly hasNext: boolean;
}

/** An answer in parts. Its stream ends after the step without `hasNext`; returning it stops what is still fetched. */
export interface DeferredAnswer {
  readonly initial: ExecutionResult;
  readonly announced: readonly PendingPart[];
  readonly subsequent: Stream<DeferredStep>;
}

/**
 * What runs operations over the subgraphs. The seam: everything in front of it (identity, admission,
 * authorization, transports) and behind it (ports to subgraphs) is the same for every engine.
 */
export interface Engine {
  /** What clients may ask for: the supergraph without what federation adds to it. */
  readonly schema: GraphQLSchema;
  /**
   * Answers in parts only where the operation accepts that and something of it is deferred.
   *
   * @throws GraphQLError BAD_USER_INPUT or OPERATION_TOO_LARGE when nothing was executed.
   */
  execute(operation: Operation): Promise<Answer | DeferredAnswer>;
  /**
   * Each event is hydrated from every subgraph its selection needs; it keeps the `extensions` that came with it,
   * which tell its place. What comes without data (a mark, a refusal) is passed on as it is.
   */
  subscribe(operation: Operation): Promise<Stream<ExecutionResult> | ExecutionResult>;
  /** Plans these before they are asked for: those that were asked for under the supergraph before. */
  warm(operations: readonly PreparedOperation[]): Promise<void>;
  /** The plan of an operation for people to read. */
  explain(prepared: PreparedOperation): Promise<string>;
  stop(): Promise<void>;
}

export function isDeferred(answer: Answer | DeferredAnswer): answer is DeferredAnswer {
  return 'subsequent' in answer;
}

/** The answer as an object, for whoever must look into it. */
export function readAnswer(answer: Answer): ExecutionResult {
  return 'dataText' in answer ? { data: JSON.parse(answer.dataText) } : answer;
}
