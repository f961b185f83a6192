import { createServer } from 'node:net';
import { runProcess } from '../../../subgraphs/kernel/process.ts';

// A process with a part that never stops.

await runProcess(
  async ({ report, keep }) => {
    createServer().listen(0, '127.0.0.1');
    keep({ stop: () => new Promise(() => {}) });
    report('started');
  },
  { stopWithinMs: 100 },
);
