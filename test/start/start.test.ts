import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCast } from '../../gateway/identity/demo-cast.ts';
import { openClient } from '../support/client.ts';
import { createProject, done, requestReview } from '../support/operations.ts';
import { runFile, type TestProcess } from '../support/process.ts';

// `npm start` as a newcomer has it: one process, one directory, no settings. The tests follow one another as the
// days of an installation do.

let dataDirectory: string;
let factory: TestProcess;
let url: string;
/** A server that runs keeps this file, and takes it away when it ends in good order. */
let postmasterFile: string;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'factory-start-'));
  // Under root the server has a user of its own, who must be able to pass through.
  await chmod(dataDirectory, 0o711);
  await open();
});
afterAll(async () => {
  await factory?.kill('SIGINT');
  await rm(dataDirectory, { recursive: true, force: true });
});

function start(settings: Record<string, string> = {}): TestProcess {
  return runFile('start.ts', [], { DATA_DIR: dataDirectory, PORT: '0', ...settings });
}

async function open(): Promise<void> {
  factory = start();
  [, url = ''] = await factory.waitFor(/The factory is open at (http:\S+)\/graphiql\n/);
  await factory.waitFor(/Ctrl-C stops everything/);
  const [, place = ''] = await factory.waitFor(/PostgreSQL keeps its data in (\S+)\n/);
  postmasterFile = join(place, 'cluster', 'postmaster.pid');
}

/** What `npm run --silent token -- --tenant acme --user ada` prints. */
async function printedToken(user: string): Promise<string> {
  const args = ['--tenant', 'acme', '--user', user];
  const command = runFile('gateway/identity/token.ts', args, { DATA_DIR: dataDirectory });
  expect(await command.exited).toBe(0);
  expect(command.complaint()).toBe('');
  return command.output();
}

const as = async (user: string) => openClient(url, (await printedToken(user)).trim());

describe('the first start', () => {
  it('seeds the demo and says where to go and whom to sign in as', () => {
    expect(factory.output()).toContain('Seeding the demo tenants acme and globex');
    for (const { user, roles } of demoCast) {
      expect(factory.output()).toMatch(new RegExp(`${user} +${roles.join(', ')}\n`));
    }
    expect(factory.complaint()).toBe('');
  });

  it('serves whoever comes with a token, which is printed as one line and nothing else', async () => {
    const token = await printedToken('ada');
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);

    const { reviewQueue } = await openClient(url, token.trim()).data(
      '{ reviewQueue { nodes { project { name openIncidents { nodes { title } } } } } }',
    );

    expect(reviewQueue.nodes.length).toBeGreaterThan(3);
    expect(JSON.stringify(reviewQueue)).toContain('"title"');
    expect((await fetch(`${url}/graphiql`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});

describe('a second start meanwhile', () => {
  it('is refused on the same data, which the first goes on with', async () => {
    const second = start();

    expect(await second.exited).toBe(1);
    expect(second.complaint()).toMatch(
      /^The data directory \S+ is in use by another process \(\d+\)\.\n$/,
    );
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('is refused on the same port before it has started anything', async () => {
    const port = new URL(url).port;
    const other = join(dataDirectory, 'other');
    const second = start({ DATA_DIR: other, PORT: port });

    expect(await second.exited).toBe(1);
    expect(second.output()).toBe(`The port ${port} is taken; choose another with PORT.\n`);
    expect(existsSync(other)).toBe(false);
  });
});

describe('Ctrl-C', () => {
  it('stops everything, and the next start goes on with the data', async () => {
    const ada = await as('ada');
    const project = await createProject(ada, 'Kept');
    const review = await requestReview(ada, project);
    expect(existsSync(postmasterFile)).toBe(true);

    await factory.kill('SIGINT');

    expect(await factory.exited).toBe(0);
    expect(existsSync(postmasterFile)).toBe(false);
    expect(factory.output()).toMatch(/\nStopping\n$/);
    await open();
    expect(factory.output()).not.toContain('Seeding');
    const { reviewRequest } = await (await as('ada')).data(
      'query ($id: ID!) { reviewRequest(id: $id) { project { name } } }',
      { id: review.id },
    );
    expect(reviewRequest).toEqual({ project: { name: 'Kept' } });
  });
});

describe('kill -9', () => {
  it('loses nothing that was acknowledged and doubles nothing that is repeated', async () => {
    const ada = await as('ada');
    const projectId = await createProject(ada, 'Killed');
    const inputs = Array.from({ length: 80 }, (_, index) => ({
      projectId,
      subjectType: 'ARTIFACT',
      subjectId: `artifact-${index}`,
      idempotencyKey: `key-${index}`,
    }));
    const acknowledged = new Map<string, string>();
    const answers = inputs.map(async (input) => {
      const { reviewRequest } = await done(ada, 'requestReview', input, 'reviewRequest { id }');
      acknowledged.set(input.subjectId, reviewRequest.id);
      // In the midst of the others.
      if (acknowledged.size === 30) factory.child.kill('SIGKILL');
    });
    await Promise.allSettled(answers);
    await factory.exited;
    expect(acknowledged.size).toBeGreaterThanOrEqual(30);
    expect(acknowledged.size).toBeLessThan(inputs.length);
    await open();

    const later = await as('ada');
    const repeated = new Map<string, string>();
    await Promise.all(
      inputs.map(async (input) => {
        const { reviewRequest } = await done(later, 'requestReview', input, 'reviewRequest { id }');
        repeated.set(input.subjectId, reviewRequest.id);
      }),
    );

    const lost = [...acknowledged].filter(([subjectId, id]) => repeated.get(subjectId) !== id);
    expect(lost).toEqual([]);
    const { reviewQueue } = await later.data(
      `query ($projectId: ID) {
        reviewQueue(filter: { projectId: $projectId }, first: 100) { nodes { id } }
      }`,
      { projectId },
    );
    const ids = reviewQueue.nodes.map(({ id }: { id: string }) => id);
    expect(new Set(ids)).toEqual(new Set(repeated.values()));
    expect(ids).toHaveLength(inputs.length);
  }, 60_000);
});
