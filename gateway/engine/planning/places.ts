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
  /** What the steps of the plan write into objects that stand here. */
  keysAt(place: string): readonly string[];
}

export function placesOf(plan: Plan | undefined): Places {
  const writers = new Map<string, number>();
  const contents = new Map<string, number>();
  const instead = new Set<Fetch>();
  const written = new Map<string, Set<string>>();
  const write = (place: string, keys: Iterable<string>) =>
    written.set(place, new Set([...(written.get(place) ?? []), ...keys]));
  eachWriter(plan, (writer, path) => {
    const at = placeOf(path);
    if (writer.kind === 'Copy') {
      count(writers, at);
      write(
        at,
        writer.keys.map(({ to }) => to),
      );
      return;
    }
    const places = placesIn(answerKeys(writer), at);
    for (const [place, keys] of places) write(place, [...keys.leaves, ...keys.objects.keys()]);
    for (const fallback of writer.fallbacks) instead.add(fallback);
    // What runs instead of another writes to no object that that one writes to.
    if (instead.has(writer)) return;
    count(writers, at);
    for (const [place] of places.slice(1)) {
      count(writers, place);
      count(contents, place);
    }
  });
  const merged = [...contents].filter(([, fetches]) => fetches > 1).map(([place]) => place);

  return {
    // The fetch that asks is one of them.
    isWritten: (place) => (writers.get(place) ?? 0) > 1,
    isMerged: (place) => merged.some((other) => other === place || other.startsWith(`${place}/`)),
    keysAt: (place) => [...(written.get(place) ?? [])],
  };
}

export function placeOf(path: readonly string[]): string {
  return path
    .filter((element) => element !== '@')
    .map((element) => `/${element}`)
    .join('');
}

/** The object itself, and the places of all objects below it. */
function placesIn(keys: AnswerKeys, at: string): readonly (readonly [string, AnswerKeys])[] {
  const below = [...keys.objects].flatMap(([key, inner]) => placesIn(inner, `${at}/${key}`));
  return [[at, keys], ...below];
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
