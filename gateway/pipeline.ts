import { randomUUID } from 'node:crypto';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { isPermission } from '../subgraphs/kernel/authority.ts';
import { createScope, type Scope } from '../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../subgraphs/kernel/stream.ts';
import type { BudgetState } from './admission/budgets.ts';
import type { Charge, ChargeOperation, CostReport } from './admission/charges.ts';
import type { RateLimits } from './admission/rate-limits.ts';
import { assertVariables } from './admission/variables.ts';
import {
  type Answer,
  isDeferred,
  type Operation,
  type PreparedOperation,
} from './engine/engine.ts';
import { asGraphQLError, codeOf } from './errors.ts';
import { bearerFrom } from './identity/bearer.ts';
import { narrow } from './identity/narrow.ts';
import type { Principals } from './identity/principals.ts';
import type { TokenIdentity } from './identity/verify-token.ts';
import type { AskedText, PersistedOperations } from './persisted/operations.ts';
import type { Graph } from './supergraph/generation.ts';

/** What a transport knows of a request before anything else is known. */
export interface Arrival {
  /** The value of the Authorization header, or of its namesake in `connection_init`. */
  readonly authorization: string | undefined;
  /** The caller's W3C trace id, or a fresh one. */
  readonly traceId: string;
  /** Where the request comes from. */
  readonly address?: string | undefined;
}

/** An operation as a client asked for it. */
export interface Asked extends AskedText {
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether the client wants to know what the operation costs. */
  readonly wantsCost?: boolean | undefined;
}

/** What is told beside an answer. */
export interface Remarks {
  /** What the operation was charged; undefined where nothing was. */
  readonly cost?: CostReport | undefined;
  readonly budget?: BudgetState | undefined;
}

/**
 * What happens to every operation, whatever the transport: the map of this folder.
 *
 *   authenticate   who is it, by the token             identity/
 *   scope          which tenant, which grants          identity/
 *   prepare        which text, is it small and valid   persisted/, admission/
 *   charge         what does it cost, is that left     admission/
 *   authorize      without what the caller may not     authorization/
 *   run            plan, fetch, merge; or stream       engine/, fetch/
 */
export interface Pipeline {
  /** What clients may ask for now. */
  schema(): GraphQLSchema;
  authenticate(arrival: Arrival): Promise<TokenIdentity>;
  scope(identity: TokenIdentity, arrival: Arrival): Promise<Scope>;
  /** @throws GraphQLError when the caller must wait, or the operation is unknown, malformed, too large or not valid. */
  prepare(asked: AskedText & Pick<Asked, 'operationName'>, scope: Scope): PreparedOperation;
  execute(operation: Operation): Promise<Answer & Remarks>;
  /** It is charged once, however many events come. */
  subscribe(operation: Operation): Promise<Stream<ExecutionResult> | ExecutionResult>;
  /** Whether a subscription may go on for whoever has another scope than when it began. */
  mayGoOn(operation: Operation, scope: Scope): boolean;
}

export type TokenVerifier = (token: string) => Promise<TokenIdentity>;

export interface PipelineOptions {
  readonly graph: Graph;
  readonly verifyToken: TokenVerifier;
  readonly principals: Principals;
  readonly persisted: PersistedOperations;
  readonly rateLimits: RateLimits;
  readonly charge: ChargeOperation;
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { graph, verifyToken, principals, persisted, charge } = options;
  const { budgets, signIns } = options.rateLimits;

  /** What is refused before it could be charged counts as a request all the same. */
  async function charged(operation: Operation): Promise<Charge> {
    const { engine, costOf } = graph.current();
    const { prepared, variables, scope } = operation;
    try {
      assertVariables(engine.schema, prepared.definition, variables);
      return await charge(operation, costOf(prepared));
    } catch (error) {
      if (codeOf(asGraphQLError(error)) !== 'RATE_LIMITED') budgets.count(scope);
      throw error;
    }
  }

  return {
    schema: () => graph.current().engine.schema,

    async authenticate({ authorization, address }) {
      const token = bearerFrom(authorization);
      signIns.assertMayTry(address, token);
      try {
        const identity = await verifyToken(token);
        signIns.succeeded(token);
        return identity;
      } catch (error) {
        if (codeOf(asGraphQLError(error)) === 'UNAUTHENTICATED') signIns.failed(address);
        throw error;
      }
    },

    async scope(token, { traceId }) {
      const { tenantId } = token;
      const { grantsEpoch, ...held } = await principals.find(token);
      const identity = { tenantId, actor: narrow(held, token), grantsEpoch };
      return createScope(identity, {
        requestId: randomUUID(),
        traceId,
        correlationId: traceId,
        deadlineAt: Date.now() + requestTimeoutMs,
        ...foreignScopes(token),
      });
    },

    prepare(asked, scope) {
      budgets.assertOpen(scope);
      try {
        const source = persisted.textOf(asked, scope.tenantId);
        const prepared = graph.current().prepare(source, asked.operationName);
        persisted.keep(asked, scope.tenantId);
        return prepared;
      } catch (error) {
        budgets.count(scope);
        throw error;
      }
    },

    async execute(operation) {
      const { cost, budget } = await charged(operation);
      const answer = await graph.current().authorization.execute(operation);
      // No transport sends answers in parts yet, so none asks for them.
      if (isDeferred(answer)) throw new Error('Nobody asked for an answer in parts.');
      return { ...answer, cost: cost ?? undefined, budget: budget ?? undefined };
    },

    async subscribe(operation) {
      await charged(operation);
      return graph.current().authorization.subscribe(operation);
    },

    mayGoOn: ({ prepared, scope: began }, scope) =>
      graph.current().authorization.mayGoOn(prepared, began, scope),
  };
}

const requestTimeoutMs = 10_000;

/** Scopes that are no permissions of ours: the gateway's own rules may ask for them. */
function foreignScopes({ scopes }: TokenIdentity): Pick<Scope, 'tokenScopes'> {
  const foreign = [...(scopes ?? [])].filter((name) => !isPermission(name));
  return foreign.length > 0 ? { tokenScopes: new Set(foreign) } : {};
}
