import { type DefinitionNode, print } from 'graphql';
import { entityFragments, operationIn, setOf, withEntityFragments } from './fetch-document.ts';
import type { Fetch, Plan } from './plan.ts';
import {
  isLeaf,
  isSameTarget,
  namedFragments,
  type SimpleFetch,
  simpleFetch,
} from './simple-fetch.ts';

/**
 * Saves calls: a fetch that runs beside a longer branch moves into that branch's fetch for the same entities of the
 * same subgraph. The answer waits for the branch in either case. For entities that lack what the two require
 * together, each runs alone.
 *
 * Only for queries: the fetches of a mutation stay where the planner put them.
 */
export function absorbFetches(plan: Plan): Plan {
  switch (plan.kind) {
    case 'Sequence':
      return { ...plan, nodes: plan.nodes.map(absorbFetches) };
    case 'Parallel':
      return absorbBranches(plan.nodes.map(absorbFetches));
    case 'Flatten':
      return { ...plan, node: absorbFetches(plan.node) };
    case 'Condition':
      return {
        ...plan,
        ifTrue: plan.ifTrue && absorbFetches(plan.ifTrue),
        ifFalse: plan.ifFalse && absorbFetches(plan.ifFalse),
      };
    case 'Defer':
      return {
        ...plan,
        primary: plan.primary && absorbFetches(plan.primary),
        deferred: plan.deferred.map((part) => ({
          ...part,
          plan: part.plan && absorbFetches(part.plan),
        })),
      };
    case 'Copy':
      return plan;
    case 'Fetch':
      return inOneOrder(plan);
  }
}

function absorbBranches(branches: readonly Plan[]): Plan {
  const left = new Set(branches);
  const absorb = (node: Plan): Plan => {
    const host = simpleFetch(node);
    if (!host || node.kind !== 'Flatten') return node;
    const shorts = [...left].flatMap((branch) => {
      const short = isSamePlace(branch, node) ? simpleFetch(branch) : undefined;
      if (!short || !isSameTarget(host, short)) return [];
      left.delete(branch);
      return [short];
    });
    return shorts.length > 0 ? { ...node, node: joined(host, shorts) } : node;
  };
  const hosts = branches.map((branch) => ({
    branch,
    made: branch.kind === 'Sequence' ? { ...branch, nodes: branch.nodes.map(absorb) } : branch,
  }));
  const nodes = hosts.filter(({ branch }) => left.has(branch)).map(({ made }) => made);
  const [only, ...others] = nodes;
  return only && others.length === 0 ? only : { kind: 'Parallel', nodes };
}

function isSamePlace(a: Plan, b: Plan): boolean {
  return a.kind === 'Flatten' && b.kind === 'Flatten' && a.path.join() === b.path.join();
}

/** One fetch that does the work of all. */
function joined(host: SimpleFetch, others: readonly SimpleFetch[]): Fetch {
  const all = [host, ...others];
  const [fragment] = entityFragments(host.document) ?? [];
  if (!fragment) return host;
  const asked = all.flatMap(({ document }) => entityFragments(document) ?? []);
  const selections = asked.flatMap(({ selectionSet }) => selectionSet.selections);
  // In one order, so that the texts of equal fetches are equal.
  const both = { ...fragment, selectionSet: setOf(sorted(distinct(selections, print), print)) };
  const document = withEntityFragments(host.document, [both]);
  const operation = { ...operationIn(document), variableDefinitions: variablesOf(all) };
  const fragments = distinct(all.flatMap(namedFragments), ({ name }) => name.value);
  const definitions: readonly DefinitionNode[] = [operation, ...fragments];
  const required = all.flatMap(({ requires }) => requires[0].selections);
  return inOneOrder({
    ...host,
    requires: [{ ...host.requires[0], selections: required }],
    document: { ...document, definitions },
    variables: [...new Set(all.flatMap(({ variables }) => variables))],
    needs: [...new Set(all.flatMap(({ needs }) => needs))],
    fallbacks: all,
  });
}

function variablesOf(fetches: readonly Fetch[]) {
  const definitions = fetches.flatMap(
    ({ document }) => operationIn(document).variableDefinitions ?? [],
  );
  return distinct(definitions, ({ variable }) => variable.name.value);
}

/** With required fields in one order, so that the texts of equal representations are equal. */
function inOneOrder(fetch: Fetch): Fetch {
  const simple = simpleFetch(fetch);
  if (!simple) return fetch;
  const [required] = simple.requires;
  const names = distinct(required.selections.filter(isLeaf), ({ name }) => name);
  return { ...fetch, requires: [{ ...required, selections: sorted(names, ({ name }) => name) }] };
}

function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

function sorted<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
