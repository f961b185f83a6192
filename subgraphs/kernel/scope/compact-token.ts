import { type CryptoKey, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { type Members, readCompact } from './compact-form.ts';
import type { SigningKey } from './keys.ts';
import { type Unauthenticated, unauthenticated } from './unauthenticated.ts';

/** What one kind of internal token must be. */
export interface CompactRules {
  /** The media type that tells this kind of token from every other. */
  readonly typ: string;
  readonly issuer: string;
  readonly audience: string;
  /** By key id. A live map: a key taken out is refused from then on. */
  readonly keys: ReadonlyMap<string, CryptoKey>;
  /** Now, in epoch milliseconds. */
  readonly clock: () => number;
}

export interface VerifiedToken {
  readonly claims: Members;
  readonly keyId: string;
  readonly tokenId: string;
  /** When it stops being accepted, the skew included; epoch milliseconds. */
  readonly acceptedUntil: number;
}

/** Seconds from `iat` to `exp`, at most. */
export const internalLifetimeSeconds = 30;
/** How far two clocks of the house may stand apart. */
export const internalSkewSeconds = 5;
/** Characters; fits beside the other headers into the 16 KB that Node reads. */
export const internalMaxLength = 12_000;

const tokenIdForm = /^[A-Za-z0-9_-]{16,64}$/;

/**
 * Signs an internal token that lives for 30 s from `now`.
 *
 * @param now - epoch milliseconds.
 * @throws Error when the claims make it too long to travel in a header.
 */
export async function signCompact(
  claims: JWTPayload,
  signing: SigningKey & { readonly typ: string },
  now: number,
): Promise<string> {
  const seconds = Math.floor(now / 1000);
  const token = await new SignJWT({
    ...claims,
    iat: seconds,
    nbf: seconds,
    exp: seconds + internalLifetimeSeconds,
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: signing.keyId, typ: signing.typ })
    .sign(signing.key);
  if (token.length > internalMaxLength) {
    throw new Error('The principal holds more grants than an internal assertion can carry.');
  }
  return token;
}

/**
 * Checks form, type, signature, issuer, audience and times of an internal token.
 *
 * @throws Unauthenticated at the first thing that is not as it must be.
 */
export async function verifyCompact(token: string, rules: CompactRules): Promise<VerifiedToken> {
  const { header, claims } = readCompact(token, internalMaxLength);
  const keyId = headerKeyId(header, rules.typ);
  const key = rules.keys.get(keyId);
  if (key === undefined) throw unauthenticated('The token is signed with a key not in use.');
  await jwtVerify(token, key, {
    algorithms: ['EdDSA'],
    typ: rules.typ,
    issuer: rules.issuer,
    requiredClaims: ['exp', 'iat', 'nbf', 'jti', 'sub'],
    maxTokenAge: internalLifetimeSeconds,
    clockTolerance: internalSkewSeconds,
    currentDate: new Date(rules.clock()),
  }).catch((error: unknown) => {
    throw refusalOf(error);
  });
  if (claims['aud'] !== rules.audience) throw unauthenticated('The token is for another audience.');
  return { claims, keyId, tokenId: tokenIdOf(claims), acceptedUntil: acceptedUntil(claims) };
}

/** What a failed check of `jose` is to the caller: names of claims at most, never their values. */
export function refusalOf(error: unknown): Unauthenticated {
  if (error instanceof errors.JWTExpired) return unauthenticated('The token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return unauthenticated(`The token's ${error.claim} is missing or not accepted.`);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return unauthenticated('The signature of the token does not hold.');
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return unauthenticated('The token is signed with an algorithm that is not accepted.');
  }
  return unauthenticated('The token is not valid.');
}

function headerKeyId(header: Members, typ: string): string {
  if (header['typ'] !== typ) throw unauthenticated('The token is of another kind.');
  if (header['alg'] !== 'EdDSA') {
    throw unauthenticated('The token is signed with an algorithm that is not accepted.');
  }
  const keyId = header['kid'];
  if (typeof keyId !== 'string' || Object.keys(header).length !== 3) {
    throw unauthenticated('The header of the token must hold alg, kid and typ and nothing else.');
  }
  return keyId;
}

function tokenIdOf(claims: Members): string {
  const tokenId = claims['jti'];
  if (typeof tokenId === 'string' && tokenIdForm.test(tokenId)) return tokenId;
  throw unauthenticated("The token's jti is missing or not accepted.");
}

function acceptedUntil({ iat, exp }: { readonly iat?: unknown; readonly exp?: unknown }): number {
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) {
    throw unauthenticated('The times of a token must be whole seconds.');
  }
  if (Number(exp) - Number(iat) > internalLifetimeSeconds) {
    throw unauthenticated(`A token must not live longer than ${internalLifetimeSeconds} seconds.`);
  }
  return (Number(exp) + internalSkewSeconds) * 1000;
}
