import { type Budgets, type BudgetsOptions, createBudgets } from './budgets.ts';
import { createSignIns, type SignIns } from './sign-ins.ts';

export interface RateLimitSettings {
  readonly isOn: boolean;
  /** How many gateways share the store; while it fails each allows its share. */
  readonly replicas: number;
  /** Whether the last address of X-Forwarded-For is the client's: a proxy of ours writes it. */
  readonly trustsProxy: boolean;
}

export interface RateLimits {
  readonly budgets: Budgets;
  readonly signIns: SignIns;
}

export function createRateLimits(
  { isOn, ...settings }: RateLimitSettings,
  options: Omit<BudgetsOptions, 'replicas'>,
): RateLimits {
  if (!isOn) return unlimited;
  const all = { ...options, ...settings };
  return {
    budgets: createBudgets(all),
    signIns: createSignIns(all, options.callers?.failedSignIns),
  };
}

const unlimited: RateLimits = {
  budgets: { assertOpen: () => {}, spend: async () => undefined, count: () => {} },
  signIns: { attempt: (_from, token, verify) => verify(token) },
};
