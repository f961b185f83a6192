import { answerKeys } from '../planning/answer-keys.ts';
import { placeOf } from '../planning/places.ts';
import type { Fetch } from '../planning/plan.ts';
import { compileCopy } from './copies.ts';
import type { Data } from './data.ts';
import type { Fetched } from './fetched.ts';
import { compileMerge } from './merge.ts';
import type { PlanContext } from './plan-context.ts';
import type { Run } from './run.ts';

/** Merges an object of an answer into all the objects of the response that it is about. */
export type Deliver = (run: Run, targets: readonly Data[], source: Data, fetched: Fetched) => void;

/**
 * Shared answers are never written to: what a later step of the plan will write to is copied before. What nobody
 * else has becomes part of the response as it is.
 *
 * @param isKept - whether later steps may be given the same answer again.
 */
export function compileDelivery(
  { places, types }: PlanContext,
  fetch: Fetch,
  path: readonly string[],
  isKept: boolean,
): Deliver {
  const merge = compileMerge(types, fetch);
  const keys = answerKeys(fetch);
  const at = placeOf(path);
  const copy = compileCopy(keys, at, places);
  const inner = [...keys.objects.keys()];
  // Where other answers are merged into the same objects, each place needs objects of its own.
  const isApart = inner.some((key) => places.isMerged(`${at}/${key}`));

  const isOwn = ({ isShared, repeated }: Fetched) =>
    !isShared && !isKept && !(isApart && repeated !== undefined && repeated.size > 0);

  return (run, targets, source, fetched) => {
    const first = isOwn(fetched) ? source : copy(source, run.shared);
    const isAlone = targets.length === 1;
    for (const [index, target] of targets.entries()) {
      merge(target, isApart && index > 0 ? copy(source, run.shared) : first);
    }
    if (isAlone || isApart) return;
    for (const key of inner) share(run, first[key]);
  };
}

function share({ shared }: Run, value: unknown): void {
  if (typeof value === 'object' && value !== null) shared.add(value);
}
