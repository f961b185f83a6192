import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * JSON lines on standard error. Fields are named one by one where they are logged: nothing of a request's
 * headers, variables or results is ever passed whole, so no secret and no personal data slips through.
 *
 * @param level - pino's levels; `silent` for tests.
 */
export function openLog(name: string, level: string): Logger {
  return pino({ name, level, base: { name } }, pino.destination({ dest: 2, sync: false }));
}
