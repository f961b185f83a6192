import type { GraphQLError } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import type { Arrival, Pipeline } from '../pipeline.ts';
import { openSession, type Session } from './session.ts';

/** How many connections may stay open. */
export interface SessionLimits {
  readonly perUser: number;
  readonly perTenant: number;
  readonly perProcess: number;
}

export const sessionLimits: SessionLimits = { perUser: 20, perTenant: 2_000, perProcess: 10_000 };

/** The sessions of every connection that stays open, whatever it speaks. */
export interface Sessions {
  /**
   * @param onEnd - told why it ended, once.
   * @throws GraphQLError UNAUTHENTICATED or FORBIDDEN; RATE_LIMITED where there are too many already.
   */
  open(arrival: Omit<Arrival, 'traceId'>, onEnd: (reason: GraphQLError) => void): Promise<Session>;
  /** Forgets a session of which the connection is gone. */
  close(session: Session): void;
  /** Asks anew what the people of a tenant, or of all, may do, and ends what they no longer may. */
  reauthorize(tenantId: string | null): Promise<void>;
  readonly count: number;
}

export function createSessions(
  pipeline: Pick<Pipeline, 'authenticate' | 'scope'>,
  limits: SessionLimits = sessionLimits,
): Sessions {
  const all = new Set<Session>();
  const users = new Map<string, number>();
  const tenants = new Map<string, number>();
  /** Rises with every change of somebody's access. */
  let changes = 0;

  function close(session: Session): void {
    session.end();
    if (!all.delete(session)) return;
    count(users, userOf(session), -1);
    count(tenants, tenantOf(session), -1);
  }

  function admit(session: Session): void {
    const user = users.get(userOf(session)) ?? 0;
    const tenant = tenants.get(tenantOf(session)) ?? 0;
    if (user >= limits.perUser) throw tooMany(`One user may hold ${limits.perUser} open`);
    if (tenant >= limits.perTenant) throw tooMany(`One tenant may hold ${limits.perTenant} open`);
    if (all.size >= limits.perProcess) throw tooMany('Too many connections are open');
    all.add(session);
    count(users, userOf(session), 1);
    count(tenants, tenantOf(session), 1);
  }

  return {
    close,
    get count() {
      return all.size;
    },

    async open(arrival, onEnd) {
      const before = changes;
      const session = await openSession(pipeline, arrival, onEnd);
      try {
        admit(session);
      } catch (error) {
        session.end();
        throw error;
      }
      // What it was opened with may have been looked up before the change.
      if (changes !== before) await session.reauthorize();
      return session;
    },

    async reauthorize(tenantId) {
      changes += 1;
      const concerned = [...all].filter(
        ({ identity }) => tenantId === null || identity.tenantId === tenantId,
      );
      await Promise.all(concerned.map((session) => session.reauthorize()));
    },
  };
}

function tooMany(sentence: string): GraphQLError {
  return refusal('RATE_LIMITED', `${sentence}; close one and come again`);
}

function userOf({ identity: { issuer, tenantId, subject } }: Session): string {
  return JSON.stringify([issuer, tenantId, subject]);
}

function tenantOf({ identity }: Session): string {
  return identity.tenantId ?? '';
}

function count(counts: Map<string, number>, key: string, change: 1 | -1): void {
  const left = (counts.get(key) ?? 0) + change;
  if (left > 0) counts.set(key, left);
  else counts.delete(key);
}
