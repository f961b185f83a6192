import { randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { createScope, type Scope } from '../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../subgraphs/kernel/stream.ts';
import type { Spending } from './admission/budgets.ts';
import type { ChargeOperation } from './admission/charges.ts';
import type { RateLimits } from './admission/rate-limits.ts';
import { tokenFacts } from './authorization/holder.ts';
import type { Answer, DeferredAnswer, Operation } from './engine/engine.ts';
import { anonymous } from './identity/anonymous.ts';
import { bearerFrom } from './identity/bearer.ts';
import { forwardedFrom } from './identity/forwarded.ts';
import { narrow } from './identity/narrow.ts';
import type { Principals } from './identity/principals.ts';
import { enterTenant, type TenantAccessUses } from './identity/tenant-access.ts';
import type { TokenIdentity } from './identity/verify-token.ts';
import type { Live } from './live/live.ts';
import type { Backlog, LiveResult } from './live/subscriber.ts';
import type { AskedText, PersistedOperations } from './persisted/operations.ts';
import type { Remarks } from './remarks.ts';
import type { Admitted } from './supergraph/generation.ts';
import type { Graph } from './supergraph/graph.ts';

/** What a transport knows of a request before anything else is known. */
export interface Arrival {
  /** The value of the Authorization header, or of its namesake in `connection_init`. */
  readonly authorization: string | undefined;
  /** The caller's W3C trace id, or a fresh one. */
  readonly traceId: string;
  /** The address of its peer. */
  readonly peer?: string | undefined;
  /** The value of X-Forwarded-For, which anybody can write who is not kept from it. */
  readonly via?: string | undefined;
  /** Its headers, or what `connection_init` holds: what may be handed on to subgraphs that are not of this house. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/** An operation as a client asked for it. */
export interface Asked extends AskedText {
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether the client wants to be told what it costs. */
  readonly wantsCost?: boolean;
}

/** An operation about to run, under the supergraph that admitted it, whichever is served by then. */
export interface AdmittedOperation extends Operation {
  readonly prepared: Admitted;
  /** Whether the client wants to be told what it costs. */
  readonly wantsCost?: boolean | undefined;
}

/**
 * What happens to every operation, whatever the transport: the map of this folder.
 *
 *   authenticate   who is it, by the token             identity/
 *   scope          which tenant, which grants          identity/
 *   prepare        which text, is it small and valid   persisted/, admission/
 *   charge         what does it cost, is that left     admission/
 *   authorize      without what the caller may not     authorization/
 *   run            plan, fetch, merge                  engine/, fetch/
 *   or stream      shared, resumed, bounded            live/
 */
export interface Pipeline {
  /** What clients may ask for now. */
  schema(): GraphQLSchema;
  authenticate(arrival: Arrival): Promise<TokenIdentity>;
  scope(identity: TokenIdentity, arrival: Arrival): Promise<Scope>;
  /**
   * Reads what a request asks, unless its caller must wait: what cannot be read has been a request all the same.
   *
   * @throws GraphQLError RATE_LIMITED, or what `read` throws.
   */
  read<Found>(scope: Scope, read: () => Found | Promise<Found>): Promise<Found>;
  /**
   * Takes a request that runs no operation from the budgets.
   *
   * @throws GraphQLError RATE_LIMITED.
   */
  count(scope: Scope): Promise<void>;
  /** @throws GraphQLError when the caller must wait, or the operation is unknown, malformed, too large or not valid. */
  prepare(asked: AskedText & Pick<Asked, 'operationName'>, scope: Scope): Admitted;
  execute(operation: AdmittedOperation): Promise<(Answer | DeferredAnswer) & Remarks>;
  /**
   * Charged once, however many events come.
   *
   * @param backlog - counts what waits for the connection that it is for.
   */
  subscribe(
    operation: AdmittedOperation,
    backlog: Backlog,
  ): Promise<Stream<LiveResult> | LiveResult>;
  /** The plan of an operation for people to read; it counts as a request, and its cost as nothing. */
  explain(prepared: Admitted, scope: Scope): Promise<string>;
  /** Of an answer, be it in parts, and of each event: what transports send at the most. */
  readonly mostAnswerBytes: number;
}

export type TokenVerifier = (token: string) => Promise<TokenIdentity>;

export interface PipelineOptions {
  readonly graph: Graph;
  /** Null where nobody is asked for a token: everybody is the one anonymous caller. */
  readonly verifyToken: TokenVerifier | null;
  readonly principals: Principals;
  readonly live: Live<AdmittedOperation>;
  /** Told of what platform operators do in tenants. */
  readonly uses: TenantAccessUses;
  /** Names of headers, in lower case, that are handed on to subgraphs. */
  readonly forwardedHeaders: readonly string[];
  /** Whether the Control Plane knows who may do what; else it is what tokens say. */
  readonly knowsRoles: boolean;
  readonly persisted: PersistedOperations;
  readonly charge: ChargeOperation;
  /** Whether every answer tells what it cost. */
  readonly reportsCost: boolean;
  readonly rateLimits: RateLimits;
  readonly mostAnswerBytes: number;
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { graph, principals, live, uses, forwardedHeaders, knowsRoles, persisted, charge } =
    options;
  const { budgets, signIns } = options.rateLimits;

  return {
    mostAnswerBytes: options.mostAnswerBytes,

    schema: () => graph.current().engine.schema,

    async authenticate(arrival) {
      if (!options.verifyToken) return anonymous;
      const bearer = bearerFrom(arrival.authorization);
      const token = await signIns.attempt(arrival, bearer, options.verifyToken);
      return enterTenant(token, arrival.headers, principals);
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
        token: tokenFacts(token, knowsRoles),
        ...(forwardedHeaders.length === 0
          ? {}
          : { forwarded: forwardedFrom(headers ?? {}, forwardedHeaders) }),
      });
    },

    async read(scope, read) {
      budgets.assertOpen(scope);
      try {
        return await read();
      } catch (error) {
        budgets.count(scope);
        throw error;
      }
    },

    async count(scope) {
      await budgets.spend(scope, aRequest);
    },

    prepare(asked, scope) {
      budgets.assertOpen(scope);
      try {
        const source = persisted.textOf(asked, scope.tenantId);
        const admitted = graph.current().prepare(source, asked.operationName);
        persisted.keep(asked, scope.tenantId);
        return admitted;
      } catch (error) {
        // What is refused has been a request all the same.
        budgets.count(scope);
        throw error;
      }
    },

    async execute(operation) {
      const { cost, budget } = await charge(operation, operation.prepared.cost);
      await uses.note(operation);
      const answer = await operation.prepared.generation.authorization.execute(operation);
      const isTold = options.reportsCost || operation.wantsCost;
      return { ...answer, budget, told: cost && isTold ? { cost } : undefined };
    },

    async subscribe(operation, backlog) {
      await charge(operation, operation.prepared.cost);
      await uses.note(operation);
      return live.subscribe(operation, backlog);
    },

    async explain(prepared, scope) {
      await budgets.spend(scope, aRequest);
      return prepared.generation.engine.explain(prepared);
    },
  };
}

const aRequest: Spending = { cost: 0, isMutation: false };

/** From its scope to its answer. */
export const requestTimeoutMs = 10_000;
