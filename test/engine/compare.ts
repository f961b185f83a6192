import type { Answer } from '../../gateway/engine/engine.ts';
import { isRecord } from './world/seeds.ts';

/** An answer as a client reads it. */
export interface Told {
  /** The JSON text of `data`: the order of its keys counts. */
  readonly dataText: string;
  /** `message at path`, in any order. */
  readonly errors: readonly string[];
}

export function told(answer: Answer): Told {
  // What the engine wrote itself is held as it is.
  if ('dataText' in answer) return { dataText: answer.dataText, errors: [] };
  const { data, errors = [] } = answer;
  return {
    dataText: String(JSON.stringify(data)),
    errors: errors.map(({ message, path }) => errorText(message, path)).toSorted(),
  };
}

export function errorText(message: string, path: readonly (string | number)[] = []): string {
  return `${message} at ${path.join('.') || 'no path'}`;
}

/** How an answer differs from what was to be answered, a line each; nothing when it does not. */
export function differences(actual: Told, expected: Told): string[] {
  return [...dataDifferences(actual, expected), ...errorDifferences(actual, expected)];
}

export function dataDifferences(actual: Told, expected: Told): string[] {
  if (actual.dataText === expected.dataText) return [];
  const found = firstDifference(parsed(actual.dataText), parsed(expected.dataText), 'data');
  return [found ?? `data: the order of keys differs\n  ${actual.dataText}\n  ${expected.dataText}`];
}

function errorDifferences(actual: Told, expected: Told): string[] {
  return [
    ...without(expected.errors, actual.errors).map((error) => `an error is missing: ${error}`),
    ...without(actual.errors, expected.errors).map((error) => `an error too many: ${error}`),
  ];
}

/** A text that is no JSON stands for itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === 'undefined' ? undefined : text;
  }
}

function firstDifference(actual: unknown, expected: unknown, path: string): string | undefined {
  if (Array.isArray(actual) && Array.isArray(expected) && actual.length === expected.length) {
    return firstOf(actual, (item, index) =>
      firstDifference(item, expected[Number(index)], `${path}.${index}`),
    );
  }
  if (isRecord(actual) && isRecord(expected)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return firstOf([...keys], (key) =>
      firstDifference(own(actual, key), own(expected, key), `${path}.${key}`),
    );
  }
  const [is, was] = [JSON.stringify(actual), JSON.stringify(expected)];
  return is === was ? undefined : `${path}: ${is} instead of ${was}`;
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function firstOf<Item>(
  items: readonly Item[],
  look: (item: Item, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first list without the second, item by item. */
function without(one: readonly string[], other: readonly string[]): string[] {
  const rest = [...other];
  return one.filter((item) => {
    const index = rest.indexOf(item);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
