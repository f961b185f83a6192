import type { GraphQLError } from 'graphql';
import { repeatedFetches } from '../planning/fetch-id.ts';
import { placesOf } from '../planning/places.ts';
import {
  type Condition,
  type Copy,
  type Defer,
  eachFetch,
  type Fetch,
  type Flatten,
  type Plan,
} from '../planning/plan.ts';
import { compileDescent } from './descend.ts';
import { entityFetch } from './entity-fetch.ts';
import type { CompileContext, PlanContext } from './plan-context.ts';
import { rootFetch } from './root-fetch.ts';
import type { Step } from './run.ts';

/** A plan as one function. */
export function compilePlan(context: CompileContext, plan: Plan): Step {
  const known = { places: placesOf(plan), repeated: repeatedFetches(plan) };
  return compileNode({ ...context, ...known }, plan, []);
}

function compileNode(context: PlanContext, plan: Plan, path: readonly string[]): Step {
  switch (plan.kind) {
    case 'Sequence':
      return sequence(plan.nodes.map((node) => compileNode(context, node, path)));
    case 'Parallel':
      return parallel(plan.nodes.map((node) => compileNode(context, node, path)));
    case 'Flatten':
      return flatten(context, plan, path);
    case 'Condition':
      return condition(context, plan, path);
    case 'Copy':
      return copy(plan);
    case 'Defer':
      return defer(context, plan, path);
    case 'Fetch':
      return fetch(context, plan, path);
  }
}

function fetch(context: PlanContext, plan: Fetch, path: readonly string[]): Step {
  const step = plan.requires ? entityFetch(context, plan, path) : rootFetch(context, plan, path);
  const { id } = plan;
  if (id === undefined) return step;
  return (run, targets) => {
    const pending = step(run, targets);
    if (!run.deferral) return pending;
    return Promise.resolve(pending).then(() => run.deferral?.fetched(id));
  };
}

function sequence(steps: readonly Step[]): Step {
  return async (run, targets) => {
    for (const step of steps) await step(run, targets);
  };
}

function parallel(steps: readonly Step[]): Step {
  return (run, targets) => {
    const pending = steps.map((step) => step(run, targets)).filter((each) => each !== undefined);
    return pending.length > 1 ? Promise.all(pending).then(() => {}) : pending[0];
  };
}

function flatten(context: PlanContext, { path, node }: Flatten, above: readonly string[]): Step {
  const step = compileNode(context, node, [...above, ...path]);
  const descend = compileDescent(path);
  return (run, targets) => {
    const found = descend(targets, run.shared.size > 0);
    return found.length > 0 ? step(run, found) : undefined;
  };
}

function condition(context: PlanContext, plan: Condition, path: readonly string[]): Step {
  const { variable, ifTrue, ifFalse } = plan;
  const yes = ifTrue && compileNode(context, ifTrue, path);
  const no = ifFalse && compileNode(context, ifFalse, path);
  return (run, targets) => (run.variables[variable] === true ? yes : no)?.(run, targets);
}

function copy({ keys }: Copy): Step {
  return (_, targets) => {
    for (const target of targets) {
      for (const { from, to } of keys) if (target[from] !== undefined) target[to] = target[from];
    }
    return undefined;
  };
}

/** Waits for the first part alone; the others are left to the run's deferral. */
function defer(context: PlanContext, plan: Defer, path: readonly string[]): Step {
  const primary = plan.primary && compileNode(context, plan.primary, path);
  const ids: string[] = [];
  eachFetch(plan.primary, ({ id }) => {
    if (id !== undefined) ids.push(id);
  });
  const parts = plan.deferred.map(({ label, after, plan: later }) => {
    const step = later && compileNode(context, later, path);
    return { label, after, step };
  });

  return async (run, targets) => {
    const { deferral } = run;
    if (!deferral) throw new Error('Nobody waits for what this plan defers.');
    for (const { label, after, step } of parts) {
      const errors: GraphQLError[] = [];
      const work = deferral.until(after).then(() => step?.({ ...run, errors }, targets));
      deferral.begin(
        label,
        work.then(() => errors),
      );
    }
    await primary?.(run, targets);
    deferral.over(ids);
  };
}
