import type { ExecutionResult } from 'graphql';
import type { Scope } from '../../../subgraphs/kernel/scope/scope.ts';
import { mapStream, type Stream } from '../../../subgraphs/kernel/stream.ts';
import { tracedAt } from '../../../subgraphs/kernel/subscription.ts';
import { traceAs } from '../../../subgraphs/kernel/tracing/scope-trace.ts';
import { Departing } from '../../fetch/departure.ts';
import type { FetchCaller } from '../../fetch/port.ts';
import { eventTraces } from '../../observe/event-traces.ts';
import type { Fetch } from '../planning/plan.ts';
import { isData } from './data.ts';
import { queryOf } from './fetch-call.ts';
import { compileMerge } from './merge.ts';
import { openRun } from './open-run.ts';
import type { CompileContext } from './plan-context.ts';
import { report } from './report.ts';
import { compileRewrites } from './rewrites.ts';
import type { Run, Step } from './run.ts';

/** Makes the answer to one event when everything is fetched. */
export type Finish = (run: Run) => ExecutionResult;

export type Subscribe = (
  variables: Run['variables'],
  caller: FetchCaller,
  finish: Finish,
) => Promise<Stream<ExecutionResult> | ExecutionResult>;

/**
 * A stream of events of one subgraph, each hydrated from the others.
 *
 * @param hydrate - what is left of the plan when an event has come.
 */
export function compileSubscription(
  context: CompileContext,
  primary: Fetch,
  hydrate: Step | undefined,
): Subscribe {
  const { subgraph, operationName, outputRewrites, variables: names } = primary;
  const port = context.portOf(subgraph);
  const fetch = { query: queryOf(primary), operationName, isMutation: false };
  const rewrite = compileRewrites(context.types, outputRewrites);
  const merge = compileMerge(context.types, primary);

  function take(run: Run, { data, errors = [] }: ExecutionResult): void {
    for (const error of errors) report(run, subgraph, error, error.path);
    if (!isData(data)) return;
    rewrite?.(data);
    merge(run.data, data);
  }

  return async (variables, caller, finish) => {
    const given = names.filter((name) => variables[name] !== undefined);
    const values = Object.fromEntries(given.map((name) => [name, variables[name]]));
    const forEvent = eventTraces(subgraph, caller.scope);
    const source = await port.subscribe(fetch, values, caller);
    if (!(Symbol.asyncIterator in source)) {
      const refused = openRun(variables, caller);
      take(refused, source);
      return { errors: refused.errors };
    }
    const ended = new Departing();
    // The caller's time is that of the request that subscribed, which is long over when an event comes.
    const scope = traceAs({ ...caller.scope, deadlineAt: null }, caller.scope);
    async function hydrated(event: ExecutionResult, by: Scope): Promise<ExecutionResult> {
      const run = openRun(variables, { scope: by, signal: ended });
      take(run, event);
      // What has no data here has none for the client, and nothing to hydrate.
      if (!isData(event.data)) return { ...event, ...(event.errors ? { errors: run.errors } : {}) };
      await hydrate?.(run, [run.data]);
      return { ...finish(run), ...extensionsOf(event) };
    }
    function answered(event: ExecutionResult): Promise<ExecutionResult> {
      context.changed(scope.tenantId);
      if (!isData(event.data)) return hydrated(event, scope);
      return forEvent(scope, tracedAt(event), (by) => hydrated(event, by));
    }
    return mapStream(source, answered, () => ended.abort());
  };
}

/** What a subgraph says beside the data of an event. */
function extensionsOf({ extensions }: ExecutionResult): Pick<ExecutionResult, 'extensions'> {
  return extensions === undefined ? {} : { extensions };
}
