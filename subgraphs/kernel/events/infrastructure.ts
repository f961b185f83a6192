import { sqlState } from '../../../db/client.ts';

/** Classes of SQLSTATE that tell of the database and not of the statement: connection, resources, intervention. */
const classes = ['08', '53', '57', '58'];
/** What PostgreSQL asks to try again: serialisation, deadlock, a lock that was not to be had. */
const states = ['40001', '40P01', '55P03'];
/** A statement that took too long may always take too long, so it counts as the event's own. */
export const queryCanceled = '57014';

const systemErrors = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;
/** What pg says, without a code, when a connection goes away or cannot be had. */
const lostConnection =
  /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|Query read timeout|Client was closed|Cannot use a pool after calling end/;

/** Whether the world around an effect failed, and not the effect: then it is tried again, for ever. */
export function isInfrastructureError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const state = sqlState(error) ?? '';
  if (state === queryCanceled) return false;
  return (
    states.includes(state) ||
    (state.length === 5 && classes.includes(state.slice(0, 2))) ||
    systemErrors.test(state) ||
    lostConnection.test(error.message) ||
    isInfrastructureError(error.cause)
  );
}
