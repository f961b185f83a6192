import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, openClient } from '../support/client.ts';
import { createProject, requestReview } from '../support/operations.ts';
import { follow, type TestProcess } from '../support/process.ts';

/** A factory that was started as a newcomer starts it, and how long that took. */
export interface Started {
  readonly npm: TestProcess;
  readonly url: string;
  /** Where PostgreSQL keeps its data. */
  readonly place: string;
  /** From typing until the program was loaded and turned to PostgreSQL. */
  readonly loadedMs: number;
  /** From typing until it said that it is open. */
  readonly openMs: number;
}

/** As typed in a terminal: npm and all that it starts are one group of processes. */
export async function start(dataDirectory: string): Promise<Started> {
  const typedAt = performance.now();
  const child = spawn('npm', ['start'], {
    env: { ...process.env, DATA_DIR: dataDirectory, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const npm = follow(child);
  await npm.waitFor(/Starting PostgreSQL\n/);
  const loadedMs = performance.now() - typedAt;
  const [, url = ''] = await npm.waitFor(/The factory is open at (http:\S+)\/graphiql\n/);
  const openMs = performance.now() - typedAt;
  const [, place = ''] = await npm.waitFor(/PostgreSQL keeps its data in (\S+)\n/);
  return { npm, url, place, loadedMs, openMs };
}

/** Ctrl-C, as the terminal sends it: to the whole group. */
export async function interrupt({ npm }: Started): Promise<void> {
  process.kill(-Number(npm.child.pid), 'SIGINT');
  await npm.exited;
}

/** kill -9 of npm and all that it started; PostgreSQL, a group of its own, goes on. */
export async function crash({ npm }: Started): Promise<void> {
  process.kill(-Number(npm.child.pid), 'SIGKILL');
  await npm.exited;
}

export async function crashWithPostgres(started: Started): Promise<void> {
  await crash(started);
  const file = await readFile(join(started.place, 'cluster', 'postmaster.pid'), 'utf8');
  process.kill(Number(file.split('\n')[0]), 'SIGKILL');
}

/** What a factory has acknowledged, and must hold after a crash. */
export interface Acknowledged {
  readonly projectId: string;
  readonly reviews: number;
}

/** Commits reviews one after the other, so that a crash leaves something to recover. */
export async function work({ url }: Started): Promise<Acknowledged> {
  const ada = await signIn(url);
  const projectId = await createProject(ada);
  const reviews = 200;
  for (let count = 0; count < reviews; count += 1) {
    await requestReview(ada, projectId, { subjectId: `artifact-${count}` });
  }
  await ada.close();
  return { projectId, reviews };
}

/** @throws Error when a review is missing, or there twice. */
export async function assertNothingLost(
  { url }: Started,
  { projectId, reviews }: Acknowledged,
): Promise<void> {
  const ada = await signIn(url);
  const query = `query ($projectId: ID, $after: String) {
    reviewQueue(filter: { projectId: $projectId }, first: 100, after: $after) {
      nodes { id } pageInfo { hasNextPage endCursor }
    }
  }`;
  let found = 0;
  let after: string | null = null;
  do {
    const { reviewQueue } = await ada.data(query, { projectId, after });
    found += reviewQueue.nodes.length;
    after = reviewQueue.pageInfo.hasNextPage ? reviewQueue.pageInfo.endCursor : null;
  } while (after !== null);
  await ada.close();
  if (found !== reviews) throw new Error(`Of ${reviews} reviews, ${found} are there.`);
}

async function signIn(url: string): Promise<Client> {
  const response = await fetch(`${url}/local-issuer/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'acme', user: 'ada' }),
  });
  // What the local issuer answers.
  const { token } = (await response.json()) as { token: string };
  return openClient(url, token);
}
