import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { FetchCaller } from '../fetch/port.ts';
import { createTurns, type Turns } from './turns.ts';

/** What is compiled from operations, each made once for as long as it is remembered. */
export interface Plans<Subject, Compiled> {
  /**
   * @param key - tells the subject from every other.
   * @param caller - for whom it is; it is not made when nobody waits for it any more as its turn comes.
   * @throws GraphQLError what compiling it threw, which is remembered too; RATE_LIMITED with `retryAfterMs` when too
   *   many wait to be made, or its time is over before its turn.
   */
  find(key: string, subject: Subject, caller?: FetchCaller): Compiled | Promise<Compiled>;
}

export interface PlansLimits<Subject> {
  /** How many are remembered; the least recently used is forgotten first. */
  readonly most: number;
  /** How many bytes are remembered. */
  readonly mostBytes: number;
  /** What is compiled from a subject takes about so many bytes. */
  bytesOf(subject: Subject): number;
}

/** What waits to be made, and for whom. */
interface Turn<Compiled> {
  readonly made: Promise<Compiled>;
  readonly callers: (FetchCaller | undefined)[];
}

/** Some four seconds of ordinary planning. */
const mostWaiting = 1_000;
/** One tenant leaves room for others, and may still ask for all that some sockets can hold at once. */
const mostWaitingOfTenant = 250;
const retryAfterMs = 1_000;

/** @param turns - shared by all who compile in one thread. */
export function createPlans<Subject, Compiled extends object>(
  compile: (subject: Subject) => Compiled,
  { most, mostBytes, bytesOf }: PlansLimits<Subject>,
  turns: Turns = createTurns(),
): Plans<Subject, Compiled> {
  const known = new LRUCache<string, Compiled | GraphQLError>({ max: most, maxSize: mostBytes });
  const pending = new Map<string, Turn<Compiled>>();

  function make(key: string, subject: Subject): Compiled {
    const made = madeOrRefused(() => compile(subject));
    known.set(key, made, { size: bytesOf(subject) });
    if (made instanceof GraphQLError) throw made;
    return made;
  }

  function inTurn(key: string, subject: Subject, caller: FetchCaller | undefined): Turn<Compiled> {
    const callers = [caller];
    const made = turns.take(caller?.scope.tenantId ?? null, () => {
      pending.delete(key);
      if (callers.every(hasGone)) throw tooMany();
      return make(key, subject);
    });
    return { made, callers };
  }

  function isFull(caller: FetchCaller | undefined): boolean {
    if (pending.size >= mostWaiting) return true;
    if (!caller || pending.size < mostWaitingOfTenant) return false;
    const { tenantId } = caller.scope;
    const own = [...pending.values()].filter(
      ({ callers: [first] }) => first?.scope.tenantId === tenantId,
    );
    return own.length >= mostWaitingOfTenant;
  }

  return {
    find(key, subject, caller) {
      const found = known.get(key);
      if (found instanceof GraphQLError) return Promise.reject(found);
      if (found) return found;
      const joined = pending.get(key);
      if (joined) {
        joined.callers.push(caller);
        return joined.made;
      }
      if (isFull(caller)) return Promise.reject(tooMany());
      const turn = inTurn(key, subject, caller);
      pending.set(key, turn);
      return turn.made;
    },
  };
}

function hasGone(caller: FetchCaller | undefined): boolean {
  if (!caller) return false;
  const { signal, scope } = caller;
  return signal?.aborted || (scope.deadlineAt ?? Number.POSITIVE_INFINITY) <= Date.now();
}

function tooMany(): GraphQLError {
  return new GraphQLError('Too many new operations wait to be planned; try again soon.', {
    extensions: { code: 'RATE_LIMITED', retryAfterMs },
  });
}

function madeOrRefused<Made>(make: () => Made): Made | GraphQLError {
  try {
    return make();
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
