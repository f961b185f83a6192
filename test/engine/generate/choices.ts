/**
 * Decisions read from a list of numbers, for a generator that is to be shrunk: a shorter list, or smaller numbers,
 * lead to a simpler outcome. What is decided beyond the end of the list is always the simplest.
 */
export interface Choices {
  /** From 0 to `count - 1`. */
  number(count: number): number;
  /** Whether something happens that happens this often of a hundred times. */
  percent(often: number): boolean;
  one<Item>(items: readonly Item[]): Item;
}

export function choicesFrom(numbers: readonly number[]): Choices {
  let position = 0;
  const next = () => {
    position += 1;
    return numbers[position - 1] ?? 0;
  };
  const number = (count: number) => next() % count;
  return {
    number,
    percent: (often) => next() % 100 >= 100 - often,
    one(items) {
      const item = items[number(items.length)];
      if (item === undefined) throw new Error('There is nothing to choose from.');
      return item;
    },
  };
}
