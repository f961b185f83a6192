import type { BudgetState } from './admission/budgets.ts';
import type { CostReport } from './admission/charges.ts';

/** What is told beside an answer. */
export interface Remarks {
  /** What the client sees of it, as `extensions`. */
  readonly told?: { readonly cost: CostReport } | undefined;
  /** The budget that is closest to its end. */
  readonly budget?: BudgetState | undefined;
}
