import type { ExecutionResult } from 'graphql';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { mapStream } from '../../subgraphs/kernel/stream.ts';

/** A way to a subgraph whose streams a test can cut, as a dead process cuts them. */
export interface FragilePort extends SubgraphPort {
  /** Cuts every stream, in the middle of a wait or not. */
  cut(): void;
  /** While it is true nothing can be asked for. */
  isDown: boolean;
  /** How often a stream was asked for, answered or not, and behind which cursor the last time. */
  readonly asked: number;
  readonly askedAfter: string | undefined;
}

export function fragile(port: SubgraphPort): FragilePort {
  const open = new Set<() => void>();
  let asked = 0;
  let askedAfter: string | undefined;

  const made: FragilePort = {
    ...port,
    isDown: false,
    get asked() {
      return asked;
    },
    get askedAfter() {
      return askedAfter;
    },
    cut() {
      for (const fail of open) fail();
      open.clear();
    },
    async subscribe(fetch, variables, caller) {
      asked += 1;
      askedAfter = caller.after;
      if (made.isDown) throw refusal('SUBGRAPH_UNAVAILABLE', 'It cannot be reached.');
      const stream = await port.subscribe(fetch, variables, caller);
      if (!(Symbol.asyncIterator in stream)) return stream;
      let fail = () => {};
      const lost = new Promise<never>((_, reject) => {
        fail = () => {
          // The subgraph notices too.
          void stream.return();
          reject(new Error('The connection was reset.'));
        };
      });
      lost.catch(() => {});
      open.add(fail);
      const source = {
        next: () => Promise.race([stream.next(), lost]),
        return: () => stream.return(),
      };
      return mapStream<ExecutionResult, ExecutionResult>(
        source,
        (result) => result,
        () => open.delete(fail),
      );
    },
  };
  return made;
}
