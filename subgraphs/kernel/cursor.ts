import { refusal } from './errors.ts';

/** Version of the cursors we write; older ones are refused as stale. */
const version = 1;

/**
 * An opaque cursor: a version, the tenant and the list it belongs to, and what says where in the list.
 * It is no secret and proves nothing: whoever uses it sees only his own tenant's rows.
 */
export function writeCursor(tenantId: string, list: string, values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([version, tenantId, list, ...values])).toString('base64url');
}

/** @throws GraphQLError BAD_USER_INPUT for a cursor that is malformed, stale, or of another list or tenant. */
export function readCursor(
  cursor: string,
  tenantId: string,
  list: string,
  length: number,
): readonly unknown[] {
  const [foundVersion, foundTenant, foundList, ...values] = parse(cursor);
  const isOurs = foundVersion === version && foundTenant === tenantId && foundList === list;
  if (isOurs && values.length === length) return values;
  throw refusal(
    'BAD_USER_INPUT',
    'This cursor does not belong to this list; start from its first page.',
  );
}

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
