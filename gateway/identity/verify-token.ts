import { jwtVerify } from 'jose';
import { type Members, readCompact } from '../../subgraphs/kernel/scope/compact-form.ts';
import { refusalOf } from '../../subgraphs/kernel/scope/compact-token.ts';
import { isTenantId } from '../../subgraphs/kernel/scope/scope.ts';
import {
  isUnauthenticated,
  unauthenticated,
} from '../../subgraphs/kernel/scope/unauthenticated.ts';
import { bearerMaxLength } from './bearer.ts';
import type { TokenKeys } from './token-keys.ts';

/** What a token proves. Which roles its subject holds is the Control Plane's to say, never the token's. */
export interface TokenIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** The tenant's slug; null for a platform operator's token. */
  readonly tenantId: string | null;
  /** An address the issuer has verified; null when it says nothing of one. */
  readonly email: string | null;
  /** What the token narrows to, as written; null when it does not narrow. */
  readonly scopes: ReadonlySet<string> | null;
  readonly tokenId: string;
  /** When it ends, epoch milliseconds: by its `exp`, or by its age if that is earlier. */
  readonly expiresAt: number;
  /**
   * Given for an API token, which an issuer's sign-in does not stand behind; and for a platform operator who named a
   * tenant beside his token: he is looked up among the accesses to it, never among its members.
   */
  readonly by?: 'API_TOKEN' | 'TENANT_ACCESS';
}

export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: TokenKeys;
  /** Now, in epoch milliseconds. */
  readonly clock?: () => number;
}

const maxAgeSeconds = 15 * 60;
const skewSeconds = 30;

const algorithms = ['EdDSA', 'ES256', 'RS256'];

/**
 * `at+jwt` is an access token by RFC 9068, `JWT` what most issuers write into theirs. A token that does
 * not say its kind is refused, as RFC 8725 3.11 advises: nothing would tell it from whatever else the
 * issuer signs with the same key.
 */
const kinds: readonly unknown[] = ['at+jwt', 'application/at+jwt', 'JWT'];

/** They bring a key of their own, lead to one elsewhere, or change what is signed. */
const refusedHeaders = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64'];

const keyIdForm = /^[!-~]{1,200}$/;
const nameForm = /^[^\p{Cc}\p{Cs}]{1,255}$/u;
/** Scopes of OpenID Connect itself: they ask for claims, not for permissions. */
const oidcScopes = new Set(['openid', 'profile', 'email', 'address', 'phone', 'offline_access']);
/** RFC 6749 3.3, with single spaces. */
const scopeForm = /^(?:[!#-[\]-~]+(?: [!#-[\]-~]+)*)?$/;

/**
 * Makes the check of an OpenID Connect access token.
 *
 * @returns a function that throws Unauthenticated, without a word of the token, when it is not the
 *   issuer's for this audience, or is not valid now; retriable when the issuer's keys cannot be read.
 */
export function createTokenVerifier({
  issuer,
  audience,
  keys,
  clock = Date.now,
}: TokenVerifierOptions): (token: string) => Promise<TokenIdentity> {
  return async (token) => {
    const { header, claims } = readCompact(token, bearerMaxLength);
    checkHeader(header);
    await jwtVerify(token, keys, {
      algorithms,
      issuer,
      audience,
      requiredClaims: ['exp', 'iat', 'sub', 'jti'],
      maxTokenAge: maxAgeSeconds,
      clockTolerance: skewSeconds,
      currentDate: new Date(clock()),
    }).catch((error: unknown) => {
      throw isUnauthenticated(error) ? error : refusalOf(error);
    });
    checkAudience(claims['aud']);
    return { issuer, ...identityFrom(claims) };
  };
}

function checkHeader(header: Members): void {
  if (!kinds.includes(header['typ'])) {
    throw unauthenticated('The typ of a token must be at+jwt or JWT.');
  }
  const refused = refusedHeaders.find((name) => Object.hasOwn(header, name));
  if (refused !== undefined) {
    throw unauthenticated(`The header of a token must not hold ${refused}.`);
  }
  if (typeof header['kid'] !== 'string' || !keyIdForm.test(header['kid'])) {
    throw unauthenticated('The header of a token must name its key by kid.');
  }
}

/** `jose` has found ours among them; a token made for others as well could be theirs to misuse. */
function checkAudience(aud: unknown): void {
  if (Array.isArray(aud) && aud.length !== 1) {
    throw unauthenticated('A token must be made for one audience alone.');
  }
}

function identityFrom(claims: Members): Omit<TokenIdentity, 'issuer'> {
  return {
    subject: nameFrom(claims, 'sub'),
    tenantId: tenantFrom(claims),
    email: verifiedEmail(claims),
    scopes: scopesFrom(claims),
    tokenId: nameFrom(claims, 'jti'),
    expiresAt:
      Math.min(secondsFrom(claims, 'exp'), secondsFrom(claims, 'iat') + maxAgeSeconds) * 1000,
  };
}

function nameFrom(claims: Members, claim: 'sub' | 'jti'): string {
  const value = claims[claim];
  if (typeof value === 'string' && nameForm.test(value)) return value;
  throw misfit(claim);
}

function tenantFrom(claims: Members): string | null {
  if (!Object.hasOwn(claims, 'tid')) return null;
  const tenantId = claims['tid'];
  if (isTenantId(tenantId)) return tenantId;
  throw misfit('tid');
}

/** Whoever could claim any address could accept any invitation, so only a verified one counts. */
function verifiedEmail({ email, email_verified: isVerified }: Members): string | null {
  return isVerified === true && typeof email === 'string' && nameForm.test(email) ? email : null;
}

function scopesFrom(claims: Members): ReadonlySet<string> | null {
  if (!Object.hasOwn(claims, 'scope')) return null;
  const scope = claims['scope'];
  if (typeof scope !== 'string' || !scopeForm.test(scope)) throw misfit('scope');
  const named = scope === '' ? [] : scope.split(' ');
  const ours = named.filter((name) => !oidcScopes.has(name));
  // A sign-in asks for these anyway; only a scope beyond them says that the token narrows.
  return ours.length === 0 && named.length > 0 ? null : new Set(ours);
}

function secondsFrom(claims: Members, claim: 'exp' | 'iat'): number {
  const value = claims[claim];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw misfit(claim);
}

function misfit(claim: string) {
  return unauthenticated(`The token's ${claim} is missing or not accepted.`);
}
