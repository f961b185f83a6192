import { Kind, print } from 'graphql';
import { entityFragments } from './fetch-document.ts';
import type { Fetch, Plan, RequiredOn, RequiredValue, Requirement } from './plan.ts';

/** A fetch of one type of entity by leaves of it, and nothing unusual about it. */
export interface SimpleFetch extends Fetch {
  readonly requires: readonly [RequiredOn];
}

/** The fetch that a plan consists of, if it is a simple one. */
export function simpleFetch(plan: Plan): SimpleFetch | undefined {
  const fetch = plan.kind === 'Flatten' ? plan.node : plan;
  if (fetch.kind !== 'Fetch') return undefined;
  const [required, ...others] = fetch.requires ?? [];
  const isSimple =
    required?.kind === 'On' &&
    others.length === 0 &&
    required.selections.every(isLeaf) &&
    fetch.id === undefined &&
    fetch.inputRewrites.length + fetch.outputRewrites.length === 0 &&
    entityFragments(fetch.document)?.length === 1;
  return isSimple ? { ...fetch, requires: [required] } : undefined;
}

/** Not a private name that stands for a field with arguments, of which there may be several. */
export function isLeaf(requirement: Requirement): requirement is RequiredValue {
  return (
    requirement.kind === 'Value' && !requirement.selections && requirement.from === requirement.name
  );
}

/** Whether two fetches ask the same subgraph about the same type, so that one may do the work of both. */
export function isSameTarget(a: SimpleFetch, b: SimpleFetch): boolean {
  return targetOf(a) === targetOf(b) && haveSameFragments(a, b);
}

function targetOf({ subgraph, requires, document }: SimpleFetch): string {
  const [fragment] = entityFragments(document) ?? [];
  const { typeCondition, directives = [] } = fragment ?? {};
  return [subgraph, requires[0].type, typeCondition?.name.value, ...directives.map(print)].join();
}

function haveSameFragments(a: Fetch, b: Fetch): boolean {
  const texts = new Map(namedFragments(a).map((node) => [node.name.value, print(node)]));
  return namedFragments(b).every((node) => {
    const text = texts.get(node.name.value);
    return text === undefined || text === print(node);
  });
}

export function namedFragments({ document }: Fetch) {
  return document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
}
