import { readCursor, writeCursor } from '../cursor.ts';
import { refusal } from '../errors.ts';

const list = 'live';

/**
 * Where a client stands among the events of its tenant, as it sees it: opaque, bound to the tenant.
 *
 * It names the tenant's own sequence. The position in the log would tell a tenant how busy the others are.
 */
export function liveCursor(tenantId: string, sequence: number): string {
  return writeCursor(tenantId, list, [sequence]);
}

/**
 * The sequence that a cursor names.
 *
 * @throws GraphQLError BAD_USER_INPUT when it is malformed, stale, of another list or another tenant.
 */
export function parseLiveCursor(tenantId: string, cursor: string): number {
  const [sequence] = readCursor(cursor, tenantId, list, 1);
  if (typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 0) {
    return sequence;
  }
  throw refusal('BAD_USER_INPUT', 'This cursor names no place among the events.');
}
