import { mapStream } from '../../subgraphs/kernel/stream.ts';
import { type Engine, isDeferred } from '../engine/engine.ts';

/** An engine that knows when nothing runs on it any more. */
export interface CountedEngine extends Engine {
  /** Resolves as soon as nothing runs on it; what begins later is not waited for. */
  untilIdle(): Promise<void>;
}

/** Counts the operations that run on an engine; its streams, and answers in parts, until they end. */
export function countUses(engine: Engine): CountedEngine {
  let uses = 0;
  let waiting: (() => void)[] = [];

  const begin = () => {
    uses += 1;
  };
  const end = () => {
    uses -= 1;
    if (uses > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };

  return {
    ...engine,

    async execute(operation) {
      begin();
      try {
        const answer = await engine.execute(operation);
        if (!isDeferred(answer)) return answer;
        begin();
        return { ...answer, subsequent: mapStream(answer.subsequent, (step) => step, end) };
      } finally {
        end();
      }
    },

    async subscribe(operation) {
      begin();
      try {
        const stream = await engine.subscribe(operation);
        if (!(Symbol.asyncIterator in stream)) return stream;
        begin();
        return mapStream(stream, (result) => result, end);
      } finally {
        end();
      }
    },

    untilIdle: () => (uses === 0 ? Promise.resolve() : new Promise((done) => waiting.push(done))),
  };
}
