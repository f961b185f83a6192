import type { Rate } from '../../subgraphs/kernel/ephemeral/rates.ts';

/** So many evenly within a period, of which some may come at once. */
export type Figures = Pick<Rate, 'count' | 'periodMs' | 'burst'>;

/** What an edition lets a tenant spend. */
export interface EditionBudgets {
  readonly requests: Figures;
  /** Points of the cost specification. */
  readonly cost: Figures;
}

const second = 1_000;
const minute = 60_000;

/**
 * Budgets by the name of the edition. There is one, since no tenant has an edition yet: the Control Plane has no
 * aggregate of that name.
 */
export const editions = {
  STANDARD: {
    requests: { count: 500, periodMs: second, burst: 1_000 },
    cost: { count: 300_000, periodMs: minute, burst: 60_000 },
  },
} as const satisfies Record<string, EditionBudgets>;
export type EditionName = keyof typeof editions;

export function editionOf(_tenantId: string | null): EditionName {
  return 'STANDARD';
}

/** What a single caller may do, whatever the edition of his tenant. */
export interface CallerRates {
  readonly person: Figures;
  /** A service or an API token. */
  readonly service: Figures;
  /** All together who have not signed in. */
  readonly nobody: Figures;
  readonly mutations: Figures;
  /** By address. */
  readonly failedSignIns: Figures;
}

export const callerRates: CallerRates = {
  person: { count: 50, periodMs: second, burst: 100 },
  service: { count: 100, periodMs: second, burst: 200 },
  nobody: { count: 5, periodMs: second, burst: 10 },
  mutations: { count: 20, periodMs: second, burst: 40 },
  failedSignIns: { count: 10, periodMs: minute, burst: 10 },
};
