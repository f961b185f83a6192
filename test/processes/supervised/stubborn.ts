import { runProcess } from '../../../subgraphs/kernel/process.ts';

// A process with a part that never stops.

await runProcess(
  async ({ report, keep }) => {
    keep({ stop: () => new Promise(() => setInterval(() => {}, 1_000)) });
    report('started');
  },
  { stopWithinMs: 100 },
);
