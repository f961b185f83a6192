/**
 * A key of the ephemeral store.
 *
 * Each part is written with its length before it, so that no two lists of parts make one key,
 * whatever a user puts into them; and the tenant leads.
 *
 * @param kind - what is kept there: 'grants', 'rate'.
 * @throws Error when a part holds half a surrogate pair, which no two stores write alike.
 */
export function key(tenantId: string, kind: string, ...parts: readonly string[]): string {
  return [tenantId, kind, ...parts].map(withLength).join('');
}

function withLength(part: string): string {
  if (!part.isWellFormed()) throw new Error('A part of a key must be well-formed Unicode.');
  return `${part.length}:${part},`;
}
