import { mapStream } from '../../../subgraphs/kernel/stream.ts';
import { type Departure, eitherOf } from '../departure.ts';
import { failureOf, isItsFault, isRepeatable, SubgraphFailure } from '../failure.ts';
import type { FetchCaller, SubgraphPort } from '../port.ts';
import { type BreakerSettings, breakerDefaults, createBreaker, type Leave } from './breaker.ts';
import { type Clock, systemClock } from './clock.ts';
import { sharedLook } from './readiness.ts';
import { createRetryBudget } from './retry-budget.ts';
import { type Limits, within } from './within.ts';

/** How a subgraph is asked so that its trouble stays its own. */
export interface GuardSettings {
  readonly timeoutMs: number;
  /** Of the requests that may be repeated, 0 to 1. */
  readonly retryShare: number;
  readonly breaker: BreakerSettings;
}

export const guardDefaults: GuardSettings = {
  timeoutMs: 5_000,
  retryShare: 0.1,
  breaker: breakerDefaults,
};

/** A question to the subgraph, of whatever form. */
interface Question {
  /** Whether it may change something, so that it must not come twice. */
  readonly isMutation: boolean;
  readonly caller: Partial<FetchCaller>;
}

const retryAfterMs = { least: 50, most: 250 };

/**
 * Puts a deadline, one repetition and a circuit breaker between the gateway and a subgraph.
 *
 * @returns a port that throws SubgraphFailure where the subgraph has not answered.
 */
export function guardPort(
  inner: SubgraphPort,
  settings: GuardSettings,
  clock: Clock = systemClock,
): SubgraphPort {
  const { name } = inner;
  const { timeoutMs, retryShare } = settings;
  const breaker = createBreaker(settings.breaker, clock.monotonic);
  const budget = createRetryBudget(retryShare);
  const failures: Record<string, number> = {};
  let retries = 0;

  async function attempt<Result>(
    { caller: { scope, signal } }: Question,
    ask: (limits: Limits) => Promise<Result>,
  ): Promise<Result> {
    const leave = breaker.enter();
    if (!leave) throw noted(new SubgraphFailure(name, 'resting'));
    const requestDeadlineAt = scope?.deadlineAt ?? null;
    const patience = { subgraph: name, timeoutMs, requestDeadlineAt };
    try {
      const result = await within(patience, signal, clock, ask);
      breaker.report(leave, 'success');
      return result;
    } catch (error) {
      throw blame(leave, error);
    }
  }

  function blame(leave: Leave, error: unknown): SubgraphFailure {
    const failure = noted(failureOf(name, error));
    breaker.report(leave, isItsFault(failure) ? 'failure' : 'nothing');
    return failure;
  }

  function noted(failure: SubgraphFailure): SubgraphFailure {
    failures[failure.kind] = (failures[failure.kind] ?? 0) + 1;
    return failure;
  }

  async function asked<Result>(
    question: Question,
    ask: (limits: Limits) => Promise<Result>,
  ): Promise<Result> {
    budget.earn();
    try {
      return await attempt(question, ask);
    } catch (error) {
      const isWorthIt = error instanceof SubgraphFailure && mayRepeat(error, question);
      if (!isWorthIt || !budget.spend()) throw error;
      retries += 1;
      await pause(question.caller.signal);
      return attempt(question, ask);
    }
  }

  /** Not when the pause alone would outlast the request. */
  function mayRepeat(failure: SubgraphFailure, { isMutation, caller }: Question): boolean {
    const deadlineAt = caller.scope?.deadlineAt ?? Number.POSITIVE_INFINITY;
    return isRepeatable(failure, isMutation) && clock.now() + retryAfterMs.most < deadlineAt;
  }

  function pause(signal: Departure | undefined): Promise<void> {
    const { least, most } = retryAfterMs;
    return new Promise((resolve) => {
      const onAbort = () => {
        stopClock();
        resolve();
      };
      const stopClock = clock.after(least + clock.random() * (most - least), () => {
        // A subscription's signal outlives many of these.
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  return {
    name,

    prepare(planned) {
      const fetch = inner.prepare(planned);
      const { isMutation } = planned;
      return (variables, caller) =>
        asked({ isMutation, caller }, (limits) => fetch(variables, { ...caller, ...limits }));
    },

    // Once it is open a stream may be silent for as long as nothing happens: only its beginning is watched. It is
    // not repeated here, since whoever holds it begins it again where it broke off.
    subscribe: (planned, variables, caller) =>
      attempt({ isMutation: false, caller }, async (limits) => {
        // A subscription's signal outlives many of these.
        const { signal, release } = eitherOf(caller.signal, limits.signal);
        try {
          const found = await inner.subscribe(planned, variables, { ...caller, signal });
          if (!(Symbol.asyncIterator in found)) {
            release();
            return found;
          }
          const stream = mapStream(found, (result) => result, release);
          // It came too late: nobody is there to end it.
          if (limits.signal.aborted) await stream.return();
          return stream;
        } catch (error) {
          release();
          throw error;
        }
      }),

    internal: (route, request, scope) =>
      asked({ isMutation: true, caller: { scope } }, () => inner.internal(route, request, scope)),

    ask: (question, parameters) =>
      asked({ isMutation: false, caller: {} }, () => inner.ask(question, parameters)),

    isReady: sharedLook(inner.isReady, clock),
    condition: () => ({ breaker: breaker.state(), retries, failures }),
    stop: () => inner.stop(),
  };
}
