import { readFile } from 'node:fs/promises';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { unauthenticated, uncheckable } from '../../subgraphs/kernel/scope/unauthenticated.ts';

/**
 * Finds the key that a token names.
 *
 * @throws Unauthenticated when the issuer has no such key, or (retriable) its keys cannot be read.
 */
export type TokenKeys = JWTVerifyGetKey;

/** Keys are read anew after this long, and none is believed for longer. */
const cachedForMs = 10 * 60_000;
/** An unknown key id makes us look again, but not more often than this. */
const cooldownMs = 30_000;
/** After a failure the issuer is left alone for this long, however many tokens come. */
const pauseMs = 3_000;
const timeoutMs = 3_000;

export function localTokenKeys(keySet: JSONWebKeySet): TokenKeys {
  return explaining(createLocalJWKSet(keySet));
}

/**
 * The keys that an issuer publishes at a fixed address, or that lie in a file here, where the issuer cannot be reached.
 * Nothing a token says leads to any other, and a redirect is not followed. A file is read as often as the issuer would
 * be asked.
 *
 * @param limits.timeoutMs - how long an answer may take.
 * @throws Error unless the address is https, http on this very machine, or a file URL.
 */
export function remoteTokenKeys(address: string, limits = { timeoutMs }): TokenKeys {
  const url = safeUrl(address);
  // `jose` counts its cooldown from the last success, so an issuer in trouble would be asked for every token.
  let pausedUntil = 0;
  const keySet = createRemoteJWKSet(url, {
    cooldownDuration: cooldownMs,
    cacheMaxAge: cachedForMs,
    timeoutDuration: limits.timeoutMs,
    [customFetch]: (href, options) => {
      if (Date.now() < pausedUntil) throw new Error('The last attempt failed a moment ago.');
      return url.protocol === 'file:' ? readKeys(url) : fetch(href, options);
    },
  });
  return explaining(keySet, () => {
    if (Date.now() >= pausedUntil) pausedUntil = Date.now() + pauseMs;
  });
}

function explaining(find: TokenKeys, onFailure = () => {}): TokenKeys {
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      if (isUnknownKey(error)) {
        throw unauthenticated('The token is signed with a key that its issuer does not publish.');
      }
      onFailure();
      throw uncheckable("The issuer's keys cannot be read just now; try again shortly.", error);
    }
  };
}

async function readKeys(file: URL): Promise<Response> {
  return new Response(await readFile(file, 'utf8'));
}

function isUnknownKey(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
  );
}

function safeUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  const isSafe = url?.protocol === 'https:' || url?.protocol === 'file:';
  if (url && (isSafe || (url.protocol === 'http:' && isLoopback))) return url;
  throw new Error(`The address of the issuer's keys must be an https or file URL, not ${address}.`);
}
