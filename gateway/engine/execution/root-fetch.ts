import type { Fetch } from '../planning/plan.ts';
import type { CompileContext } from './compile-plan.ts';
import { isData } from './data.ts';
import { compileCall } from './fetch-call.ts';
import { compileMerge } from './merge.ts';
import { report } from './report.ts';
import { compileRewrites } from './rewrites.ts';
import type { Step } from './run.ts';

/** A fetch from a root: of a query, or of a part of one that hangs below a plain object. */
export function rootFetch(context: CompileContext, fetch: Fetch, path: readonly string[]): Step {
  const call = compileCall(fetch, context.portOf(fetch.subgraph));
  const merge = compileMerge(fetch);
  const rewrite = compileRewrites(context.types, fetch.outputRewrites);
  const above = path.filter((element) => element !== '@');

  return async (run, targets) => {
    try {
      const { data, errors } = await call(run);
      for (const error of errors ?? []) {
        report(run, fetch.subgraph, error, error.path && [...above, ...error.path]);
      }
      if (!isData(data)) return;
      rewrite?.(data);
      for (const target of targets) merge(target, data);
    } catch (error) {
      report(run, fetch.subgraph, error, undefined);
    }
  };
}
