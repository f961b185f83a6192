import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { purposes, withClient } from '../../db/roles.ts';
import { runFile } from '../support/process.ts';

// What an operator does before the first start in production, by docs/databases.md.

/** In the place of `control_plane`: other tests use the same cluster. */
const name = `control_plane_${randomUUID().slice(0, 8)}`;
const superuserUrl = () => inject('superuserUrl');

beforeAll(async () => {
  const page = readFileSync('docs/databases.md', 'utf8');
  const [, groups = '', database = ''] = page.split('```sql\n').map((part) => part.split('```')[0]);
  // The groups are there, for all tests.
  expect([...groups.matchAll(/factory_(\w+)/g)].map(([, purpose]) => purpose).sort()).toEqual(
    [...purposes].sort(),
  );
  await withClient(superuserUrl(), async (superuser) => {
    for (const statement of database.replaceAll('studio', name).split(';\n')) {
      if (statement !== '') await superuser.query(statement);
    }
  });
});
afterAll(() =>
  withClient(superuserUrl(), async (superuser) => {
    await superuser.query(`drop database ${name} with (force)`);
    for (const purpose of purposes) await superuser.query(`drop role ${name}_${purpose}`);
  }),
);

function urlOf(purpose: (typeof purposes)[number]): string {
  const url = new URL(superuserUrl());
  url.pathname = `/${name}`;
  url.username = `${name}_${purpose}`;
  url.password = 'secret';
  return url.href;
}

/** What a command printed, and how it ended. */
async function run(file: string, ...args: readonly string[]) {
  const command = runFile(file, args, {
    CONTROL_PLANE_DATABASE_URL: urlOf('app'),
    CONTROL_PLANE_DATABASE_SEQUENCER_URL: urlOf('sequencer'),
    CONTROL_PLANE_DATABASE_READER_URL: urlOf('reader'),
    CONTROL_PLANE_DATABASE_JOBS_URL: urlOf('jobs'),
    CONTROL_PLANE_DATABASE_OWNER_URL: urlOf('owner'),
  });
  const code = await command.exited;
  return { code, said: command.output().trim() };
}

describe('npm run db:migrate', () => {
  const migrate = () => run('subgraphs/migrate.ts', 'control-plane');

  it('makes the tables with no more rights than the owner has, and nothing the second time', async () => {
    expect(await migrate()).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^control-plane: kernel\/0000_kernel\.sql, control-plane\/0000_/),
    });
    expect(await migrate()).toEqual({ code: 0, said: 'control-plane: up to date' });
  });
});

describe('npm run bootstrap', () => {
  const bootstrap = (tenant: string) =>
    run(
      'subgraphs/control-plane/bootstrap.ts',
      ...['--tenant', tenant, '--admin-email', `root@${tenant}.example`],
    );

  it('makes the first tenant and invites its administrator, once, though several come at once', async () => {
    const names = ['initech', 'vandelay', 'umbrella'];
    const answers = await Promise.all(names.map(bootstrap));

    const first = names[answers.findIndex(({ code }) => code === 0)];
    const refused = { code: 1, said: 'There is a tenant already; invite users instead.' };
    expect(answers).toContainEqual({
      code: 0,
      said: `The tenant ${first} is active; root@${first}.example is invited and accepts by signing in.`,
    });
    expect(answers.filter(({ code }) => code === 1)).toEqual([refused, refused]);
    expect(await bootstrap('later')).toEqual(refused);
    expect(await tenants()).toEqual([{ id: first, status: 'ACTIVE' }]);
  });

  const tenants = () => {
    const url = new URL(superuserUrl());
    url.pathname = `/${name}`;
    return withClient(url.href, async (superuser) => {
      const { rows } = await superuser.query('select id, status from tenancy.tenants');
      return rows;
    });
  };
});
