import { setImmediate, setTimeout } from 'node:timers/promises';

/** Work for one thread that must leave room for everybody else's. */
export interface Turns {
  /** Does the work when it is its owner's turn; owners take turns with each other. */
  take<Made>(owner: string | null, work: () => Made): Promise<Made>;
}

/** One piece of work a turn. Between two the loop is free for as long as the last one held it. */
export function createTurns(): Turns {
  const waiting = new Map<string | null, (() => void)[]>();
  let isGoing = false;

  /** Of the owner who has waited longest; he is the last from now on. */
  function next(): (() => void) | undefined {
    for (const [owner, works] of waiting) {
      const work = works.shift();
      waiting.delete(owner);
      if (works.length > 0) waiting.set(owner, works);
      return work;
    }
    return undefined;
  }

  async function go(): Promise<void> {
    isGoing = true;
    await setImmediate();
    for (let work = next(); work; work = next()) {
      const startedAt = performance.now();
      work();
      if (waiting.size > 0) await setTimeout(performance.now() - startedAt);
    }
    isGoing = false;
  }

  return {
    take: (owner, work) =>
      new Promise((resolve, reject) => {
        const works = waiting.get(owner) ?? [];
        waiting.set(owner, works);
        works.push(() => {
          try {
            resolve(work());
          } catch (error) {
            reject(error);
          }
        });
        if (!isGoing) void go();
      }),
  };
}
