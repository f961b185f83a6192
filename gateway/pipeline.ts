import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { createScope, type Scope } from '../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../subgraphs/kernel/stream.ts';
import { admit, operationOf } from './admission/admit.ts';
import { assertVariables } from './admission/variables.ts';
import type { Engine, Operation } from './engine/engine.ts';
import { bearerFrom } from './identity/bearer.ts';
import { narrow } from './identity/narrow.ts';
import type { Principals } from './identity/principals.ts';
import type { TokenIdentity } from './identity/verify-token.ts';

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
 *   authenticate   who is it, by the token        identity/
 *   scope          which tenant, which grants     identity/
 *   admit          is it small enough             admission/
 *   run            plan, fetch, merge; or stream  engine/, fetch/
 */
export interface Pipeline {
  readonly engine: Engine;
  authenticate(arrival: Arrival): Promise<TokenIdentity>;
  scope(identity: TokenIdentity, arrival: Arrival): Promise<Scope>;
  execute(asked: Asked, scope: Scope): Promise<ExecutionResult>;
  subscribe(asked: Asked, scope: Scope): Promise<Stream<ExecutionResult> | ExecutionResult>;
}

export type TokenVerifier = (token: string) => Promise<TokenIdentity>;

export function createPipeline(
  engine: Engine,
  verifyToken: TokenVerifier,
  principals: Principals,
): Pipeline {
  return {
    engine,

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

    execute: async (asked, scope) => engine.execute(admitted(engine, asked, scope)),

    subscribe: async (asked, scope) => engine.subscribe(admitted(engine, asked, scope)),
  };
}

const requestTimeoutMs = 10_000;

function admitted({ schema }: Engine, asked: Asked, scope: Scope): Operation {
  const document = admit(asked.source);
  assertVariables(schema, operationOf(document, asked.operationName), asked.variables);
  return { ...asked, document, scope };
}
