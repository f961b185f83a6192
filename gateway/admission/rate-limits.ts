import { type Budgets, type BudgetsOptions, createBudgets } from './budgets.ts';
import type { SharedRatesOptions } from './shared-rates.ts';
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
  { isOn, replicas }: RateLimitSettings,
  options: Omit<BudgetsOptions, 'replicas'> & Omit<SharedRatesOptions, 'replicas'>,
): RateLimits {
  if (!isOn) return unlimited;
  const all = { ...options, replicas };
  return { budgets: createBudgets(all), signIns: createSignIns(all) };
}

const unlimited: RateLimits = {
  budgets: { assertOpen: () => {}, spend: async () => null, count: () => {} },
  signIns: { assertMayTry: () => {}, succeeded: () => {}, failed: () => {} },
};
