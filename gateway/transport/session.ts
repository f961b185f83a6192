import type { WebSocket } from 'ws';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { asGraphQLError, codeOf } from '../errors.ts';
import { principalMaxAgeMs } from '../identity/principals.ts';
import type { Pipeline } from '../pipeline.ts';
import { newTraceId } from '../trace-id.ts';

/** Who is behind one socket, for as long as it lives. */
export interface Session {
  readonly tenantId: string | null;
  /** The scope of an operation that starts now. Grants are never older than the principals' cache. */
  scope(): Promise<Scope>;
  /** Closes the socket when its person may less than when its streams began. */
  reauthorize(): Promise<void>;
  end(): void;
}

const unauthorized = 4401;
const forbidden = 4403;
/** setTimeout counts in 32 bits. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Opens a session from the token of `connection_init`. It ends with the token, and when access is taken away:
 * that is told by events, and looked at anyway while the cache of principals runs out.
 *
 * @throws GraphQLError UNAUTHENTICATED or FORBIDDEN.
 */
export async function openSession(
  pipeline: Pipeline,
  socket: WebSocket,
  authorization: string | undefined,
  headers: Readonly<Record<string, unknown>> = {},
): Promise<Session> {
  const arrival = () => ({ authorization, traceId: newTraceId(), headers });
  const identity = await pipeline.authenticate(arrival());
  /** Whose token is asked anew too: an API token may have been revoked, an issuer's key withdrawn. */
  const ask = async () => pipeline.scope(await pipeline.authenticate(arrival()), arrival());
  /** What its operations were started with at the most. */
  let held = (await pipeline.scope(identity, arrival())).actor;

  /** Closes the socket where a grant is gone: its streams were begun with it. */
  async function look(): Promise<Scope> {
    const found = await ask();
    if (coversAll(found.actor, held)) held = found.actor;
    else socket.close(forbidden, 'Your access has changed');
    return found;
  }

  async function reauthorize(): Promise<void> {
    try {
      await look();
    } catch (error) {
      // Only a clear no ends the socket; a Control Plane that does not answer is asked again.
      const code = codeOf(asGraphQLError(error));
      if (code === 'FORBIDDEN') socket.close(forbidden, 'Access withdrawn');
      if (code === 'UNAUTHENTICATED') socket.close(unauthorized, 'The token is not good any more');
    }
  }

  const livesMs = Math.min(identity.expiresAt - Date.now(), longestTimerMs);
  const expiry = setTimeout(() => socket.close(unauthorized, 'The token has expired'), livesMs);
  const rounds = setInterval(() => void reauthorize(), principalMaxAgeMs);
  expiry.unref();
  rounds.unref();

  return {
    tenantId: identity.tenantId,
    scope: look,
    reauthorize,
    end() {
      clearTimeout(expiry);
      clearInterval(rounds);
    },
  };
}

/** Whether every grant of `before` is still held, in as many projects; for an operator, by the same access. */
export function coversAll(now: Actor, before: Actor): boolean {
  if (now.tenantAccessId !== before.tenantAccessId) return false;
  return before.grants.every((grant) =>
    now.grants.some(
      ({ role, projectId }) =>
        role === grant.role && (projectId === null || projectId === grant.projectId),
    ),
  );
}
