import type { ExecutionResult } from 'graphql';
import type { Fetch } from '../planning/plan.ts';
import type { CompileContext } from './compile-plan.ts';
import { type Data, isData } from './data.ts';
import { compileCall } from './fetch-call.ts';
import { locate } from './locate.ts';
import { compileMerge } from './merge.ts';
import { report } from './report.ts';
import { compileRepresentation } from './representation.ts';
import { compileRewrites } from './rewrites.ts';
import type { Run, Step } from './run.ts';

/** Objects of the response by the representation that stands for them: equal entities are asked for once. */
type Wanted = Map<string, Data[]>;

/** A fetch that adds to entities. */
export function entityFetch(context: CompileContext, fetch: Fetch, path: readonly string[]): Step {
  const { types } = context;
  const call = compileCall(fetch, context.portOf(fetch.subgraph));
  const merge = compileMerge(fetch);
  const inputRewrite = compileRewrites(types, fetch.inputRewrites);
  const outputRewrite = compileRewrites(types, fetch.outputRewrites);
  const represent = compileRepresentation(types, fetch.requires ?? [], inputRewrite);

  function deliver(run: Run, wanted: Wanted, { data, errors }: ExecutionResult): void {
    const groups = [...wanted.values()];
    for (const error of errors ?? []) reportEntity(run, fetch.subgraph, error, path, groups);
    if (!isData(data)) return;
    const entities = entitiesOf(data, groups.length);
    outputRewrite?.(entities);
    for (const [index, group] of groups.entries()) {
      const entity = entities[index];
      if (isData(entity)) share(run, group, entity);
    }
  }

  function share(run: Run, group: readonly Data[], entity: Data): void {
    for (const target of group) merge(target, entity);
    if (group.length < 2) return;
    for (const value of Object.values(entity)) {
      if (typeof value === 'object' && value !== null) run.shared.add(value);
    }
  }

  return async (run, targets) => {
    const wanted: Wanted = new Map();
    for (const target of targets) {
      const text = represent(target);
      if (text === null) continue;
      const group = wanted.get(text);
      if (group) group.push(target);
      else wanted.set(text, [target]);
    }
    if (wanted.size === 0) return;
    try {
      deliver(run, wanted, await call(run, [...wanted.keys()]));
    } catch (error) {
      report(run, fetch.subgraph, error, undefined);
    }
  };
}

/** @throws Error when there is not one answer for each representation. */
function entitiesOf(data: Data, count: number): readonly unknown[] {
  const entities = data['_entities'];
  if (!Array.isArray(entities)) {
    throw new Error('Expected "data._entities" in response to be an array');
  }
  if (entities.length !== count) {
    throw new Error(`Expected "data._entities" to contain ${count} elements`);
  }
  return entities;
}

/** An error about an entity belongs to every place where that stands. */
function reportEntity(
  run: Run,
  subgraph: string,
  error: { readonly path?: readonly (string | number)[] | undefined },
  path: readonly string[],
  groups: readonly (readonly Data[])[],
): void {
  const [root, index, ...below] = error.path ?? [];
  const group = root === '_entities' && typeof index === 'number' ? groups[index] : undefined;
  const places = group
    ? locate(run.data, path, (object) => group.some((target) => target === object))
    : [];
  if (!group) report(run, subgraph, error, undefined);
  for (const place of places) report(run, subgraph, error, [...place, ...below]);
}
