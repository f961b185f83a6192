import { timingSafeEqual } from 'node:crypto';
import type { Services } from '../kernel/context.ts';
import type { InternalResponse } from '../kernel/subgraph.ts';
import { type ApiToken, statusOf, useNotedEveryMs } from './identity/api-token/domain.ts';
import { apiTokens, noteUse } from './identity/api-token/repository.ts';
import { users } from './identity/user/repository.ts';

/**
 * Answers the gateway's question whether a token of that id and hash is good, and whose it is. The gateway alone
 * sees the token itself.
 *
 * 200 with the owner's subject, the scopes and the end; or 401, and nothing tells why. What the owner may do at the
 * moment is the question `principal`.
 */
export async function checkApiToken(
  parameters: URLSearchParams,
  services: Services,
): Promise<InternalResponse> {
  const db = services.database.reader(parameters.get('tenantId') ?? '');
  const tokenId = parameters.get('tokenId') ?? '';
  const [token] = apiTokens.isId(tokenId) ? await apiTokens.find(db, [tokenId]) : [];
  const now = services.clock();
  const isKnown = isSameHash(token?.hash ?? null, parameters.get('hash') ?? '');
  if (!token || !isKnown || statusOf(token, now) !== 'ACTIVE') return refused;
  const [owner] = await users.find(db, [token.ownerUserId]);
  if (!owner || owner.subject === null) return refused;
  // The answer does not wait for it; where it fails, the next question notes the use.
  void noteUseOf(token, services, now).catch(() => {});
  const { scopes, expiresAt } = token;
  const body = JSON.stringify({ subject: owner.subject, scopes, expiresAt: expiresAt.getTime() });
  return { status: 200, contentType: 'application/json', body };
}

const refused: InternalResponse = {
  status: 401,
  contentType: 'text/plain',
  body: 'The API token is unknown, revoked or expired.',
};

/** Nobody's hash, so that a token that is not there is compared like one that is. */
const noHash = Buffer.alloc(32);

function isSameHash(kept: string | null, given: string): boolean {
  const asked = Buffer.from(given, 'hex');
  if (asked.length !== noHash.length) return false;
  const isSame = timingSafeEqual(kept === null ? noHash : Buffer.from(kept, 'hex'), asked);
  return isSame && kept !== null;
}

async function noteUseOf(
  { id, tenantId, lastUsedAt }: ApiToken,
  { database }: Services,
  at: Date,
): Promise<void> {
  if (lastUsedAt !== null && at.getTime() - lastUsedAt.getTime() < useNotedEveryMs) return;
  await database.withTenant(tenantId, (tx) => noteUse(tx, id, at));
}
