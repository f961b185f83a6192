import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { countRestarts, keepVigil, type RestartSettings } from './patience.ts';

export interface SupervisorSettings extends RestartSettings {
  /** A process whose loop has not turned for this long is killed and replaced. */
  readonly silentForMs: number;
}

export const supervisorDefaults: SupervisorSettings = {
  silentForMs: 2_000,
  quickMs: 10_000,
  firstWaitMs: 200,
  longestWaitMs: 30_000,
};

/** What is to be run, and whom to tell. */
export interface Supervised {
  /** The file of a process that calls `beginHeartbeat` as soon as it serves. */
  readonly file: string;
  readonly args: readonly string[];
  readonly settings: SupervisorSettings;
  readonly report: (line: string) => void;
}

/**
 * An answer lives for a few milliseconds, and many are under way: with more room for the young most of them are dead
 * before they are looked at. For about 100 MB of memory the collector takes a quarter less (`npm run bench:gateway`).
 */
const youngSpace = '--max-semi-space-size=64';

const lookEveryMs = 250;
/** A process that was asked to stop has this long: somewhat more than it gives itself. */
const stopWithinMs = 27_000;

/** How one process has ended. */
interface Ended {
  readonly code: number | null;
  readonly livedMs: number;
  /** Whether it ever served. */
  readonly hasServed: boolean;
}

/**
 * Runs a process, and another one in its place whenever it crashes or its event loop stands still, which nothing
 * within it could notice. Signals are passed on. Once it has served it is never given up: what keeps it from serving,
 * such as a supergraph that is broken, may be mended at any time. What never served was started wrongly, and ends.
 *
 * @returns the exit code to end with: the process's own when it was asked to stop or never served.
 */
export async function supervise({ file, args, settings, report }: Supervised): Promise<number> {
  const restarts = countRestarts(settings);
  let child: ChildProcess | undefined;
  const asked = new AbortController();
  const isAsked = () => asked.signal.aborted;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      asked.abort();
      child?.kill(signal);
      setTimeout(() => child?.kill('SIGKILL'), stopWithinMs).unref();
    });
  }

  for (let hasEverServed = false; ; ) {
    // A signal from the terminal must reach it once, by way of this process.
    child = fork(file, [...args], {
      execArgv: [...process.execArgv, youngSpace],
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const { code, livedMs, hasServed } = await untilEnded(child, settings, report, isAsked);
    hasEverServed ||= hasServed;
    if (isAsked() || code === 0 || !hasEverServed) return code ?? 1;
    const { inARow, waitMs } = restarts.next(livedMs);
    const found =
      inARow < 2
        ? `The gateway ended with ${code ?? 'a signal'}`
        : `The gateway has failed ${inARow} times in a row, each time as it says above`;
    report(`${found}; it is started again in ${waitMs} ms.`);
    await pause(waitMs, undefined, { signal: asked.signal }).catch(() => {});
    if (isAsked()) return 0;
  }
}

function untilEnded(
  child: ChildProcess,
  { silentForMs }: SupervisorSettings,
  report: (line: string) => void,
  isAsked: () => boolean,
): Promise<Ended> {
  const startedAt = performance.now();
  const vigil = keepVigil(silentForMs, lookEveryMs, () => performance.now());
  let hasServed = false;
  child.on('message', () => {
    hasServed = true;
    vigil.beat();
  });
  const looks = setInterval(() => {
    // Before it serves it has much to do at once, and when it stops it beats no more.
    if (!vigil.isOver() || !hasServed || isAsked()) return;
    clearInterval(looks);
    report(`The gateway has not turned for ${silentForMs} ms; it is replaced.`);
    child.kill('SIGKILL');
  }, lookEveryMs);
  return new Promise((resolve) => {
    const ended = (code: number | null) => {
      clearInterval(looks);
      resolve({ code, livedMs: performance.now() - startedAt, hasServed });
    };
    child.once('exit', ended).once('error', () => ended(null));
  });
}
