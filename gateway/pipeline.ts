import { randomUUID } from 'node:crypto';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { createScope, type Scope } from '../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../subgraphs/kernel/stream.ts';
import { type Answer, isDeferred, type Operation } from './engine/engine.ts';
import { anonymous } from './identity/anonymous.ts';
import { bearerFrom } from './identity/bearer.ts';
import { narrow } from './identity/narrow.ts';
import type { Principals } from './identity/principals.ts';
import { enterTenant, type TenantAccessUses } from './identity/tenant-access.ts';
import type { TokenIdentity } from './identity/verify-token.ts';
import type { Admitted } from './supergraph/generation.ts';
import type { Graph } from './supergraph/graph.ts';

/** What a transport knows of a request before anything else is known. */
export interface Arrival {
  /** The value of the Authorization header, or of its namesake in `connection_init`. */
  readonly authorization: string | undefined;
  /** The caller's W3C trace id, or a fresh one. */
  readonly traceId: string;
  /** Its headers, or what `connection_init` holds: what may be handed on to subgraphs that are not of this house. */
  readonly headers?: Readonly<Record<string, unknown>>;
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
 *   run            plan, fetch, merge; or stream       engine/, fetch/
 */
export interface Pipeline {
  /** What clients may ask for now. */
  schema(): GraphQLSchema;
  authenticate(arrival: Arrival): Promise<TokenIdentity>;
  scope(identity: TokenIdentity, arrival: Arrival): Promise<Scope>;
  /** @throws GraphQLError when the operation is malformed, too large or not valid. */
  prepare(asked: Pick<Asked, 'source' | 'operationName'>): Admitted;
  execute(operation: AdmittedOperation): Promise<Answer>;
  subscribe(operation: AdmittedOperation): Promise<Stream<ExecutionResult> | ExecutionResult>;
}

export type TokenVerifier = (token: string) => Promise<TokenIdentity>;

export interface PipelineOptions {
  readonly graph: Graph;
  /** Null where nobody is asked for a token: everybody is the one anonymous caller. */
  readonly verifyToken: TokenVerifier | null;
  readonly principals: Principals;
  /** Told of what platform operators do in tenants. */
  readonly uses: TenantAccessUses;
  /** Names of headers, in lower case, that are handed on to subgraphs. */
  readonly forwardedHeaders: readonly string[];
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { graph, verifyToken, principals, uses, forwardedHeaders } = options;

  return {
    schema: () => graph.current().engine.schema,

    async authenticate({ authorization, headers }) {
      if (!verifyToken) return anonymous;
      return enterTenant(await verifyToken(bearerFrom(authorization)), headers, principals);
    },

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

    async execute(operation) {
      await uses.note(operation);
      const answer = await operation.prepared.generation.engine.execute(operation);
      // No transport sends answers in parts yet, so none asks for them.
      if (isDeferred(answer)) throw new Error('Nobody asked for an answer in parts.');
      return answer;
    },

    async subscribe(operation) {
      await uses.note(operation);
      const { engine } = operation.prepared.generation;
      // A stream outlives every deadline; each of its fetches has the one of its subgraph.
      return engine.subscribe({ ...operation, scope: { ...operation.scope, deadlineAt: null } });
    },
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
