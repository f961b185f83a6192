import type { Group } from './entity-groups.ts';
import type { Batch, Outcome, Slot } from './entity-tables.ts';
import { locate } from './locate.ts';
import { report } from './report.ts';
import type { Run } from './run.ts';

/** Where a step finds what it asked for: a slot for each of its groups. */
export interface Loaded {
  readonly groups: readonly Group[];
  readonly slots: readonly Slot[];
}

/**
 * Reports what went wrong with entities: an error about one of them at every place where that stands, one about a
 * whole call once.
 *
 * @param path - where in the response the entities stand.
 */
export function reportEntityErrors(
  run: Run,
  subgraph: string,
  path: readonly string[],
  { groups, slots }: Loaded,
  batch: Batch,
  outcome: Outcome,
): void {
  const isFirst = !batch.isReported;
  batch.isReported = true;
  if ('error' in outcome) {
    if (isFirst) report(run, subgraph, outcome.error, undefined);
    return;
  }
  const { errors = [] } = outcome.fetched.result;
  if (errors.length === 0) return;
  const places = locate(run.data, path);
  const groupAt = new Map(
    slots.flatMap((slot, at) => (slot.batch === batch ? [[slot.index, groups[at]] as const] : [])),
  );
  for (const error of errors) {
    const [root, index, ...below] = error.path ?? [];
    const isEntity = root === '_entities' && Number(index) < batch.representations.length;
    if (!isEntity) {
      if (isFirst) report(run, subgraph, error, undefined);
      continue;
    }
    for (const target of new Set(groupAt.get(Number(index)))) {
      for (const place of places.get(target) ?? []) {
        report(run, subgraph, error, [...place, ...below]);
      }
    }
  }
}
