import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { key } from '../../subgraphs/kernel/ephemeral/keys.ts';
import type { Rate } from '../../subgraphs/kernel/ephemeral/rates.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { isSignedIn } from '../authorization/holder.ts';
import {
  type CallerRates,
  callerRates,
  type EditionBudgets,
  editionOf,
  editions,
  type Figures,
} from './editions.ts';
import { type SharedRatesOptions, sharedRates } from './shared-rates.ts';

/** What an operation takes from the budgets. */
export interface Spending {
  /** Points; 0 where costs are not held against a budget. */
  readonly cost: number;
  readonly isMutation: boolean;
}

/** The budget that is closest to its end, for the headers of the answer. */
export interface BudgetState {
  readonly limit: number;
  readonly remaining: number;
  readonly wholeInMs: number;
}

export interface Budgets {
  /**
   * Refuses whoever has been told to wait, before anything of his request is read.
   *
   * @throws GraphQLError RATE_LIMITED with `retryAfterMs`.
   */
  assertOpen(scope: Scope): void;
  /**
   * Takes what a request costs; undefined where there are no budgets.
   *
   * @throws GraphQLError RATE_LIMITED with `retryAfterMs`, and nothing is taken.
   */
  spend(scope: Scope, spending: Spending): Promise<BudgetState | undefined>;
  /** Counts a request that was refused before it cost anything; nobody waits for that. */
  count(scope: Scope): void;
}

/** Those of the house where they are not given. */
export interface RateFigures {
  readonly budgetsOf?: (tenantId: string | null) => EditionBudgets;
  readonly callers?: CallerRates;
}

export type BudgetsOptions = SharedRatesOptions & RateFigures;

/** A rate, and what it is called where it refuses. */
interface Named {
  readonly rate: Rate;
  readonly name: string;
  /** Whether it is of requests, whatever they ask. */
  readonly isOfRequests: boolean;
}

/** What one caller takes from. */
interface CallerBudgets {
  readonly requests: readonly Named[];
  readonly mutations: Named;
  readonly cost: Named;
}

const rememberedCallers = 10_000;
/** The edition of a tenant may change. */
const budgetsMaxAgeMs = 60_000;
const rememberedWaits = 10_000;

/** Requests, mutations and points: of the caller, and of his tenant by its edition. */
export function createBudgets(
  options: BudgetsOptions,
  now: () => number = () => performance.now(),
): Budgets {
  const { budgetsOf = (tenantId) => editions[editionOf(tenantId)], callers = callerRates } =
    options;
  const take = sharedRates(options, now);
  const known = new LRUCache<string, CallerBudgets>({
    max: rememberedCallers,
    ttl: budgetsMaxAgeMs,
  });
  /** Until when a rate refuses every request, by its key. */
  const waits = new LRUCache<string, number>({ max: rememberedWaits });

  function budgetsFor(scope: Scope): CallerBudgets {
    const { tenantId, actor, token } = scope;
    const name = `${tenantId ?? ''}\n${actor.userId}\n${actor.kind}\n${token?.apiTokenId ?? ''}`;
    const found = known.get(name);
    if (found) return found;
    const { requests, cost } = budgetsOf(tenantId);
    const own = figuresOf(callers, scope);
    const made: CallerBudgets = {
      requests: [
        rated(callerKey(scope, 'requests'), own, 'your requests', true),
        rated(rateKey(tenantId, 'requests'), requests, 'the requests of your tenant', true),
      ],
      mutations: rated(callerKey(scope, 'mutations'), callers.mutations, 'your mutations'),
      cost: rated(rateKey(tenantId, 'cost'), cost, 'the points of your tenant'),
    };
    known.set(name, made);
    return made;
  }

  async function takeAll(all: readonly Named[]): Promise<BudgetState> {
    const { refusedBy, retryAfterMs, states } = await take(all.map(({ rate }) => rate));
    const refused = refusedBy === null ? undefined : all[refusedBy];
    const tightest = states
      .map(({ remaining, wholeInMs }, index) => ({
        limit: all[index]?.rate.burst ?? 0,
        remaining,
        wholeInMs,
      }))
      .reduce((one, other) =>
        other.remaining * one.limit < one.remaining * other.limit ? other : one,
      );
    if (!refused) return tightest;
    if (refused.isOfRequests) waits.set(refused.rate.key, now() + retryAfterMs);
    throw exhausted(refused.name, retryAfterMs, tightest);
  }

  return {
    assertOpen(scope) {
      if (waits.size === 0) return;
      for (const { rate, name } of budgetsFor(scope).requests) {
        const waitMs = (waits.get(rate.key) ?? 0) - now();
        if (waitMs <= 0) continue;
        const { burst, count, periodMs } = rate;
        const wholeInMs = waitMs + (burst * periodMs) / count;
        throw exhausted(name, waitMs, { limit: burst, remaining: 0, wholeInMs });
      }
    },

    spend(scope, { cost, isMutation }) {
      const budgets = budgetsFor(scope);
      const all = [...budgets.requests];
      if (isMutation) all.push(budgets.mutations);
      if (cost > 0) all.push({ ...budgets.cost, rate: { ...budgets.cost.rate, quantity: cost } });
      return takeAll(all);
    },

    count(scope) {
      // Whoever went too far is told so at his next request.
      takeAll(budgetsFor(scope).requests).catch(() => {});
    },
  };
}

function figuresOf(callers: CallerRates, scope: Scope): Figures {
  if (!isSignedIn(scope)) return callers.nobody;
  const isProgram = scope.actor.kind === 'SERVICE' || scope.token?.apiTokenId;
  return isProgram ? callers.service : callers.person;
}

function rated(key: string, figures: Figures, name: string, isOfRequests = false): Named {
  return { rate: { key, quantity: 1, ...figures }, name, isOfRequests };
}

/** No tenant goes by the name of a hyphen: those without one are the platform. */
function rateKey(tenantId: string | null, ...parts: readonly string[]): string {
  return key(tenantId ?? '-', 'rate', ...parts);
}

/** Each API token has a rate of its own, beside that of whoever it belongs to. */
function callerKey({ tenantId, actor, token }: Scope, what: string): string {
  const ofToken = token?.apiTokenId ? [token.apiTokenId] : [];
  return rateKey(tenantId, what, actor.userId, ...ofToken);
}

/** A RATE_LIMITED refusal; the state is for the headers of the answer and is not told in it. */
export function exhausted(name: string, waitMs: number, budget?: BudgetState): GraphQLError {
  const retryAfterMs = Math.ceil(waitMs);
  return new GraphQLError(`You have used up ${name} for now; try again in ${retryAfterMs} ms.`, {
    extensions: { code: 'RATE_LIMITED', retryAfterMs, budget },
  });
}
