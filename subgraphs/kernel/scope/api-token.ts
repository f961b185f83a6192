import { createHash, randomBytes } from 'node:crypto';
import { unauthenticated } from './unauthenticated.ts';

// The text of an API token: `fst_<tenant>_<id>_<secret>`. It names its tenant, so that it is looked for in that
// tenant alone and row-level security holds there too, and its id without the dashes. The secret is 256 random bits
// in base64url. Programs that look for lost credentials know it by its first letters.

/** What can be told of a token without asking anybody. */
export interface ApiTokenText {
  readonly tenantId: string;
  /** The id of the token, a UUID. */
  readonly id: string;
  /** SHA-256 of the whole text, lower-case hex: what is kept of a token, compared and asked for. */
  readonly hash: string;
}

const secretBytes = 32;
/** 43 characters hold two bits more than 32 bytes do; they are zero, so that a token has one text. */
const form =
  /^fst_([a-z][a-z0-9-]{1,30})_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_[\w-]{42}[AEIMQUYcgkosw048]$/;

/** A new token with a secret that is nowhere else. */
export function newApiToken(
  tenantId: string,
  id: string,
): ApiTokenText & { readonly text: string } {
  const secret = randomBytes(secretBytes).toString('base64url');
  const text = `${apiTokenPrefix(tenantId, id)}_${secret}`;
  return { tenantId, id, hash: hashOf(text), text };
}

/** All of a token but its secret: by this people know it again, and may show it. */
export function apiTokenPrefix(tenantId: string, id: string): string {
  return `fst_${tenantId}_${id.replaceAll('-', '')}`;
}

/** Whether a bearer token means to be an API token. */
export function isApiToken(text: string): boolean {
  return text.startsWith('fst_');
}

/** @throws Unauthenticated when it is not of the form. */
export function readApiToken(text: string): ApiTokenText {
  const [, tenantId, ...id] = form.exec(text) ?? [];
  if (tenantId === undefined) throw unauthenticated('The API token is malformed.');
  return { tenantId, id: id.join('-'), hash: hashOf(text) };
}

/** A secret of 256 bits cannot be found by trying, so a fast hash without a key keeps it (docs/decisions/0008). */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
