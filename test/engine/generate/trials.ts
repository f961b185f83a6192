import fc from 'fast-check';
import type { OperationTypeNode } from 'graphql';
import type { Contest, Trial } from '../contest.ts';
import { type Choices, choicesFrom } from './choices.ts';
import { generateOperation, type Size } from './operation.ts';

/** How many operations of a kind are made: a factor on all of them, for a longer search by hand. */
const factor = Number(process.env['GENERATED_OPERATIONS'] ?? 1);
/** Another seed, other operations. */
const seed = Number(process.env['GENERATED_SEED'] ?? 20_260_101);

/** No failure is made simpler for longer than this after the search began. */
const searchMs = 10_000;

const size = { depth: 5, selections: 25 };

/** What operations are made from. */
export const numbers = fc.array(fc.noBias(fc.nat(9_999)), {
  minLength: 20,
  maxLength: 250,
  size: 'max',
});

export interface Claim {
  /** For which operations it is made. */
  readonly aliases?: Size['aliases'];
  readonly deferred?: Size['deferred'];
  /** What is wrong with how an operation is answered, a line each; it is given choices that are still free. */
  holds(trial: Trial, choices: Choices): Promise<readonly string[]>;
}

/**
 * Holds a claim for many operations over a graph. A failure tells the simplest operation found for which it fails.
 *
 * @throws Error with that operation and the seed.
 */
export async function forOperations(
  { graph }: Contest,
  kind: OperationTypeNode,
  count: number,
  values: Trial['values'],
  { aliases = 'any', deferred = 0, holds }: Claim,
): Promise<void> {
  let isFound = false;
  const giveUpAt = performance.now() + searchMs * factor;
  const property = fc.asyncProperty(numbers, async (given) => {
    // Making a failure simpler has to end; what is left of it is told.
    if (isFound && performance.now() > giveUpAt) return;
    const choices = choicesFrom(given);
    const operation = generateOperation(graph.clientSchema, kind, choices, {
      ...size,
      aliases,
      deferred,
    });
    const trial: Trial = { ...operation, ...(values ? { values } : {}) };
    const problems = await holds(trial, choices);
    if (problems.length === 0) return;
    isFound = true;
    const variables = JSON.stringify(operation.variables);
    throw new Error([...problems, operation.query, variables].join('\n'));
  });
  await fc.assert(property, { numRuns: Math.ceil(count * factor), seed });
}
