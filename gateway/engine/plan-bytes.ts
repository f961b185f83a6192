import { selectionsOf } from '../admission/limits.ts';
import type { Decided } from './decided.ts';
import { mostVariants } from './response/answers.ts';
import { conditionVariables } from './response/conditions.ts';

// Measured as growth of the heap after collections, over 400 random queries of 550 characters on average and over 20
// that spread a fragment of 22 fields at 14 places, all on our own supergraph with Node 20: 61 kB each of the first,
// 233 kB each of the others, and 217 bytes a selection for the writer of one more mix of conditions.
const bytesOfCharacter = 100;
const bytesOfSelection = 500;
const bytesOfWrittenSelection = 217;

/** What a compiled operation takes of memory at the most, about: its plan, and a writer for each mix of conditions. */
export function planBytes({ prepared, truths }: Decided): number {
  const { key, document, definition } = prepared;
  const selections = selectionsOf(document, definition);
  const left = truths ? 0 : conditionVariables(document).length;
  const mixes = Math.min(2 ** left, mostVariants);
  const writers = (mixes - 1) * bytesOfWrittenSelection * selections;
  return key.length * bytesOfCharacter + selections * bytesOfSelection + writers;
}
