import type { Fetch } from '../planning/plan.ts';
import { isData } from './data.ts';
import { compileDelivery } from './deliver.ts';
import { compileCall } from './fetch-call.ts';
import type { PlanContext } from './plan-context.ts';
import { report } from './report.ts';
import type { Step } from './run.ts';

/** A fetch from a root: of the operation, or of a query that hangs below one of its objects. */
export function rootFetch(context: PlanContext, fetch: Fetch, path: readonly string[]): Step {
  const { subgraph } = fetch;
  const call = compileCall(context, fetch);
  const deliver = compileDelivery(context, fetch, path, false);
  const above = path.filter((element) => element !== '@');

  return async (run, targets) => {
    try {
      const fetched = await call(run);
      const { data, errors = [] } = fetched.result;
      for (const error of errors) {
        report(run, subgraph, error, error.path && [...above, ...error.path]);
      }
      if (isData(data)) deliver(run, targets, data, fetched);
      else if (errors.length === 0) throw new Error(`The ${subgraph} subgraph answered nothing.`);
    } catch (error) {
      report(run, subgraph, error, undefined);
    }
  };
}
