import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import { openClient } from '../support/client.ts';
import { runFile, type TestProcess } from '../support/process.ts';

let dataDirectory: string;
let factory: TestProcess;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'factory-half-'));
  // Under root the server has a user of its own, who must be able to pass through.
  await chmod(dataDirectory, 0o711);
});
afterAll(async () => {
  await factory?.kill('SIGINT');
  await rm(dataDirectory, { recursive: true, force: true });
});

const start = () => runFile('start.ts', [], { DATA_DIR: dataDirectory, PORT: '0' });

it('a start that is killed while it seeds leaves nothing that hinders the next one', async () => {
  factory = start();
  const [, place = ''] = await factory.waitFor(/PostgreSQL keeps its data in (\S+)\n/);
  await factory.waitFor(/Seeding the demo/);
  await halfOfTheStory(place);
  await factory.kill('SIGKILL');
  expect(existsSync(join(place, 'seeded'))).toBe(false);

  factory = start();
  const [, url = ''] = await factory.waitFor(/The factory is open at (http:\S+)\/graphiql\n/);

  const ada = openClient(url, await tokenOf('ada'));
  const query =
    '{ projects(orderBy: { field: NAME, direction: ASC }) { nodes { slug } } traces { nodes { traceId } } }';
  const { projects, traces } = await ada.data(query);
  const slugs = projects.nodes.map(({ slug }: { slug: string }) => slug);
  expect(slugs).toEqual(['booking', 'gift-cards', 'loyalty']);
  expect(traces.nodes).toHaveLength(3);
  expect(existsSync(join(place, 'seeded'))).toBe(true);
  await ada.close();
}, 120_000);

/** Looks into the database as its superuser until some of the story has been committed. */
async function halfOfTheStory(place: string): Promise<void> {
  const password = (await readFile(join(place, 'cluster', 'superuser-password'), 'utf8')).trim();
  const lines = (await readFile(join(place, 'cluster', 'postmaster.pid'), 'utf8')).split('\n');
  const url = `postgres://postgres:${password}@127.0.0.1:${lines[3]}/studio`;
  await withClient(url, async (client) => {
    for (let reviews = 0; reviews < 5; ) {
      const { rows } = await client.query('select count(*)::int from reviews.review_requests');
      reviews = rows[0].count;
    }
  });
}

async function tokenOf(user: string): Promise<string> {
  const args = ['--tenant', 'acme', '--user', user];
  const command = runFile('gateway/identity/token.ts', args, { DATA_DIR: dataDirectory });
  await command.exited;
  return command.output().trim();
}
