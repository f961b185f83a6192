import type { GraphQLError } from 'graphql';
import type { BudgetState } from '../admission/budgets.ts';

type Headers = Readonly<Record<string, string>>;

/** The budget that is closest to its end, as draft-ietf-httpapi-ratelimit-headers has it. */
export function budgetHeaders(budget: BudgetState | undefined): Headers {
  if (!budget) return {};
  return {
    'ratelimit-limit': String(budget.limit),
    'ratelimit-remaining': String(budget.remaining),
    'ratelimit-reset': seconds(budget.wholeInMs),
  };
}

/** What an error tells of when to come again; nothing when it is of another kind. */
export function refusalHeaders({ extensions }: GraphQLError): Headers {
  const { retryAfterMs, budget } = extensions;
  if (typeof retryAfterMs !== 'number') return {};
  // Only the budgets write it there.
  const state = budgetHeaders(budget as BudgetState | undefined);
  return { 'retry-after': seconds(retryAfterMs), ...state };
}

function seconds(durationMs: number): string {
  return String(Math.ceil(durationMs / 1_000));
}
