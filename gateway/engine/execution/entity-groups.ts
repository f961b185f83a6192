import type { Fetch } from '../planning/plan.ts';
import type { Data } from './data.ts';
import type { PlanContext } from './plan-context.ts';
import { compileRepresentation } from './representation.ts';
import { compileRewrites } from './rewrites.ts';

/** Objects of the response for which one representation stands. */
export type Group = readonly Data[];

export interface Groups {
  /** By the text of the representation. */
  readonly wanted: ReadonlyMap<string, Group>;
  /** Objects that lack what the fetch requires. */
  readonly lacking: Group;
}

/** Parts the objects that a fetch adds to by what represents them. */
export function compileGrouping({ types, keysOf }: PlanContext, fetch: Fetch) {
  const { subgraph, requires = [], needs, inputRewrites } = fetch;
  const rewrite = compileRewrites(types, inputRewrites);
  const enough = { needs, keysOf: (typename: string) => keysOf(subgraph, typename) };
  const represent = compileRepresentation(types, requires, rewrite, enough);

  return (targets: readonly Data[]): Groups => {
    const wanted = new Map<string, Data[]>();
    const lacking: Data[] = [];
    for (const target of targets) {
      const text = represent(target);
      const group = text === null ? lacking : wanted.get(text);
      if (group) group.push(target);
      else if (text !== null) wanted.set(text, [target]);
    }
    return { wanted, lacking };
  };
}
