import type { AnswerKeys } from '../planning/answer-keys.ts';
import { type Data, isData } from './data.ts';

/** What stands in several places of an answer. */
export type Repeated = ReadonlySet<object>;

/**
 * Makes equal parts of an answer one object, from the leaves upwards and by content alone. Answers about nested
 * entities repeat themselves: what follows looks at each distinct part once, and writes it once.
 *
 * @returns undefined when it was not tried.
 */
export type ShareEqualParts = (objects: readonly unknown[]) => Repeated | undefined;

/** With fewer objects, or where each stands in fewer places than this, it costs more than it saves. */
const fewObjects = 100;
const fewPlaces = 4;
const mostSkipped = 64;

/** What it finds decides how soon it tries again for the same fetch. */
export function compileSharing(keys: AnswerKeys): ShareEqualParts {
  const layout = layoutOf(keys, { next: 0 });
  let skipped = 0;
  let toSkip = 0;
  return (objects) => {
    if (skipped < toSkip) {
      skipped += 1;
      return undefined;
    }
    const found = shareParts(objects, layout);
    const pays = found.objects >= fewObjects && found.distinct * fewPlaces < found.objects;
    toSkip = pays ? 0 : Math.min(mostSkipped, toSkip * 2 + 1);
    skipped = 0;
    return found.repeated;
  };
}

/** The keys of an answer with a number for each place: parts of different places are never one. */
interface Layout {
  readonly place: number;
  readonly leaves: readonly string[];
  readonly inner: readonly (readonly [string, Layout])[];
}

function layoutOf({ leaves, objects }: AnswerKeys, count: { next: number }): Layout {
  const place = count.next++;
  const inner = [...objects].map(([key, keys]) => [key, layoutOf(keys, count)] as const);
  return { place, leaves: [...leaves], inner };
}

function shareParts(roots: readonly unknown[], layout: Layout) {
  const parts = new Map<string, object>();
  const numbers = new Map<unknown, number>();
  const repeated = new Set<object>();
  let objects = 0;

  /** Texts and objects by a number each, so that no text of theirs can be taken for structure. */
  function token(value: unknown): string {
    if (typeof value !== 'string' && typeof value !== 'object') return `'${String(value)}`;
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return String(number);
  }

  function known(key: string, value: object): object {
    const part = parts.get(key);
    if (part) repeated.add(part);
    else parts.set(key, value);
    return part ?? value;
  }

  function shareObject(object: Data, { place, leaves, inner }: Layout): object {
    objects += 1;
    let key = `${place}:`;
    for (const leaf of leaves) key += `${token(object[leaf])},`;
    for (const [name, below] of inner) {
      const held = object[name];
      const part = share(held, below);
      if (part !== held) object[name] = part;
      key += `${token(part)},`;
    }
    return known(key, object);
  }

  function share(value: unknown, below: Layout): unknown {
    if (isData(value)) return shareObject(value, below);
    if (!Array.isArray(value)) return value;
    let key = `${below.place}[`;
    for (const [index, item] of value.entries()) {
      const part = share(item, below);
      if (part !== item) value[index] = part;
      key += `${token(part)},`;
    }
    return known(key, value);
  }

  for (const root of roots) if (isData(root)) shareObject(root, layout);
  return { repeated, objects, distinct: parts.size };
}
