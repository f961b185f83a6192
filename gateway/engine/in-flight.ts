import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
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
  /** Nobody joins what is in flight now: something has changed since it was asked. */
  seal(): void;
}

export function createInFlight<Answer>(): InFlight<Answer> {
  const subjects = new Map<string, Map<string, Shared<Answer>>>();

  function open(
    subject: string,
    key: string,
    { scope }: FetchCaller,
    ask: Ask<Answer>,
  ): Shared<Answer> {
    const controller = new AbortController();
    const answer = ask({ scope, signal: controller.signal });
    const calls = subjects.get(subject) ?? new Map<string, Shared<Answer>>();
    const forget = () => {
      if (calls.get(key) !== shared) return;
      calls.delete(key);
      if (calls.size === 0 && subjects.get(subject) === calls) subjects.delete(subject);
    };
    const stop = () => {
      forget();
      controller.abort();
    };
    const shared = { answer, owner: scope, stop, waiting: 0, joined: 0 };
    subjects.set(subject, calls.set(key, shared));
    answer.then(forget, forget);
    return shared;
  }

  async function join(
    subject: string,
    key: string,
    caller: FetchCaller,
    ask: Ask<Answer>,
  ): Promise<Received<Answer>> {
    const shared = subjects.get(subject)?.get(key) ?? open(subject, key, caller, ask);
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
    seal: () => subjects.clear(),
  };
}

function untilAborted<Answer>(
  shared: Shared<Answer>,
  signal: AbortSignal | undefined,
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
    const settled = () => signal.removeEventListener('abort', leave);
    shared.answer.then(
      (answer) => {
        settled();
        resolve(answer);
      },
      (error) => {
        settled();
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
