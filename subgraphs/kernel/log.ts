import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * JSON lines on standard error. Fields are named one by one where they are logged: nothing of a request's
 * headers, variables or results is ever passed whole, so no secret and no personal data slips through.
 *
 * @param level - pino's levels; `silent` for tests.
 */
export function openLog(name: string, level: string): Logger {
  const serializers = {
    err: (error: unknown) => pino.stdSerializers.err(withoutParameters(error)),
  };
  const options = { name, level, base: { name }, serializers };
  return pino(options, pino.destination({ dest: 2, sync: false }));
}

/** drizzle writes the parameters of a failed statement into its message; they are people's names and words. */
export function withoutParameters(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const isStatement = error.message.startsWith('Failed query:');
  return isStatement && error.cause instanceof Error ? error.cause : error;
}
