import { AsyncLocalStorage } from 'node:async_hooks';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';

/** One request of the gateway to a subgraph, and the SQL statements that it cost there. */
interface Fetch {
  readonly subgraph: string;
  readonly statements: string[];
}

/** Counts what an operation costs. What goes on beside it, such as reactions to events, is not counted. */
export interface FetchCounter {
  /** To be told of every statement, as it is run. */
  onStatement(subgraph: string, text: string): void;
  /** The same port, watched. */
  watch(port: SubgraphPort): SubgraphPort;
  /** How many statements each fetch since the last call has cost: `['control-plane 1', 'studio 1']`. */
  take(): string[];
}

export function createFetchCounter(): FetchCounter {
  const fetches: Fetch[] = [];
  // A statement belongs to the fetch in whose course it is run.
  const current = new AsyncLocalStorage<Fetch>();

  function open(port: SubgraphPort): Fetch {
    const fetch = { subgraph: port.name, statements: [] };
    fetches.push(fetch);
    return fetch;
  }

  /** An event counts as a fetch of its own, when it comes. */
  async function eventOf<Item>(port: SubgraphPort, stream: Stream<Item>) {
    const fetch = { subgraph: port.name, statements: [] };
    const item = await current.run(fetch, () => stream.next());
    fetches.push(fetch);
    return item;
  }

  return {
    onStatement: (_, text) => void current.getStore()?.statements.push(text),

    watch: (port) => ({
      ...port,
      prepare(planned) {
        const fetch = port.prepare(planned);
        return (variables, caller) => current.run(open(port), () => fetch(variables, caller));
      },
      async subscribe(...asked) {
        const stream = await current.run(open(port), () => port.subscribe(...asked));
        if (!(Symbol.asyncIterator in stream)) return stream;
        return { ...stream, next: () => eventOf(port, stream) };
      },
    }),

    take: () =>
      fetches
        .splice(0)
        .map(({ subgraph, statements }) => `${subgraph} ${statements.length}`)
        .sort(),
  };
}
