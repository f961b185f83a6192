import { operationFromDocument } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { PreparedOperation } from '../engine.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { asRefusal, plannerLimits } from './planner-limits.ts';
import { planningDocument } from './planning-document.ts';

export interface Planner {
  /** @throws GraphQLError OPERATION_TOO_LARGE when too many ways lead to its fields. */
  plan(prepared: PreparedOperation): QueryPlan;
}

export function createPlanner(supergraph: LoadedSupergraph): Planner {
  const { planning, planningApi } = supergraph;
  const planner = new QueryPlanner(planning, {
    ...plannerLimits,
    exposeDocumentNodeInFetchNode: true,
    // What is asked of a type stands in one place then, so that it can be taken apart.
    reuseQueryFragments: false,
    incrementalDelivery: { enableDefer: true },
  });

  return {
    plan({ document, operationName }) {
      const operation = operationFromDocument(planningApi, planningDocument(document, supergraph), {
        ...(operationName === undefined ? {} : { operationName }),
        validate: false,
      });
      try {
        return planner.buildQueryPlan(operation);
      } catch (error) {
        return asRefusal(error);
      }
    },
  };
}
