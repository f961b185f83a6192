import { fetchId } from '../planning/fetch-id.ts';
import type { Fetch } from '../planning/plan.ts';
import { isData } from './data.ts';
import { compileDelivery } from './deliver.ts';
import { type Loaded, reportEntityErrors } from './entity-errors.ts';
import { compileGrouping, type Groups } from './entity-groups.ts';
import { loadAll, loadOnce } from './entity-loads.ts';
import type { Batch, Outcome } from './entity-tables.ts';
import { compileCall } from './fetch-call.ts';
import type { Fetched } from './fetched.ts';
import type { PlanContext } from './plan-context.ts';
import { report } from './report.ts';
import type { Run, Step } from './run.ts';

/** A fetch that adds to entities: equal ones are asked for once. */
export function entityFetch(context: PlanContext, fetch: Fetch, path: readonly string[]): Step {
  const { subgraph } = fetch;
  const id = fetchId(fetch);
  const isRepeated = context.repeated.has(id);
  const call = compileCall(context, fetch);
  const load = isRepeated ? loadOnce(id, call) : loadAll(call);
  const grouped = compileGrouping(context, fetch);
  const deliver = compileDelivery(context, fetch, path, isRepeated);
  const fallbacks = fetch.fallbacks.map((other) => entityFetch(context, other, path));

  function take(run: Run, loaded: Loaded, batch: Batch, fetched: Fetched): void {
    const entities = entitiesOf(fetched, batch);
    for (const [position, slot] of loaded.slots.entries()) {
      const group = loaded.groups[position];
      const entity = slot.batch === batch ? entities[slot.index] : undefined;
      if (group && isData(entity)) deliver(run, group, entity, fetched);
    }
  }

  async function fetchFor(run: Run, { wanted }: Groups): Promise<void> {
    const slots = load(run, [...wanted.keys()]);
    const loaded = { groups: [...wanted.values()], slots };
    for (const batch of new Set(slots.map((slot) => slot.batch))) {
      const outcome: Outcome = await batch.outcome;
      reportEntityErrors(run, subgraph, path, loaded, batch, outcome);
      if (!('fetched' in outcome)) continue;
      try {
        take(run, loaded, batch, outcome.fetched);
      } catch (error) {
        report(run, subgraph, error, undefined);
      }
    }
  }

  return (run, targets) => {
    const groups = grouped(targets);
    const { lacking, wanted } = groups;
    const pending = lacking.length > 0 ? fallbacks.map((step) => step(run, lacking)) : [];
    if (wanted.size > 0) pending.push(fetchFor(run, groups));
    return pending.length > 1 ? Promise.all(pending).then(() => {}) : pending[0];
  };
}

/** @throws Error when there is not one answer for each representation. */
function entitiesOf(
  { result: { data, errors } }: Fetched,
  { representations }: Batch,
): readonly unknown[] {
  const entities = data?.['_entities'];
  // Where all of it failed the errors have said so.
  if (!Array.isArray(entities) && errors?.length) return [];
  if (Array.isArray(entities) && entities.length === representations.length) return entities;
  throw new Error(`Expected "data._entities" to contain ${representations.length} elements`);
}
