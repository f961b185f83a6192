import { OperationTypeNode } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import type { Operation } from '../engine/engine.ts';
import type { BudgetState, Budgets } from './budgets.ts';
import type { Cost } from './cost/cost.ts';
import { assertSmall } from './values.ts';

/** `measure` tells what operations cost and refuses none; `enforce` holds them to the limit and to the budgets. */
export const costModes = ['off', 'measure', 'enforce'] as const;

export interface CostSettings {
  readonly mode: (typeof costModes)[number];
  /** Points that one operation may cost. */
  readonly limit: number;
  /** Whether every answer tells what it cost, and not only those that were asked to. */
  readonly isReported: boolean;
}

/** What an operation costs at the most, before it has run. */
export interface CostReport {
  readonly estimated: number;
  /** Null where none is enforced. */
  readonly limit: number | null;
}

/** What an operation was charged, as far as that is counted. */
export interface Charge {
  readonly cost: CostReport | undefined;
  readonly budget: BudgetState | undefined;
}

/**
 * Charges an operation to whom it is asked by.
 *
 * @throws GraphQLError OPERATION_TOO_LARGE above the limit of one operation, RATE_LIMITED when a budget is used up.
 */
export type ChargeOperation = (operation: Operation, cost: Cost) => Promise<Charge>;

/** A variable may say any number, and one of them would outweigh all that was ever observed. */
const mostObserved = 1_000_000;

/** JSON has numbers that are infinite here, and none of them is a number of points. */
function pointsOf(points: number): number {
  return Number.isFinite(points) ? points : Number.MAX_SAFE_INTEGER;
}

/** @param observe - told of the points of every operation, a million at the most. */
export function createCharges(
  { mode, limit }: CostSettings,
  budgets: Budgets,
  observe: (points: number) => void,
): ChargeOperation {
  const isEnforced = mode === 'enforce';

  function measure({ variables }: Operation, cost: Cost): CostReport | undefined {
    if (mode === 'off') return undefined;
    const estimated = pointsOf(cost(variables));
    observe(Math.min(estimated, mostObserved));
    if (!isEnforced || estimated <= limit) return { estimated, limit: isEnforced ? limit : null };
    throw refusal(
      'OPERATION_TOO_LARGE',
      `This operation costs up to ${estimated} points, and ${limit} are allowed: ask for fewer or shorter lists.`,
    );
  }

  function measuredOrCounted(operation: Operation, cost: Cost) {
    try {
      // Whoever looks into variables from here on may rely on it.
      assertSmall(operation.variables);
      return measure(operation, cost);
    } catch (error) {
      // What is refused has been a request all the same.
      budgets.count(operation.scope);
      throw error;
    }
  }

  return async (operation, costOf) => {
    const { scope, prepared } = operation;
    const isMutation = prepared.definition.operation === OperationTypeNode.MUTATION;
    const cost = measuredOrCounted(operation, costOf);
    const points = isEnforced && cost ? cost.estimated : 0;
    return { cost, budget: await budgets.spend(scope, { cost: points, isMutation }) };
  };
}
