import { withoutParameters } from './log.ts';

/** Something that runs and can be stopped in good order. */
export interface Part {
  stop(): Promise<void>;
}

/** What a process is given to start itself with. */
export interface Starting {
  /** Prints a line about progress. */
  report(line: string): void;
  /**
   * Notes a part that runs now; at the end all parts are stopped, the last first. That is also done when a later
   * part fails to start, so that nothing stays behind, or when the process is asked to stop meanwhile.
   *
   * @returns the same part.
   */
  keep<Kept extends Part>(part: Kept): Kept;
}

/** Thrown to leave a start that is not wanted any more. */
const unwanted = new Error('It was asked to stop before it had started.');

/** Less than the 30 s after which an orchestrator kills. */
const stopWithinMs = 25_000;

/**
 * Runs a process from its start to its end: starts it, stops it in good order on SIGINT or SIGTERM, and at
 * once on the second signal. What goes wrong at the start is one sentence on standard error, and exit code 1.
 *
 * @param limits.stopWithinMs - a process that has not stopped by then ends with exit code 1.
 */
export async function runProcess(
  start: (starting: Starting) => Promise<void>,
  limits = { stopWithinMs },
): Promise<void> {
  const parts: Part[] = [];
  const report = (line: string) => void process.stdout.write(`${line}\n`);
  // A fault nobody caught leaves a process of which nothing is known: it ends.
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  let isAsked = false;
  const asked = signalled().then(() => {
    isAsked = true;
    report('Stopping');
  });
  const keep = <Kept extends Part>(part: Kept) => {
    parts.push(part);
    if (isAsked) throw unwanted;
    return part;
  };
  try {
    await start({ report, keep });
    // Where nothing was started there is nothing to wait for.
    if (parts.length > 0) await asked;
  } catch (error) {
    if (error !== unwanted) await stopAll(parts, limits).finally(() => die(error));
  }
  await stopAll(parts, limits).catch(die);
  process.exit(0);
}

async function stopAll(parts: readonly Part[], limits: { readonly stopWithinMs: number }) {
  setTimeout(() => die(new Error('It did not stop in time.')), limits.stopWithinMs).unref();
  for (const part of [...parts].reverse()) await part.stop();
}

/** Resolves with the first signal; the second one ends the process at once. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = () => {
      signals += 1;
      if (signals > 1) process.exit(1);
      resolve();
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
}

/** A bug, of which its place is wanted. One line, as everything else that is logged. */
function crash(error: unknown): never {
  const { stack } = withoutParameters(error);
  process.stderr.write(`${JSON.stringify({ level: 60, msg: 'uncaught', err: { stack } })}\n`);
  process.exit(1);
}

function die(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) console.error(error);
  process.exit(1);
}
