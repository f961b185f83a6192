import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { opened } from '../../test/identity/forging.ts';
import { demoCast } from './demo-cast.ts';
import { createLocalIssuer, type LocalIssuer } from './local-issuer.ts';
import { localTokenKeys } from './token-keys.ts';
import { createTokenVerifier } from './verify-token.ts';

const noon = Date.parse('2026-01-31T12:00:00.900Z');

let dataDirectory: string;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'issuer-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dataDirectory, { recursive: true });
});

const open = () => createLocalIssuer({ dataDirectory, clock: () => noon });
const trusting = ({ issuer, audience, keySet }: LocalIssuer) =>
  createTokenVerifier({ issuer, audience, keys: localTokenKeys(keySet), clock: () => noon });

async function tokenOf(issuer: LocalIssuer, who: { tenant?: string | null; user: string }) {
  const issued = await issuer.issue(who);
  if (issued === null) throw new Error('There is no such person.');
  return issued;
}

describe('the local issuer', () => {
  it.each(demoCast)('signs in $user of $tenant', async ({ tenant, user }) => {
    const issuer = await open();
    const { token, expiresAt } = await tokenOf(issuer, { tenant, user });

    expect(await trusting(issuer)(token)).toEqual({
      issuer: issuer.issuer,
      subject: user,
      tenantId: tenant,
      email: null,
      scopes: null,
      tokenId: expect.any(String),
      expiresAt,
    });
  });

  it('gives a token for 15 minutes, with no role in it', async () => {
    const { token, expiresAt } = await tokenOf(await open(), { tenant: 'acme', user: 'ada' });
    const { claims } = opened(token);

    expect(expiresAt).toBe(Date.parse('2026-01-31T12:15:00.000Z'));
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'sub', 'tid']);
  });

  it('gives the platform operator a token without a tenant', async () => {
    const { token } = await tokenOf(await open(), { user: 'petra' });

    expect(opened(token).claims).not.toHaveProperty('tid');
  });

  it('never gives the same token twice', async () => {
    const issuer = await open();
    const ada = { tenant: 'acme', user: 'ada' };

    expect((await tokenOf(issuer, ada)).token).not.toBe((await tokenOf(issuer, ada)).token);
  });

  it.each([
    { tenant: 'acme', user: 'mallory' },
    { tenant: 'acme', user: 'eve' },
    { tenant: 'initech', user: 'ada' },
    { user: 'ada' },
  ])('knows nobody at %j', async (who) => {
    expect(await (await open()).issue(who)).toBeNull();
  });

  it('keeps its key, so that tokens are good across restarts and processes', async () => {
    const { token } = await tokenOf(await open(), { tenant: 'acme', user: 'ada' });

    expect((await trusting(await open())(token)).subject).toBe('ada');
  });

  it('keeps its key from everybody else', async () => {
    await open();
    const [folder, file] = await Promise.all(
      ['issuer', 'issuer/keys.json'].map((path) => stat(join(dataDirectory, path))),
    );

    expect((folder?.mode ?? 0) & 0o777).toBe(0o700);
    expect((file?.mode ?? 0) & 0o777).toBe(0o600);
  });

  it('publishes nothing private', async () => {
    const { keySet } = await open();

    expect(keySet.keys.map((key) => Object.keys(key).sort())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
    ]);
  });

  it('refuses to exist in production, and makes no key there', async () => {
    vi.stubEnv('NODE_ENV', 'production');

    await expect(open()).rejects.toThrow(/refuses to run in production/);
    await expect(stat(join(dataDirectory, 'issuer'))).rejects.toThrow(/ENOENT/);
  });
});
