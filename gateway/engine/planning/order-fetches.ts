import { Kind, type SelectionSetNode } from 'graphql';
import { askedIn, entityFragments } from './fetch-document.ts';
import { placeOf } from './places.ts';
import type { Fetch, Plan } from './plan.ts';

/** Keys at places of the response that are certainly there: `/items/product price`. */
type Given = ReadonlySet<string>;

/**
 * Puts right what the planner planned side by side although one needs what the other brings, and leaves out a fetch
 * that brings nothing new.
 *
 * @returns undefined where nothing is left.
 */
export function orderFetches(plan: Plan): Plan | undefined {
  return ordered(plan, [], new Set());
}

function ordered(plan: Plan, path: readonly string[], given: Given): Plan | undefined {
  switch (plan.kind) {
    case 'Sequence':
      return orderedSequence(plan.nodes, path, given);
    case 'Parallel':
      return orderedParallel(plan.nodes, path, given);
    case 'Flatten': {
      const node = ordered(plan.node, [...path, ...plan.path], given);
      return node && { ...plan, node };
    }
    case 'Condition': {
      const ifTrue = plan.ifTrue && ordered(plan.ifTrue, path, given);
      const ifFalse = plan.ifFalse && ordered(plan.ifFalse, path, given);
      return ifTrue || ifFalse ? { ...plan, ifTrue, ifFalse } : undefined;
    }
    case 'Defer':
      return orderedDefer(plan, path, given);
    case 'Fetch':
      return bringsNothing(plan, path, given) ? undefined : plan;
  }
}

/** In the order of the planner, but for what waits for something that it has later. */
function orderedSequence(
  nodes: readonly Plan[],
  path: readonly string[],
  given: Given,
): Plan | undefined {
  const known = new Set(given);
  const done: Plan[] = [];
  let left = nodes;
  while (left.length > 0) {
    const next = left.find((node) => !waitsFor(node, left, path, known)) ?? left[0];
    left = left.filter((node) => node !== next);
    const made = next && ordered(next, path, known);
    if (made) done.push(made);
    if (next) for (const key of givenBy(next, path)) known.add(key);
  }
  return together('Sequence', done);
}

/** In as few steps as there are needs. */
function orderedParallel(
  nodes: readonly Plan[],
  path: readonly string[],
  given: Given,
): Plan | undefined {
  const known = new Set(given);
  const steps: Plan[] = [];
  let left = nodes;
  while (left.length > 0) {
    const among = left;
    const waiting = left.filter((node) => waitsFor(node, among, path, known));
    const isCircle = waiting.length === left.length;
    const ready = isCircle ? left : left.filter((node) => !waiting.includes(node));
    const made = ready.flatMap((node) => ordered(node, path, known) ?? []);
    const step = together('Parallel', made);
    if (step) steps.push(step);
    for (const node of ready) for (const key of givenBy(node, path)) known.add(key);
    left = isCircle ? [] : waiting;
  }
  return together('Sequence', steps);
}

/** Whether it needs what is not there yet and another one brings. */
function waitsFor(
  node: Plan,
  among: readonly Plan[],
  path: readonly string[],
  given: Given,
): boolean {
  const needed = neededBy(node, path).filter((key) => !given.has(key));
  return among.some(
    (other) => other !== node && needed.some((key) => givenBy(other, path).has(key)),
  );
}

function orderedDefer(
  plan: Extract<Plan, { readonly kind: 'Defer' }>,
  path: readonly string[],
  given: Given,
): Plan {
  return {
    ...plan,
    primary: plan.primary && ordered(plan.primary, path, given),
    deferred: plan.deferred.map((part) => ({
      ...part,
      plan: part.plan && ordered(part.plan, path, given),
    })),
  };
}

function together(kind: 'Sequence' | 'Parallel', nodes: readonly Plan[]): Plan | undefined {
  return nodes.length > 1 ? { kind, nodes } : nodes[0];
}

/** What the first fetches of a plan represent entities by. */
function neededBy(plan: Plan, path: readonly string[]): readonly string[] {
  switch (plan.kind) {
    case 'Sequence':
      return plan.nodes.slice(0, 1).flatMap((node) => neededBy(node, path));
    case 'Parallel':
      return plan.nodes.flatMap((node) => neededBy(node, path));
    case 'Flatten':
      return neededBy(plan.node, [...path, ...plan.path]);
    case 'Condition':
      return [plan.ifTrue, plan.ifFalse].flatMap((node) => (node ? neededBy(node, path) : []));
    case 'Fetch':
      return (plan.requires ?? [])
        .flatMap((each) => (each.kind === 'On' ? each.selections : [each]))
        .flatMap((each) => (each.kind === 'Value' ? [`${placeOf(path)} ${each.from}`] : []));
    default:
      return [];
  }
}

function givenBy(plan: Plan, path: readonly string[]): ReadonlySet<string> {
  switch (plan.kind) {
    case 'Sequence':
    case 'Parallel':
      return new Set(plan.nodes.flatMap((node) => [...givenBy(node, path)]));
    case 'Flatten':
      return givenBy(plan.node, [...path, ...plan.path]);
    case 'Fetch': {
      const keys = new Set<string>();
      for (const set of certainSets(plan)) addKeys(keys, set, placeOf(path));
      return keys;
    }
    // What stands under a condition is not certain.
    default:
      return new Set();
  }
}

/** What a fetch asks of every object: that of one type where it asks of several is not certain. */
function certainSets(fetch: Fetch): readonly SelectionSetNode[] {
  if (!fetch.requires) return [askedIn(fetch)];
  const [only, ...others] = entityFragments(fetch.document) ?? [];
  return only && others.length === 0 && !only.directives?.length ? [only.selectionSet] : [];
}

/** Without what stands under a condition or a type. */
function addKeys(keys: Set<string>, { selections }: SelectionSetNode, place: string): void {
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD || selection.directives?.length) continue;
    const key = selection.alias?.value ?? selection.name.value;
    keys.add(`${place} ${key}`);
    if (selection.selectionSet) addKeys(keys, selection.selectionSet, `${place}/${key}`);
  }
}

/** Whether all that it asks is there. A name of a type may be there that another subgraph knows better. */
function bringsNothing(fetch: Fetch, path: readonly string[], given: Given): boolean {
  const fragments = fetch.requires && entityFragments(fetch.document);
  if (!fragments || fetch.id !== undefined || fetch.outputRewrites.length > 0) return false;
  return fragments.every(({ selectionSet }) =>
    selectionSet.selections.every((field) => {
      if (field.kind !== Kind.FIELD || field.selectionSet) return false;
      const key = field.alias?.value ?? field.name.value;
      return field.name.value !== '__typename' && given.has(`${placeOf(path)} ${key}`);
    }),
  );
}
