import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import type { Client, Data } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, requestReview } from '../support/operations.ts';

// A client that comes back: behind the last cursor it has, until that is older than what is kept.

let factory: TestFactory;
let ada: Client;
let projectId: string;
beforeAll(async () => {
  factory = await openTestFactory();
  ada = await factory.as('acme', 'ada');
  projectId = await createProject(ada);
});
afterAll(() => factory?.stop());

const live = `subscription ($after: String) {
  reviewQueueUpdated(after: $after) { cursor reviewRequest { id } }
}`;

async function requested(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.push((await requestReview(ada, projectId)).id);
  }
  return ids;
}

const updateIn = ({ data }: { readonly data?: Data }) => data.reviewQueueUpdated;

describe('a client that was away', () => {
  it('gets what it missed, in order and once, however much that was', async () => {
    const first = ada.subscribe(live);
    // What is asked for by HTTP may overtake what is asked for by a socket.
    await expect.poll(async () => upstreams()).toBe(1);
    const before = await requested(1);
    const { cursor, reviewRequest } = updateIn(await first.next());
    expect(reviewRequest.id).toBe(before[0]);
    first.stop();
    const missed = await requested(25);

    const resumed = ada.subscribe(live, { after: cursor });
    for (const id of missed) expect(updateIn(await resumed.next()).reviewRequest.id).toBe(id);
    const [next] = await requested(1);
    expect(updateIn(await resumed.next()).reviewRequest.id).toBe(next);
    resumed.stop();
  });

  it('may come back by another transport', async () => {
    const { reviewQueue } = await ada.data('{ reviewQueue(first: 1) { liveCursor } }');
    const missed = await requested(2);
    const token = await factory.token('acme', 'ada');
    const events = createClient({
      url: `${factory.gateway.url}/graphql`,
      headers: { authorization: `Bearer ${token}`, 'last-event-id': reviewQueue.liveCursor },
    });
    const seen: string[] = [];
    for await (const each of events.iterate<Data>({ query: live })) {
      seen.push(updateIn(each).reviewRequest.id);
      if (seen.length === missed.length) break;
    }

    expect(seen).toEqual(missed);
  });

  it('is told RESUME_TOO_OLD where that is not kept any more, and begins again', async () => {
    const { reviewQueue } = await ada.data('{ reviewQueue(first: 1) { liveCursor } }');
    await requested(3);
    await forgetAllButTheLast();

    const tooLate = ada.subscribe(live, { after: reviewQueue.liveCursor });
    expect(await tooLate.next()).toMatchObject({
      errors: [
        {
          message: 'The events since then are no longer kept; begin again with a query.',
          extensions: { code: 'RESUME_TOO_OLD' },
        },
      ],
    });
    expect(await tooLate.ended).toBeUndefined();

    const fresh = await ada.data('{ reviewQueue(first: 1) { liveCursor } }');
    const again = ada.subscribe(live, { after: fresh.reviewQueue.liveCursor });
    const [id] = await requested(1);
    expect(updateIn(await again.next()).reviewRequest.id).toBe(id);
    again.stop();
  });
});

/** What an archive of old partitions leaves. */
async function forgetAllButTheLast(): Promise<void> {
  const forget = `set session_replication_role = replica;
    delete from kernel.event_log where position < (select position from kernel.log_head)`;
  await withClient(factory.superuserUrl('studio'), (client) => client.query(forget));
}

async function upstreams(): Promise<number> {
  const page = await (await fetch(`${factory.gateway.url}/metrics`)).text();
  return Number(/^gateway_upstreams (\d+)$/m.exec(page)?.[1]);
}
