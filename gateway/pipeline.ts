import { randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { createScope, type Scope } from '../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../subgraphs/kernel/stream.ts';
import type { Answer, DeferredAnswer, Operation } from './engine/engine.ts';
import { anonymous } from './identity/anonymous.ts';
import { bearerFrom } from './identity/bearer.ts';
import { narrow } from './identity/narrow.ts';
import type { Principals } from './identity/principals.ts';
import type { TokenIdentity } from './identity/verify-token.ts';
import type { Live } from './live/live.ts';
import type { Backlog, LiveResult } from './live/subscriber.ts';
import type { Admitted } from './supergraph/generation.ts';
import type { Graph } from './supergraph/graph.ts';

/** What a transport knows of a request before anything else is known. */
export interface Arrival {
  /** The value of the Authorization header, or of its namesake in `connection_init`. */
  readonly authorization: string | undefined;
  /** The caller's W3C trace id, or a fresh one. */
  readonly traceId: string;
  /** Its headers, or what `connection_init` holds: what may be handed on to subgraphs that are not of this house. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/** An operation as a client asked for it. */
export interface Asked {
  readonly source: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An operation about to run, under the supergraph that admitted it, whichever is served by then. */
export interface AdmittedOperation extends Operation {
  readonly prepared: Admitted;
}

/**
 * What happens to every operation, whatever the transport: the map of this folder.
 *
 *   authenticate   who is it, by the token             identity/
 *   scope          which tenant, which grants          identity/
 *   prepare        is it small enough, is it valid     admission/
 *   run            plan, fetch, merge                  engine/, fetch/
 *   or stream      shared, resumed, bounded            live/
 */
export interface Pipeline {
  /** What clients may ask for now. */
  schema(): GraphQLSchema;
  authenticate(arrival: Arrival): Promise<TokenIdentity>;
  scope(identity: TokenIdentity, arrival: Arrival): Promise<Scope>;
  /** @throws GraphQLError when the operation is malformed, too large or not valid. */
  prepare(asked: Pick<Asked, 'source' | 'operationName'>): Admitted;
  execute(operation: AdmittedOperation): Promise<Answer | DeferredAnswer>;
  /** @param backlog - counts what waits for the connection that it is for. */
  subscribe(
    operation: AdmittedOperation,
    backlog: Backlog,
  ): Promise<Stream<LiveResult> | LiveResult>;
  /** The plan of an operation for people to read. */
  explain(prepared: Admitted): Promise<string>;
}

export type TokenVerifier = (token: string) => Promise<TokenIdentity>;

export interface PipelineOptions {
  readonly graph: Graph;
  /** Null where nobody is asked for a token: everybody is the one anonymous caller. */
  readonly verifyToken: TokenVerifier | null;
  readonly principals: Principals;
  readonly live: Live<AdmittedOperation>;
  /** Names of headers, in lower case, that are handed on to subgraphs. */
  readonly forwardedHeaders: readonly string[];
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { graph, verifyToken, principals, live, forwardedHeaders } = options;

  return {
    schema: () => graph.current().engine.schema,

    authenticate: async ({ authorization }) =>
      verifyToken ? verifyToken(bearerFrom(authorization)) : anonymous,

    async scope(token, { traceId, headers }) {
      const { tenantId } = token;
      const { grantsEpoch, ...held } = await principals.find(token);
      const identity = { tenantId, actor: narrow(held, token), grantsEpoch };
      return createScope(identity, {
        requestId: randomUUID(),
        traceId,
        correlationId: traceId,
        deadlineAt: Date.now() + requestTimeoutMs,
        ...(forwardedHeaders.length === 0 ? {} : { forwarded: pick(headers, forwardedHeaders) }),
      });
    },

    prepare: ({ source, operationName }) => graph.current().prepare(source, operationName),

    execute: async (operation) => operation.prepared.generation.engine.execute(operation),

    subscribe: (operation, backlog) => live.subscribe(operation, backlog),

    explain: (prepared) => prepared.generation.engine.explain(prepared),
  };
}

/** From its scope to its answer. */
export const requestTimeoutMs = 10_000;

/** Those of the named headers that were sent, once and as text. */
function pick(
  headers: Readonly<Record<string, unknown>> = {},
  names: readonly string[],
): Record<string, string> {
  const sent = names.map((name) => [name, headers[name]] as const);
  return Object.fromEntries(
    sent.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
