/**
 * Runs a process from its start to its end: starts it, stops it in good order on SIGINT or SIGTERM, and at
 * once on the second signal. What goes wrong at the start is one sentence on standard error, and exit code 1.
 *
 * @param start - given a function for lines about progress; returns what stops everything.
 */
export async function runProcess(
  start: (report: (line: string) => void) => Promise<() => Promise<void>>,
): Promise<void> {
  const report = (line: string) => void process.stdout.write(`${line}\n`);
  // A fault nobody caught leaves a process of which nothing is known: it ends.
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  const asked = signalled();
  try {
    const stop = await start(report);
    await asked;
    report('Stopping');
    setTimeout(() => die(new Error('It did not stop in time.')), stopWithinMs).unref();
    process.once('SIGINT', () => process.exit(1)).once('SIGTERM', () => process.exit(1));
    await stop();
    process.exit(0);
  } catch (error) {
    die(error);
  }
}

const stopWithinMs = 25_000;

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

function die(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) console.error(error);
  process.exit(1);
}
