import type { Asked } from './world/port.ts';

/** Representations that one fetch sends more than once. */
export function repeatedRepresentations(asked: readonly Asked[]): string[] {
  return asked.flatMap(({ variables }) => {
    const { representations } = variables;
    if (!Array.isArray(representations)) return [];
    const texts = representations.map((each) => JSON.stringify(each));
    return texts.filter((text, index) => texts.indexOf(text) !== index);
  });
}
