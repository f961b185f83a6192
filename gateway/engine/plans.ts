import { setImmediate } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';

/** What is compiled from operations, each made once for as long as it is remembered. */
export interface Plans<Subject, Compiled> {
  /**
   * @param key - tells the subject from every other.
   * @throws GraphQLError what compiling it threw; a refusal is remembered too.
   */
  find(key: string, subject: Subject): Compiled | Promise<Compiled>;
}

/** @param most - how many are remembered; the least recently used is forgotten first. */
export function createPlans<Subject, Compiled extends object>(
  compile: (subject: Subject) => Compiled,
  most: number,
): Plans<Subject, Compiled> {
  const known = new LRUCache<string, Compiled | GraphQLError>({ max: most });
  const pending = new Map<string, Promise<Compiled>>();
  let last: Promise<unknown> = Promise.resolve();

  function make(key: string, subject: Subject): Compiled {
    const made = madeOrRefused(() => compile(subject));
    known.set(key, made);
    if (made instanceof GraphQLError) throw made;
    return made;
  }

  /** Planning is work for one thread, so a burst of new operations has its turns between everybody else's. */
  function inTurn(key: string, subject: Subject): Promise<Compiled> {
    const turn = last
      .then(() => setImmediate())
      .then(() => make(key, subject))
      .finally(() => pending.delete(key));
    last = turn.catch(() => {});
    pending.set(key, turn);
    return turn;
  }

  return {
    find(key, subject) {
      const found = known.get(key);
      if (found instanceof GraphQLError) return Promise.reject(found);
      return found ?? pending.get(key) ?? inTurn(key, subject);
    },
  };
}

function madeOrRefused<Made>(make: () => Made): Made | GraphQLError {
  try {
    return make();
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
