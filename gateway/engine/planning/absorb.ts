import { type DefinitionNode, type InlineFragmentNode, Kind, print } from 'graphql';
import { entityFragments, operationIn, setOf, withEntityFragments } from './fetch-document.ts';
import type { Fetch, Flatten, Plan, RequiredOn, RequiredValue } from './plan.ts';

/**
 * Saves calls: a fetch that runs beside a longer branch moves into that branch's fetch for the same entities of the
 * same subgraph. The answer waits for the branch in either case. Should what the branch requires not arrive, the
 * moved fetch runs alone.
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
    case 'Fetch':
      return inOneOrder(plan);
  }
}

function absorbBranches(branches: readonly Plan[]): Plan {
  const left: Plan[] = [...branches];
  for (const short of branches) {
    const host = left.find((branch) => branch !== short && absorbed(branch, short));
    if (!host) continue;
    left.splice(left.indexOf(host), 1, absorbed(host, short) ?? host);
    left.splice(left.indexOf(short), 1);
  }
  const [only, ...others] = left;
  return only && others.length === 0 ? only : { kind: 'Parallel', nodes: left };
}

/** The branch with the short one in it; undefined when it has no fetch of the same kind. */
function absorbed(branch: Plan, short: Plan): Plan | undefined {
  const simple = simpleFetch(short);
  if (branch.kind !== 'Sequence' || !simple) return undefined;
  for (const [index, node] of branch.nodes.entries()) {
    const host = simpleFetch(node);
    if (!host || !isSamePlace(node, short) || !isSameTarget(host, simple)) continue;
    const document = joined(host, simple);
    // What stands in a Flatten is a fetch here.
    const flatten = { ...(node as Flatten), node: { ...host, ...document } };
    return { ...branch, nodes: branch.nodes.with(index, flatten) };
  }
  return undefined;
}

function isSamePlace(a: Plan, b: Plan): boolean {
  return a.kind === 'Flatten' && b.kind === 'Flatten' && a.path.join() === b.path.join();
}

/** A fetch of one type of entity by leaves of it, and nothing unusual about it. */
interface SimpleFetch extends Fetch {
  readonly requires: readonly [RequiredOn];
}

function simpleFetch(node: Plan): SimpleFetch | undefined {
  const fetch = node.kind === 'Flatten' ? node.node : node;
  if (fetch.kind !== 'Fetch') return undefined;
  const [required, ...others] = fetch.requires ?? [];
  const isSimple =
    required?.kind === 'On' &&
    others.length === 0 &&
    required.selections.every((each) => isLeaf(each)) &&
    fetch.id === undefined &&
    fetch.inputRewrites.length + fetch.outputRewrites.length === 0 &&
    entityFragments(fetch.document)?.length === 1;
  return isSimple ? { ...fetch, requires: [required] } : undefined;
}

/** Not a private name that stands for a field with arguments, of which there may be several. */
function isLeaf(requirement: RequiredOn['selections'][number]): requirement is RequiredValue {
  const { kind, selections } = requirement;
  return kind === 'Value' && !selections && requirement.from === requirement.name;
}

function isSameTarget(a: SimpleFetch, b: SimpleFetch): boolean {
  const target = ({ subgraph, requires, document }: SimpleFetch) => {
    const [fragment] = entityFragments(document) ?? [];
    const { typeCondition, directives = [] } = fragment ?? {};
    return [subgraph, requires[0].type, typeCondition?.name.value, ...directives.map(print)].join();
  };
  return target(a) === target(b) && haveSameFragments(a, b);
}

function haveSameFragments(a: Fetch, b: Fetch): boolean {
  const texts = new Map(namedFragments(a).map((node) => [node.name.value, print(node)]));
  return namedFragments(b).every((node) => {
    const text = texts.get(node.name.value);
    return text === undefined || text === print(node);
  });
}

function namedFragments({ document }: Fetch) {
  return document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
}

/** What changes in a fetch that does the work of another too. */
function joined(host: SimpleFetch, other: SimpleFetch): Partial<Fetch> {
  const [fragment] = entityFragments(host.document) ?? [];
  const [added] = entityFragments(other.document) ?? [];
  if (!fragment || !added) return {};
  const both = withEntityFragments(host.document, [joinedFragment(fragment, added)]);
  const operation = operationIn(both);
  const definitions: readonly DefinitionNode[] = [
    { ...operation, variableDefinitions: joinedVariables(host, other) },
    ...distinct([...namedFragments(host), ...namedFragments(other)], ({ name }) => name.value),
  ];
  const required = host.requires[0];
  const selections = [...required.selections, ...other.requires[0].selections].filter(isLeaf);
  return {
    ...inOneOrder({
      ...host,
      requires: [{ ...required, selections: distinct(selections, ({ name }) => name) }],
    }),
    document: { ...both, definitions },
    variables: [...new Set([...host.variables, ...other.variables])],
    fallbacks: [...host.fallbacks, other],
  };
}

/** In one order, so that the texts of equal fetches are equal. */
function joinedFragment(host: InlineFragmentNode, other: InlineFragmentNode): InlineFragmentNode {
  const selections = [...host.selectionSet.selections, ...other.selectionSet.selections];
  return { ...host, selectionSet: setOf(sorted(distinct(selections, print), print)) };
}

function joinedVariables(host: Fetch, other: Fetch) {
  const definitions = [host, other].flatMap(
    ({ document }) => operationIn(document).variableDefinitions ?? [],
  );
  return distinct(definitions, ({ variable }) => variable.name.value);
}

/** With required fields in one order, so that the texts of equal representations are equal. */
function inOneOrder(fetch: Fetch): Fetch {
  const simple = simpleFetch(fetch);
  if (!simple) return fetch;
  const [required] = simple.requires;
  const selections = sorted(required.selections.filter(isLeaf), ({ name }) => name);
  return { ...fetch, requires: [{ ...required, selections }] };
}

function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

function sorted<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
