import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
} from 'jose';

// A key file is a JWK set (RFC 7517) of Ed25519 keys. A file of private keys signs with its first; the
// ones behind it are published beforehand, so that a rotation leaves no token without its key.

export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** The public key, base64url. */
  readonly x: string;
  /** The thumbprint of the key (RFC 7638). */
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

export interface PrivateJwk extends PublicJwk {
  /** The private key, base64url. */
  readonly d: string;
}

export interface SigningKey {
  readonly keyId: string;
  readonly key: CryptoKey;
}

const bytes32 = /^[A-Za-z0-9_-]{43}$/;

export async function generatePrivateKey(): Promise<PrivateJwk> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x = '', d = '' } = await exportJWK(pair.privateKey);
  return { ...(await publicJwk(x)), d };
}

/** The part that may be shown to anybody. */
export function publicKeyOf({ kty, crv, x, kid, alg, use }: PrivateJwk): PublicJwk {
  return { kty, crv, x, kid, alg, use };
}

export async function importSigningKey(jwk: PrivateJwk): Promise<SigningKey> {
  return { keyId: jwk.kid, key: await imported(jwk) };
}

/** By key id; the caller may add and remove keys while a verifier uses the map. */
export async function importVerificationKeys(
  jwks: readonly PublicJwk[],
): Promise<Map<string, CryptoKey>> {
  const keys = new Map<string, CryptoKey>();
  for (const { kty, crv, x, kid } of jwks) keys.set(kid, await imported({ kty, crv, x }));
  return keys;
}

/**
 * Reads the keys one may sign with, the signing one first.
 *
 * @throws Error when the file is out of reach, readable by everybody, or holds anything else.
 */
export async function readPrivateKeys(path: string): Promise<readonly PrivateJwk[]> {
  if (((await stat(path)).mode & 0o007) !== 0) {
    throw new Error(`The key file ${path} is open to everybody; take that away with chmod 600.`);
  }
  return readKeys(path, async ({ x, d }) => ({ ...(await publicJwk(x)), d: bytesOf(d) }));
}

/**
 * Reads the keys one may verify with.
 *
 * @throws Error when the file is out of reach or holds anything else, a private key above all.
 */
export function readPublicKeys(path: string): Promise<readonly PublicJwk[]> {
  return readKeys(path, async ({ x, d }) => {
    if (d !== undefined) throw new TypeError('A private key has no business here.');
    return publicJwk(x);
  });
}

/** Writes the file anew in one step, for its owner alone. */
export async function writePrivateKeys(path: string, keys: readonly PrivateJwk[]): Promise<void> {
  await rename(await writeAside(path, keys), path);
}

/** The keys of the file; one is made when there is no file. Two processes that start at once agree. */
export async function readOrCreatePrivateKeys(path: string): Promise<readonly PrivateJwk[]> {
  try {
    return await readPrivateKeys(path);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
  const aside = await writeAside(path, [await generatePrivateKey()]);
  await link(aside, path).catch((error: unknown) => {
    if (!isSystemError(error, 'EEXIST')) throw error;
  });
  await unlink(aside);
  return readPrivateKeys(path);
}

async function writeAside(path: string, keys: readonly PrivateJwk[]): Promise<string> {
  // Only the folder of the keys is private: what lies beside it has owners of its own.
  await mkdir(dirname(dirname(path)), { recursive: true });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, `${JSON.stringify({ keys }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return aside;
}

interface WrittenKey {
  readonly x?: unknown;
  readonly d?: unknown;
}

async function readKeys<Key extends PublicJwk>(
  path: string,
  read: (written: WrittenKey) => Promise<Key>,
): Promise<readonly Key[]> {
  const text = await readFile(path, 'utf8');
  try {
    const keys = await Promise.all(keysIn(JSON.parse(text)).map(read));
    await Promise.all(keys.map(imported));
    return keys;
  } catch {
    // What it holds may be a secret: the reason is not passed on.
    throw new Error(`The key file ${path} is not a JWK set of the Ed25519 keys that belong there.`);
  }
}

function keysIn(file: unknown): readonly WrittenKey[] {
  const keys = typeof file === 'object' && file !== null && 'keys' in file ? file.keys : null;
  if (!Array.isArray(keys) || keys.length === 0) throw new TypeError('There are no keys.');
  return keys;
}

async function publicJwk(x: unknown): Promise<PublicJwk> {
  const shape = { kty: 'OKP', crv: 'Ed25519', x: bytesOf(x) } as const;
  return { ...shape, kid: await calculateJwkThumbprint(shape), alg: 'EdDSA', use: 'sig' };
}

function bytesOf(value: unknown): string {
  if (typeof value === 'string' && bytes32.test(value)) return value;
  throw new TypeError('A key is 32 bytes of base64url.');
}

async function imported(jwk: Pick<PublicJwk, 'kty' | 'crv' | 'x'>): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk }, 'EdDSA');
  if (key instanceof Uint8Array) throw new TypeError('An Ed25519 key is never a shared secret.');
  return key;
}

function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
