import { GraphQLError } from 'graphql';

/**
 * Where a client stands among the events of its tenant, as it sees it: opaque, versioned, bound to the tenant.
 *
 * It names the tenant's own sequence. The position in the log would tell a tenant how busy the others are.
 */
export function liveCursor(tenantId: string, sequence: number): string {
  return Buffer.from(JSON.stringify(['live', 1, tenantId, sequence])).toString('base64url');
}

/**
 * The sequence that a cursor names.
 *
 * @throws GraphQLError BAD_USER_INPUT when it is malformed, of another kind, or of another tenant: which one
 * of them it is, nobody learns.
 */
export function parseLiveCursor(tenantId: string, cursor: string): number {
  const sequence = sequenceIn(cursor);
  // Written again it must be the same text, so every part of it has been compared.
  if (sequence !== null && liveCursor(tenantId, sequence) === cursor) return sequence;
  throw new GraphQLError('This is not a cursor of a live list of yours.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

function sequenceIn(cursor: string): number | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const sequence: unknown = Array.isArray(parts) ? parts[3] : null;
    return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 0
      ? sequence
      : null;
  } catch {
    return null;
  }
}
