import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { Departing, type Departure } from '../fetch/departure.ts';
import type { FetchCaller } from '../fetch/port.ts';

/** What several callers wait for at once. */
interface Shared<Answer> {
  readonly answer: Promise<Answer>;
  readonly owner: Scope;
  /** Stops the asking, for whom nobody waits any more. */
  readonly stop: () => void;
  /** Who still waits. */
  waiting: number;
  /** Who has waited at all. */
  joined: number;
}

/** An answer, and whether others have it too: then nobody may write to it. */
export interface Received<Answer> {
  readonly answer: Answer;
  readonly isShared: boolean;
}

export type Ask<Answer> = (caller: FetchCaller) => Promise<Answer>;

export interface InFlight<Answer> {
  /**
   * Waits for what somebody asked for under the same two keys, or asks for it. Who stops waiting stops nobody else;
   * the last one stops the asking. If the time of whoever asked runs out, the others ask again.
   *
   * @param subject - what is asked for.
   * @param key - for whom and with which values.
   */
  join(
    subject: string,
    key: string,
    caller: FetchCaller,
    ask: Ask<Answer>,
  ): Promise<Received<Answer>>;
  /** Nobody joins what is in flight now for a tenant: something of it has changed since it was asked. */
  seal(tenantId: string | null): void;
}

/** What is in flight for one tenant, by subject and key. */
type Calls<Answer> = Map<string, Map<string, Shared<Answer>>>;

export function createInFlight<Answer>(): InFlight<Answer> {
  const tenants = new Map<string | null, Calls<Answer>>();

  function open(
    subject: string,
    key: string,
    { scope }: FetchCaller,
    ask: Ask<Answer>,
  ): Shared<Answer> {
    const departing = new Departing();
    const answer = ask({ scope, signal: departing });
    const subjects: Calls<Answer> = tenants.get(scope.tenantId) ?? new Map();
    const calls = subjects.get(subject) ?? new Map<string, Shared<Answer>>();
    const forget = () => {
      if (calls.get(key) !== shared) return;
      calls.delete(key);
      if (calls.size === 0) subjects.delete(subject);
      const isLast = subjects.size === 0 && tenants.get(scope.tenantId) === subjects;
      if (isLast) tenants.delete(scope.tenantId);
    };
    const stop = () => {
      forget();
      departing.abort();
    };
    const shared = { answer, owner: scope, stop, waiting: 0, joined: 0 };
    tenants.set(scope.tenantId, subjects.set(subject, calls.set(key, shared)));
    answer.then(forget, forget);
    return shared;
  }

  async function join(
    subject: string,
    key: string,
    caller: FetchCaller,
    ask: Ask<Answer>,
  ): Promise<Received<Answer>> {
    const subjects = tenants.get(caller.scope.tenantId);
    const shared = subjects?.get(subject)?.get(key) ?? open(subject, key, caller, ask);
    shared.waiting += 1;
    shared.joined += 1;
    try {
      const answer = await untilAborted(shared, caller.signal);
      return { answer, isShared: shared.joined > 1 };
    } catch (error) {
      const isTheirs = shared.owner !== caller.scope && isOver(shared.owner);
      if (!isTheirs || isOver(caller.scope) || caller.signal?.aborted) throw error;
      return join(subject, key, caller, ask);
    }
  }

  return {
    join,
    seal: (tenantId) => void tenants.delete(tenantId),
  };
}

function untilAborted<Answer>(
  shared: Shared<Answer>,
  signal: Departure | undefined,
): Promise<Answer> {
  if (!signal) return shared.answer;
  return new Promise((resolve, reject) => {
    const leave = () => {
      shared.waiting -= 1;
      if (shared.waiting === 0) shared.stop();
      reject(signal.reason);
    };
    if (signal.aborted) return leave();
    signal.addEventListener('abort', leave);
    const stay = () => signal.removeEventListener('abort', leave);
    shared.answer.then(
      (answer) => {
        stay();
        resolve(answer);
      },
      (error) => {
        stay();
        reject(error);
      },
    );
  });
}

/** Whoever gives up does so a little before the deadline, or at it. */
const aLittleMs = 50;

function isOver({ deadlineAt }: Scope): boolean {
  return deadlineAt !== null && deadlineAt - aLittleMs <= Date.now();
}
