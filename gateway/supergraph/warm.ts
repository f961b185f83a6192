import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Generation } from './generation.ts';

/** Operations that are made ready before a generation serves anybody. */
const warmed = 200;

/**
 * Makes the operations that clients ask for most ready on the next generation, so that nobody waits for its
 * planner. Requests go on between one operation and the next.
 *
 * @returns how many of them the next supergraph no longer allows.
 */
export async function warm(next: Generation, current: Generation): Promise<number> {
  let lost = 0;
  for (const { source, operationName } of current.mostAsked(warmed)) {
    await nextTurn();
    try {
      await next.engine.warm([next.prepare(source, operationName)]);
    } catch {
      lost += 1;
    }
  }
  return lost;
}
