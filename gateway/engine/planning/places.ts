import { type AnswerKeys, answerKeys } from './answer-keys.ts';
import { eachWriter, type Fetch, type Plan } from './plan.ts';

/**
 * Who writes where. A place is a path in the response without its lists: `reviews/product`. The steps of a plan
 * share objects with other requests and with each other; by this they know which ones they have to copy first.
 */
export interface Places {
  /** Whether another step writes into objects that stand here. */
  isWritten(place: string): boolean;
  /** Whether answers of several fetches meet in objects here or below, each with its own. */
  isMerged(place: string): boolean;
}

export function placesOf(plan: Plan | undefined): Places {
  const writers = new Map<string, number>();
  const contents = new Map<string, number>();
  const instead = new Set<Fetch>();
  eachWriter(plan, (writer, path) => {
    const at = placeOf(path);
    if (writer.kind === 'Copy') {
      count(writers, at);
      return;
    }
    for (const fallback of writer.fallbacks) instead.add(fallback);
    // What runs instead of another writes to no object that that one writes to.
    if (instead.has(writer)) return;
    count(writers, at);
    for (const place of objectPlaces(answerKeys(writer), at)) {
      count(writers, place);
      count(contents, place);
    }
  });
  const merged = [...contents].filter(([, fetches]) => fetches > 1).map(([place]) => place);

  return {
    // The fetch that asks is one of them.
    isWritten: (place) => (writers.get(place) ?? 0) > 1,
    isMerged: (place) => merged.some((other) => other === place || other.startsWith(`${place}/`)),
  };
}

export function placeOf(path: readonly string[]): string {
  return path
    .filter((element) => element !== '@')
    .map((element) => `/${element}`)
    .join('');
}

function objectPlaces({ objects }: AnswerKeys, at: string): readonly string[] {
  return [...objects].flatMap(([key, keys]) => {
    const place = `${at}/${key}`;
    return [place, ...objectPlaces(keys, place)];
  });
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
