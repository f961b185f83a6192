import { createServer } from 'node:http';
import { beginHeartbeat } from '../../../gateway/supervision/heartbeat.ts';
import { runProcess } from '../../../subgraphs/kernel/process.ts';

// A process that does to itself what a gateway must not: `blockable.ts PORT`. It answers with its process id.
//
//   /block   its event loop never turns again
//   /busy    it computes for over four seconds, and lets its loop turn now and then
//   /crash   it throws where nobody catches
//   /slow    it answers after it was asked to stop

const [port] = process.argv.slice(2);

function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function computeInTurns(turns: number, done: () => void): void {
  compute(300);
  if (turns === 0) done();
  else setImmediate(() => computeInTurns(turns - 1, done));
}

await runProcess(async ({ report, keep }) => {
  if (port === 'refuses') throw new Error('It refuses to start.');
  const server = createServer(({ url }, response) => {
    const answer = () => response.end(String(process.pid));
    if (url === '/block') compute(Number.POSITIVE_INFINITY);
    else if (url === '/busy') computeInTurns(14, answer);
    else if (url === '/crash') setImmediate(() => Promise.reject(new Error('a bug')));
    else if (url === '/slow') process.once('SIGTERM', () => setTimeout(answer, 100));
    else answer();
  });
  if (port === 'crashes') {
    keep(beginHeartbeat());
    setTimeout(() => process.exit(7), 50);
    return;
  }
  await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve));
  keep({ stop: () => new Promise((resolve) => server.close(() => resolve())) });
  keep(beginHeartbeat());
  report(`serves as ${process.pid}`);
});
