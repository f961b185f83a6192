import { randomUUID } from 'node:crypto';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { createScope, type Scope } from '../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../subgraphs/kernel/stream.ts';
import {
  type Answer,
  isDeferred,
  type Operation,
  type PreparedOperation,
} from './engine/engine.ts';
import { bearerFrom } from './identity/bearer.ts';
import { narrow } from './identity/narrow.ts';
import type { Principals } from './identity/principals.ts';
import type { TokenIdentity } from './identity/verify-token.ts';
import type { Graph } from './supergraph/generation.ts';

/** What a transport knows of a request before anything else is known. */
export interface Arrival {
  /** The value of the Authorization header, or of its namesake in `connection_init`. */
  readonly authorization: string | undefined;
  /** The caller's W3C trace id, or a fresh one. */
  readonly traceId: string;
}

/** An operation as a client asked for it. */
export interface Asked {
  readonly source: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * What happens to every operation, whatever the transport: the map of this folder.
 *
 *   authenticate   who is it, by the token             identity/
 *   scope          which tenant, which grants          identity/
 *   prepare        is it small enough, is it valid     admission/
 *   run            plan, fetch, merge; or stream       engine/, fetch/
 */
export interface Pipeline {
  /** What clients may ask for now. */
  schema(): GraphQLSchema;
  authenticate(arrival: Arrival): Promise<TokenIdentity>;
  scope(identity: TokenIdentity, arrival: Arrival): Promise<Scope>;
  /** @throws GraphQLError when the operation is malformed, too large or not valid. */
  prepare(asked: Pick<Asked, 'source' | 'operationName'>): PreparedOperation;
  execute(operation: Operation): Promise<Answer>;
  subscribe(operation: Operation): Promise<Stream<ExecutionResult> | ExecutionResult>;
}

export type TokenVerifier = (token: string) => Promise<TokenIdentity>;

export interface PipelineOptions {
  readonly graph: Graph;
  readonly verifyToken: TokenVerifier;
  readonly principals: Principals;
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { graph, verifyToken, principals } = options;

  return {
    schema: () => graph.current().engine.schema,

    authenticate: async ({ authorization }) => verifyToken(bearerFrom(authorization)),

    async scope(token, { traceId }) {
      const { tenantId } = token;
      const { grantsEpoch, ...held } = await principals.find(token);
      const identity = { tenantId, actor: narrow(held, token), grantsEpoch };
      return createScope(identity, {
        requestId: randomUUID(),
        traceId,
        correlationId: traceId,
        deadlineAt: Date.now() + requestTimeoutMs,
      });
    },

    prepare: ({ source, operationName }) => graph.current().prepare(source, operationName),

    async execute(operation) {
      const answer = await graph.current().engine.execute(operation);
      // No transport sends answers in parts yet, so none asks for them.
      if (isDeferred(answer)) throw new Error('Nobody asked for an answer in parts.');
      return answer;
    },

    subscribe: async (operation) => graph.current().engine.subscribe(operation),
  };
}

const requestTimeoutMs = 10_000;
