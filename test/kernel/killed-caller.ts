/**
 * A process that adds to a counter and never learns whether it did: it stops for ever, saying where it is, so
 * that a test can kill it. `after-commit` stops between the commit and the answer, `before-commit` within the
 * transaction, its work done.
 */
import { writeSync } from 'node:fs';
import type { Services } from '../../subgraphs/kernel/context.ts';
import { openServices } from './toy-house.ts';
import { createToySubgraph, mutate } from './toy-subgraph.ts';

const [moment, app = '', reader = '', sequencer = '', counterId = ''] = process.argv.slice(2);

function stopForEver(): never {
  writeSync(1, `stopped ${moment}\n`);
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const services = openServices(
  { app, reader, sequencer },
  {
    onStatement(text) {
      // What comes last in the transaction: the answer is kept, and then it would commit.
      if (moment === 'before-commit' && text.startsWith('update "kernel"."idempotency"'))
        stopForEver();
    },
  },
);
const stopping: Services = {
  ...services,
  // The event log is poked when the transaction has committed.
  spine: { ...services.spine, poke: stopForEver },
};
await mutate(createToySubgraph(stopping), 'addToCounter', {
  counterId,
  amount: 5,
  idempotencyKey: 'killed',
});
