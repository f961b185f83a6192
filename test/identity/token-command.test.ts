import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalIssuer } from '../../gateway/identity/local-issuer.ts';
import { localTokenKeys } from '../../gateway/identity/token-keys.ts';
import { createTokenVerifier } from '../../gateway/identity/verify-token.ts';

let dataDirectory: string;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'token-'));
});
afterEach(() => rm(dataDirectory, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs what `npm run token -- ...` runs. */
function token(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const command = ['--import', 'tsx', 'gateway/identity/token.ts', ...args];
  const surroundings = { ...process.env, NODE_ENV: 'test', DATA_DIR: dataDirectory, ...env };
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env: surroundings }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        stdout,
        stderr,
      });
    });
  });
}

async function verified(text: string) {
  const { issuer, audience, keySet } = await createLocalIssuer({ dataDirectory });
  return await createTokenVerifier({ issuer, audience, keys: localTokenKeys(keySet) })(text);
}

const known =
  'Known are ada, ben, cleo, olga, factory (acme), eve, gus, plant (globex) and petra (no tenant).';

describe('npm run token', () => {
  it('prints a token and nothing else, and makes the key where there is none', async () => {
    const { code, stdout, stderr } = await token(['--tenant', 'acme', '--user', 'ada']);

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await verified(stdout.trim())).toMatchObject({ subject: 'ada', tenantId: 'acme' });
  });

  it('signs with the key that a server made before, or runs with', async () => {
    await createLocalIssuer({ dataDirectory });

    const { stdout } = await token(['--user', 'petra']);

    expect(await verified(stdout.trim())).toMatchObject({ subject: 'petra', tenantId: null });
  });

  it.each([
    [[], `Ask like this: npm run token -- --tenant acme --user ada. ${known}`],
    [['--tenant', 'acme'], `Ask like this: npm run token -- --tenant acme --user ada. ${known}`],
    [['--usr', 'ada'], `Ask like this: npm run token -- --tenant acme --user ada. ${known}`],
    [['ada'], `Ask like this: npm run token -- --tenant acme --user ada. ${known}`],
    [['--tenant', 'acme', '--user', 'mallory'], `There is no mallory in acme. ${known}`],
    [['--user', 'ada'], `There is no ada outside of the tenants. ${known}`],
    [['--tenant', 'acme', '--user', 'petra'], `There is no petra in acme. ${known}`],
  ])('answers %j with a sentence on stderr, and makes no token', async (args, sentence) => {
    expect(await token(args)).toEqual({ code: 1, stdout: '', stderr: `${sentence}\n` });
  });

  it('refuses to sign in production', async () => {
    const ended = await token(['--tenant', 'acme', '--user', 'ada'], { NODE_ENV: 'production' });

    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The local issuer signs in anybody; it refuses to run in production.\n',
    });
    await expect(stat(join(dataDirectory, 'issuer'))).rejects.toThrow(/ENOENT/);
  });

  it('says in one sentence why a key cannot be used', async () => {
    await token(['--user', 'petra']);
    const path = join(dataDirectory, 'issuer', 'keys.json');
    await chmod(path, 0o644);

    const open = await token(['--user', 'petra']);
    await chmod(path, 0o600);
    await writeFile(path, '{}');
    const broken = await token(['--user', 'petra']);

    expect(open.stderr).toBe(
      `The key file ${path} is open to everybody; take that away with chmod 600.\n`,
    );
    expect(broken.stderr).toMatch(/^The key file .* is not a JWK set of .*\.\n$/);
    expect([open, broken].map(({ code, stdout }) => [code, stdout])).toEqual([
      [1, ''],
      [1, ''],
    ]);
  });
});
