import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domains, type Subgraphs } from '../../factory.ts';
import { localPort } from '../../gateway/fetch/local.ts';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import { readDocument } from '../../schema/compose.ts';
import type { Context } from '../../subgraphs/kernel/context.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import { createSubgraph } from '../../subgraphs/kernel/subgraph.ts';
import type { Client } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createFetchCounter } from '../support/fetch-counter.ts';
import { claimReview, createProject, openIncident, requestReview } from '../support/operations.ts';

const counter = createFetchCounter();
const lengths = [1, 5, 20];
const longest = Math.max(...lengths);

let factory: TestFactory;
let ben: Client;
const reviewIds: string[] = [];
/** Whether a subgraph answers that reads one project's incidents at a time. */
let isPlanted = false;

beforeAll(async () => {
  factory = await openTestFactory({ onStatement: counter.onStatement, portsOf });
  const ada = await factory.as('acme', 'ada');
  const service = await factory.as('acme', 'factory');
  ben = await factory.as('acme', 'ben');
  for (let count = 0; count < longest; count += 1) {
    const projectId = await createProject(ada);
    await openIncident(service, projectId);
    reviewIds.push((await requestReview(count % 2 ? service : ada, projectId)).id);
  }
});
afterAll(() => factory?.stop());

function portsOf(subgraphs: Subgraphs): ReadonlyMap<string, SubgraphPort> {
  const ports = new Map([...subgraphs.ports].map(([name, port]) => [name, counter.watch(port)]));
  const [honest, planted] = [ports.get('observability'), counter.watch(plant(subgraphs))];
  if (!honest) throw new Error('The factory has no observability.');
  return ports.set('observability', {
    ...honest,
    prepare(fetch) {
      const [ours, theirs] = [honest.prepare(fetch), planted.prepare(fetch)];
      return (variables, caller) => (isPlanted ? theirs : ours)(variables, caller);
    },
  });
}

/** The observability subgraph with a resolver as nobody should write it. */
function plant({ runtimes }: Subgraphs): SubgraphPort {
  const runtime = runtimes.get('observability');
  if (!runtime) throw new Error('The factory has no observability.');
  const onePerProject = {
    Project: {
      async openIncidents({ id }: { id: string }, _: unknown, context: Context) {
        const { rows } = await context.read(({ db }) =>
          db.execute(sql`select * from incidents.incidents where project_id = ${id}`),
        );
        return { nodes: rows };
      },
    },
  };
  const { observability } = domains;
  const subgraph = createSubgraph(
    { ...observability, resolvers: [...observability.resolvers, onePerProject] },
    readDocument('observability'),
    runtime.services,
    openLog('test', 'silent'),
  );
  return localPort(subgraph, async () => true);
}

/** What a query costs at each length of the list. */
async function costs(query: string): Promise<string[][]> {
  const found: string[][] = [];
  for (const first of lengths) {
    counter.take();
    const [list] = Object.values(await ben.data(query, { first })) as { nodes: object[] }[];
    expect(list?.nodes).toHaveLength(first);
    found.push(counter.take());
  }
  return found;
}

const queue = `query ($first: Int) {
  reviewQueue(first: $first) {
    nodes {
      project { name openIncidents { nodes { title } } }
      raisedBy { displayName }
      decisions { decision }
    }
  }
}`;

describe('the federated review queue', () => {
  it('costs the same fetches and statements, however long the list', async () => {
    const one = ['control-plane 1', 'control-plane 1', 'observability 1', 'studio 2'];

    expect(await costs(queue)).toEqual([one, one, one]);
  });

  it('would be seen to cost more with every row, if a resolver read row by row', async () => {
    isPlanted = true;
    const seen = await costs(queue).finally(() => {
      isPlanted = false;
    });

    const observability = seen.flat().filter((cost) => cost.startsWith('observability'));
    expect(observability).toEqual(lengths.map((length) => `observability ${length}`));
  });
});

describe('the projects of a tenant with their queues', () => {
  it('cost the same fetches and statements, however many they are', async () => {
    const query = `query ($first: Int) {
      projects(first: $first) { nodes { name reviewQueue(first: 3) { nodes { id } liveCursor } } }
    }`;
    const one = ['control-plane 1', 'studio 2'];

    expect(await costs(query)).toEqual([one, one, one]);
  });
});

describe('claiming a review', () => {
  it('costs the same statements, however many reviews there are', async () => {
    const found: string[][] = [];
    for (const length of lengths) {
      counter.take();
      await claimReview(ben, reviewIds[length - 1] ?? '');
      found.push(counter.take());
    }

    const one = ['studio 4'];
    expect(found).toEqual([one, one, one]);
  });
});

describe('an event of the live queue', () => {
  it('costs the same fetches and statements each time', async () => {
    const { reviewQueue } = await ben.data('{ reviewQueue(first: 1) { liveCursor } }');
    const updates = ben.subscribe(
      `subscription ($after: String) {
        reviewQueueUpdated(after: $after) {
          reviewRequest { project { name openIncidents { nodes { title } } } raisedBy { displayName } }
        }
      }`,
      { after: reviewQueue.liveCursor },
    );
    const [opening = '', ...others] = reviewIds.slice(1, 4);
    // The first one also costs what it takes to begin: a look at the log.
    await claimReview(ben, opening);
    await updates.next();
    const found: string[][] = [];
    for (const reviewId of others) {
      counter.take();
      await claimReview(ben, reviewId);
      await updates.next();
      found.push(counter.take());
    }
    updates.stop();

    const claiming = 'studio 4';
    const one = ['control-plane 1', 'control-plane 1', 'observability 1', 'studio 1', claiming];
    expect(found).toEqual([one, one]);
  });
});
