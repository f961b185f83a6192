import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { entityFragments, fragmentsIn } from './fetch-document.ts';
import { givenBy, neededBy } from './needs.ts';
import { placeOf } from './places.ts';
import type { Fetch, Plan } from './plan.ts';

/** What is known while a plan is put in order. */
interface Known {
  /** Keys at places of the response that are certainly there: `/items/product price`. */
  readonly given: ReadonlySet<string>;
  readonly facts: Facts;
}

type Facts = Pick<LoadedSupergraph, 'reservedNames' | 'interfaceObjects' | 'graphOf'>;

/**
 * Puts right what the planner planned side by side although one needs what the other brings, and leaves out a fetch
 * that brings nothing new.
 *
 * @returns undefined where nothing is left.
 */
export function orderFetches(plan: Plan, facts: Facts): Plan | undefined {
  return ordered(plan, [], { given: new Set(), facts });
}

function ordered(plan: Plan, path: readonly string[], known: Known): Plan | undefined {
  switch (plan.kind) {
    case 'Sequence':
      return orderedSequence(plan.nodes, path, known);
    case 'Parallel':
      return orderedParallel(plan.nodes, path, known);
    case 'Flatten': {
      const node = ordered(plan.node, [...path, ...plan.path], known);
      return node && { ...plan, node };
    }
    case 'Condition': {
      const ifTrue = plan.ifTrue && ordered(plan.ifTrue, path, known);
      const ifFalse = plan.ifFalse && ordered(plan.ifFalse, path, known);
      return ifTrue || ifFalse ? { ...plan, ifTrue, ifFalse } : undefined;
    }
    case 'Defer':
      return orderedDefer(plan, path, known);
    case 'Copy':
      return plan;
    case 'Fetch':
      return orderedFetch(plan, path, known);
  }
}

/** In the order of the planner, but for what waits for something that it has later. */
function orderedSequence(
  nodes: readonly Plan[],
  path: readonly string[],
  known: Known,
): Plan | undefined {
  const given = new Set(known.given);
  const now = { ...known, given };
  const done: Plan[] = [];
  let left = nodes;
  while (left.length > 0) {
    const next = left.find((node) => !waitsFor(node, left, path, given)) ?? left[0];
    left = left.filter((node) => node !== next);
    const made = next && ordered(next, path, now);
    if (made) done.push(made);
    if (next) for (const key of givenBy(next, path)) given.add(key);
  }
  return together('Sequence', done);
}

/** In as few steps as there are needs. */
function orderedParallel(
  nodes: readonly Plan[],
  path: readonly string[],
  known: Known,
): Plan | undefined {
  const given = new Set(known.given);
  const now = { ...known, given };
  const steps: Plan[] = [];
  let left = nodes;
  while (left.length > 0) {
    const among = left;
    const waiting = left.filter((node) => waitsFor(node, among, path, given));
    const isCircle = waiting.length === left.length;
    const ready = isCircle ? left : left.filter((node) => !waiting.includes(node));
    const made = ready.flatMap((node) => ordered(node, path, now) ?? []);
    const step = together('Parallel', made);
    if (step) steps.push(step);
    for (const node of ready) for (const key of givenBy(node, path)) given.add(key);
    left = isCircle ? [] : waiting;
  }
  return together('Sequence', steps);
}

/** Whether it needs what is not there yet and another one brings. */
function waitsFor(
  node: Plan,
  among: readonly Plan[],
  path: readonly string[],
  given: ReadonlySet<string>,
): boolean {
  const needed = neededBy(node, path).filter((key) => !given.has(key));
  return among.some(
    (other) => other !== node && needed.some((key) => givenBy(other, path, 'perhaps').has(key)),
  );
}

function orderedDefer(
  plan: Extract<Plan, { readonly kind: 'Defer' }>,
  path: readonly string[],
  known: Known,
): Plan {
  return {
    ...plan,
    primary: plan.primary && ordered(plan.primary, path, known),
    deferred: plan.deferred.map((part) => ({
      ...part,
      plan: part.plan && ordered(part.plan, path, known),
    })),
  };
}

function together(kind: 'Sequence' | 'Parallel', nodes: readonly Plan[]): Plan | undefined {
  return nodes.length > 1 ? { kind, nodes } : nodes[0];
}

/** What it asks may be there already, under this name or another. */
function orderedFetch(
  fetch: Fetch,
  path: readonly string[],
  { given, facts }: Known,
): Plan | undefined {
  const fragments = fetch.requires && entityFragments(fetch.document);
  const isUnusual = fetch.id !== undefined || fetch.outputRewrites.length > 0;
  if (!fragments || isUnusual || fragmentsIn(fetch.document).size > 0) return fetch;
  const place = placeOf(path);
  const keys: { from: string; to: string }[] = [];
  for (const { typeCondition, selectionSet } of fragments) {
    const type = typeCondition?.name.value ?? '';
    const object = facts.interfaceObjects.get(type);
    const knowsOnlyInterface = object?.graphs.has(facts.graphOf.get(fetch.subgraph) ?? '') ?? false;
    for (const { field, isCertain } of leavesOf(selectionSet)) {
      if (field.selectionSet) return fetch;
      const from = field.name.value;
      const to = field.alias?.value ?? from;
      // A name of a type may be there that this subgraph knows better.
      if (from === '__typename' && !knowsOnlyInterface) return fetch;
      if (given.has(`${place} ${to}`)) continue;
      const isThere = facts.reservedNames.has(from) && given.has(`${place} ${from}`);
      if (!isThere || !isCertain || field.arguments?.length) return fetch;
      keys.push({ from, to });
    }
  }
  return keys.length > 0 ? { kind: 'Copy', keys } : undefined;
}

/** The fields of a selection, and whether they stand under no condition and no other type. */
function leavesOf(
  { selections }: SelectionSetNode,
  isCertain = true,
): readonly { readonly field: FieldNode; readonly isCertain: boolean }[] {
  return selections.flatMap((selection) => {
    const isBare = isCertain && !selection.directives?.length;
    if (selection.kind === Kind.FIELD) return [{ field: selection, isCertain: isBare }];
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    return leavesOf(selection.selectionSet, isBare && !selection.typeCondition);
  });
}
