import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  generatePrivateKey,
  importSigningKey,
  importVerificationKeys,
  publicKeyOf,
  readOrCreatePrivateKeys,
  readPrivateKeys,
  readPublicKeys,
  writePrivateKeys,
} from './keys.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

const permissionsOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('a key', () => {
  it('is named by its thumbprint', async () => {
    const key = await generatePrivateKey();

    expect(key.kid).toBe(await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: key.x }));
  });

  it('shows nothing private in its public part', async () => {
    const key = await generatePrivateKey();

    expect(JSON.stringify(publicKeyOf(key))).not.toContain(key.d);
    expect(Object.keys(publicKeyOf(key))).not.toContain('d');
  });

  it('verifies what it signs', async () => {
    const key = await generatePrivateKey();
    const signing = await importSigningKey(key);
    const verifying = (await importVerificationKeys([publicKeyOf(key)])).get(signing.keyId);
    const data = Buffer.from('data');

    const signature = await crypto.subtle.sign('Ed25519', signing.key, data);

    if (verifying === undefined) throw new Error('The key is not found by its id.');
    expect(await crypto.subtle.verify('Ed25519', verifying, signature, data)).toBe(true);
  });
});

describe('a file of private keys', () => {
  it('is read as it was written, in order, and belongs to its owner alone', async () => {
    const keys = [await generatePrivateKey(), await generatePrivateKey()];
    const path = join(folder, 'deep', 'private', 'keys.json');

    await writePrivateKeys(path, keys);

    expect(await readPrivateKeys(path)).toEqual(keys);
    expect(await permissionsOf(path)).toBe(0o600);
    expect(await permissionsOf(join(folder, 'deep', 'private'))).toBe(0o700);
  });

  it('can be replaced, and leaves nothing beside it', async () => {
    const path = join(folder, 'keys.json');
    const next = await generatePrivateKey();

    await writePrivateKeys(path, [await generatePrivateKey()]);
    await writePrivateKeys(path, [next]);

    expect(await readPrivateKeys(path)).toEqual([next]);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('is made once, however many start at the same time', async () => {
    const path = join(folder, 'issuer', 'keys.json');

    // One starts after the other, so that some are done while others still believe there is no file.
    const starts = Array.from({ length: 30 }, async (_, turn) => {
      for (let waited = 0; waited < turn; waited += 1) await stat(folder);
      return readOrCreatePrivateKeys(path);
    });
    const found = await Promise.all(starts);

    expect(new Set(found.map(([key]) => key?.kid)).size).toBe(1);
    expect(await readOrCreatePrivateKeys(path)).toEqual(found[0]);
    expect(await readdir(join(folder, 'issuer'))).toEqual(['keys.json']);
  });

  it('is refused when everybody may read it', async () => {
    const path = join(folder, 'keys.json');
    await writePrivateKeys(path, [await generatePrivateKey()]);
    await chmod(path, 0o604);

    await expect(readPrivateKeys(path)).rejects.toThrow(/open to everybody/);
    await expect(readOrCreatePrivateKeys(path)).rejects.toThrow(/open to everybody/);
  });

  it('is refused, not replaced, when it holds something else', async () => {
    const path = join(folder, 'keys.json');
    await writeFile(path, 'secret-text', { mode: 0o600 });

    await expect(readOrCreatePrivateKeys(path)).rejects.toThrow(/is not a JWK set/);
    await expect(readPrivateKeys(path)).rejects.not.toThrow(/secret-text/);
    expect(await readFile(path, 'utf8')).toBe('secret-text');
  });

  it.each([
    ['no keys', () => ({ keys: [] })],
    ['a public key', (key: object) => ({ keys: [{ ...key, d: undefined }] })],
    ['a private part that is another key', (key: object, d: string) => ({ keys: [{ ...key, d }] })],
    ['a key without its set', (key: object) => key],
  ])('is refused with %s', async (_what, content) => {
    const path = join(folder, 'keys.json');
    const [key, other] = [await generatePrivateKey(), await generatePrivateKey()];
    await writeFile(path, JSON.stringify(content(key, other.d)), { mode: 0o600 });

    await expect(readPrivateKeys(path)).rejects.toThrow(/is not a JWK set/);
  });
});

describe('a file of public keys', () => {
  it('gives the keys one may verify with, each under its own thumbprint', async () => {
    const key = publicKeyOf(await generatePrivateKey());
    const path = join(folder, 'public.json');
    await writeFile(path, JSON.stringify({ keys: [{ ...key, kid: 'a name somebody chose' }] }));

    expect(await readPublicKeys(path)).toEqual([key]);
  });

  it('is refused when it gives a private key away', async () => {
    const path = join(folder, 'public.json');
    await writePrivateKeys(path, [await generatePrivateKey()]);

    await expect(readPublicKeys(path)).rejects.toThrow(/is not a JWK set/);
  });

  it('is refused when it is missing', async () => {
    await expect(readPublicKeys(join(folder, 'none.json'))).rejects.toThrow(/ENOENT/);
  });
});
