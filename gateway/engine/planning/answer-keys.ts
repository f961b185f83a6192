import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { askedIn, fragmentsIn } from './fetch-document.ts';
import type { Fetch } from './plan.ts';

/** The keys of an answer: leaves, and those that hold objects or lists of them. */
export interface AnswerKeys {
  readonly leaves: ReadonlySet<string>;
  readonly objects: ReadonlyMap<string, AnswerKeys>;
}

interface Keys extends AnswerKeys {
  readonly leaves: Set<string>;
  readonly objects: Map<string, Keys>;
}

/** The keys under which the answer to a fetch holds what it adds to an object, whatever its type. */
export function answerKeys(fetch: Fetch): AnswerKeys {
  return keysOf(askedIn(fetch), fragmentsIn(fetch.document));
}

function keysOf(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  keys: Keys = { leaves: new Set(), objects: new Map() },
): Keys {
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD) {
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const fragment = isSpread ? fragments.get(selection.name.value) : selection;
      if (fragment) keysOf(fragment.selectionSet, fragments, keys);
      continue;
    }
    const key = selection.alias?.value ?? selection.name.value;
    if (selection.selectionSet) {
      keys.objects.set(key, keysOf(selection.selectionSet, fragments, keys.objects.get(key)));
    } else keys.leaves.add(key);
  }
  return keys;
}
