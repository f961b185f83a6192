import type { GraphQLError } from 'graphql';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { asGraphQLError, codeOf } from '../errors.ts';
import { principalMaxAgeMs } from '../identity/principals.ts';
import type { TokenIdentity } from '../identity/verify-token.ts';
import type { Arrival, Pipeline } from '../pipeline.ts';
import { newTraceId } from '../trace-id.ts';

/** Who is behind one connection, for as long as it lives. */
export interface Session {
  readonly identity: TokenIdentity;
  /** False from the moment in which its token or its access has ended. */
  isOpen(): boolean;
  /** The scope of an operation that starts now. Grants are never older than the principals' cache. */
  scope(): Promise<Scope>;
  /** Ends it when its token is not accepted any more, or its person may less than when its streams began. */
  reauthorize(): Promise<void>;
  /**
   * Goes on with another token of the same person in the same tenant; with anybody else's it ends.
   *
   * @throws GraphQLError UNAUTHENTICATED or SUBGRAPH_UNAVAILABLE when that token is not accepted; the old one holds on.
   */
  renew(authorization: unknown): Promise<void>;
  end(): void;
}

/** setTimeout counts in 32 bits. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Opens a session from a token. It ends with the token, and when access is taken away: that is told by events, and
 * looked at anyway while the cache of principals runs out.
 *
 * @param onEnd - told why, once, unless it was ended from here.
 * @throws GraphQLError UNAUTHENTICATED or FORBIDDEN.
 */
export async function openSession(
  pipeline: Pick<Pipeline, 'authenticate' | 'scope'>,
  { authorization, ...about }: Omit<Arrival, 'traceId'>,
  onEnd: (reason: GraphQLError) => void,
): Promise<Session> {
  let token = authorization;
  let identity = await authenticate(token);
  /** What its operations were started with at the most. */
  let held = await ask();
  let isOpen = true;
  let expiry = setTimeout(expire, livesMs(identity)).unref();
  const rounds = setInterval(() => void reauthorize(), principalMaxAgeMs).unref();

  function authenticate(given: string | undefined) {
    return pipeline.authenticate({ ...about, authorization: given, traceId: newTraceId() });
  }

  function ask(): Promise<Scope> {
    return pipeline.scope(identity, { ...about, authorization: token, traceId: newTraceId() });
  }

  function stop(): void {
    isOpen = false;
    clearTimeout(expiry);
    clearInterval(rounds);
  }

  function endFor(reason: GraphQLError): void {
    if (!isOpen) return;
    stop();
    onEnd(reason);
  }

  function expire(): void {
    endFor(refusal('UNAUTHENTICATED', 'The token has expired'));
  }

  /** Only a clear no ends it; a Control Plane that does not answer is asked again. */
  function endIfRefused(error: unknown): void {
    const refused = asGraphQLError(error);
    if (['FORBIDDEN', 'UNAUTHENTICATED'].includes(codeOf(refused))) endFor(refused);
  }

  /** Ends it where a grant is gone: its streams were begun with it. */
  async function look(): Promise<Scope> {
    const found = await ask();
    if (coversAll(found.actor, held.actor) && keepsScopes(found, held)) held = found;
    else endFor(refusal('FORBIDDEN', 'Your access has changed'));
    return found;
  }

  async function reauthorize(): Promise<void> {
    try {
      // An API token may have been revoked, an issuer's key withdrawn.
      await authenticate(token);
      await look();
    } catch (error) {
      endIfRefused(error);
    }
  }

  return {
    get identity() {
      return identity;
    },
    isOpen() {
      // A timer comes late where the process is busy; nothing leaves after the token's end all the same.
      if (isOpen && Date.now() >= identity.expiresAt) expire();
      return isOpen;
    },
    scope: look,
    reauthorize,

    async renew(given) {
      const fresh = typeof given === 'string' ? given : undefined;
      const found = await authenticate(fresh).catch((error: unknown) => {
        throw asGraphQLError(error);
      });
      if (!isOpen) return;
      if (!isSamePerson(found, identity)) {
        endFor(refusal('FORBIDDEN', 'The new token is of somebody else'));
        return;
      }
      token = fresh;
      identity = found;
      clearTimeout(expiry);
      expiry = setTimeout(expire, livesMs(identity)).unref();
      await look();
    },

    end: stop,
  };
}

function livesMs({ expiresAt }: TokenIdentity): number {
  return Math.min(expiresAt - Date.now(), longestTimerMs);
}

function isSamePerson(one: TokenIdentity, other: TokenIdentity): boolean {
  return (
    one.issuer === other.issuer && one.subject === other.subject && one.tenantId === other.tenantId
  );
}

/** Whether a fresh token has every scope of its issuer that the one before had. */
export function keepsScopes(now: Pick<Scope, 'token'>, before: Pick<Scope, 'token'>): boolean {
  return before.token?.scopes.every((name) => now.token?.scopes.includes(name)) ?? true;
}

/**
 * Whether every grant of `before` is still held, in as many projects, and narrowed no further; for an operator, by the
 * same access.
 */
export function coversAll(now: Actor, before: Actor): boolean {
  if (now.tenantAccessId !== before.tenantAccessId) return false;
  const isGranted = before.grants.every((grant) =>
    now.grants.some(
      ({ role, projectId }) =>
        role === grant.role && (projectId === null || projectId === grant.projectId),
    ),
  );
  return isGranted && leavesAll(now.scopes, before.scopes);
}

function leavesAll(now: Actor['scopes'], before: Actor['scopes']): boolean {
  if (now === undefined) return true;
  return before?.every((permission) => now.includes(permission)) ?? false;
}
