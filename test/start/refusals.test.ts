import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { settingName, subgraphNames } from '../../subgraphs/settings.ts';
import { runFile, type TestProcess } from '../support/process.ts';

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'factory-refusals-'));
  // Under root the server has a user of its own, who must be able to pass through.
  await chmod(dataDirectory, 0o711);
});
afterAll(() => rm(dataDirectory, { recursive: true, force: true }));

function start(settings: Record<string, string>): TestProcess {
  return runFile('start.ts', [], { DATA_DIR: dataDirectory, PORT: '0', ...settings });
}

/** Everything a start with stores of one's own needs; the stores are where nothing listens. */
function configured(): Record<string, string> {
  const nowhere = 'postgres://somebody:hidden@127.0.0.1:1/nowhere';
  const databases = subgraphNames.flatMap((name) =>
    ['', '_SEQUENCER', '_READER', '_JOBS'].map((purpose) => [
      `${settingName(name)}_DATABASE${purpose}_URL`,
      nowhere,
    ]),
  );
  return {
    ...Object.fromEntries(databases),
    REDIS_URL: inject('redisUrl'),
    OIDC_ISSUER: 'https://issuer.example',
    OIDC_AUDIENCE: 'factory',
    OIDC_JWKS_URL: 'https://issuer.example/jwks.json',
  };
}

describe('a start that cannot succeed', () => {
  it.each<[why: string, settings: Record<string, string>, sentence: string]>([
    [
      'a port that is none',
      { PORT: 'four thousand' },
      'It cannot start: PORT must be a whole number from 0 to 65535.',
    ],
    [
      'production without stores',
      { NODE_ENV: 'production' },
      'It cannot start: the embedded stores are not for production; set the database URLs of the three subgraphs, REDIS_URL, OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL.',
    ],
    [
      'some settings of many',
      {
        ...configured(),
        OIDC_ISSUER: '',
        STUDIO_DATABASE_READER_URL: '',
        CONTROL_PLANE_DATABASE_URL: 'mysql://127.0.0.1/control-plane',
      },
      'It cannot start: these settings are missing: OIDC_ISSUER, STUDIO_DATABASE_READER_URL; ' +
        'CONTROL_PLANE_DATABASE_URL must be a URL of postgres: or postgresql:.',
    ],
    [
      'a database that cannot be reached',
      configured(),
      'The control-plane subgraph cannot start: connect ECONNREFUSED 127.0.0.1:1.',
    ],
  ])('says so in one sentence: %s', async (_, settings, sentence) => {
    const refused = start(settings);

    expect(await refused.exited).toBe(1);
    expect(refused.complaint()).toBe(`${sentence}\n`);
    expect(refused.output()).not.toContain('hidden');
    expect(await readdir(dataDirectory)).toEqual([]);
  });

  it('stops what it has started already', async () => {
    const refused = start({ REDIS_URL: 'redis://127.0.0.1:1' });
    const [, place = ''] = await refused.waitFor(/PostgreSQL keeps its data in (\S+)\n/);

    expect(await refused.exited).toBe(1);
    expect(refused.complaint()).toBe(
      'Redis at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1\n',
    );
    expect(await readdir(join(place, 'cluster'))).not.toContain('postmaster.pid');
  });

  it('is left when it is not wanted any more, with nothing running', async () => {
    const unwanted = start({});
    const [, place = ''] = await unwanted.waitFor(/PostgreSQL keeps its data in (\S+)\n/);
    await unwanted.kill('SIGINT');

    expect(await unwanted.exited).toBe(0);
    expect(unwanted.output()).not.toContain('open at');
    expect(await readdir(join(place, 'cluster'))).not.toContain('postmaster.pid');
  });
});
