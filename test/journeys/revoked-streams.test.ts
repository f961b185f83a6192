import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import { eventsChannel } from '../../subgraphs/kernel/events/channel.ts';
import type { Client, Data, Subscription } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, done, requestReview } from '../support/operations.ts';

// Nothing that is committed after somebody's access was withdrawn reaches him, however soon it is committed, and
// whether messages tell of the withdrawal or are lost.

const live = `subscription ($after: String) {
  reviewQueueUpdated(after: $after) { reviewRequest { id } }
}`;

/** Follows the queue from this moment on. */
async function follow(client: Client): Promise<Subscription> {
  const { reviewQueue } = await client.data('{ reviewQueue(first: 1) { liveCursor } }');
  return client.subscribe(live, { after: reviewQueue.liveCursor });
}

const reviewIn = ({ data }: { readonly data?: Data }): string =>
  data.reviewQueueUpdated.reviewRequest.id;

/** A store that tells nobody what the Control Plane has done. */
function silentAboutAccess(): Ephemeral {
  const store = memoryEphemeral({ onError: () => {} });
  return {
    ...store,
    publish(channel, message) {
      if (channel !== eventsChannel('control-plane')) store.publish(channel, message);
    },
  };
}

describe.each([
  ['whose messages arrive', 5, () => memoryEphemeral({ onError: () => {} })],
  // Access that is given back is seen only when what is kept of it is old.
  ['whose messages about access are lost', 1, silentAboutAccess],
])('in a factory %s, somebody', (_, rounds, openEphemeral) => {
  let factory: TestFactory;
  let ephemeral: Ephemeral;
  let ada: Client;
  let service: Client;
  let projectId: string;
  beforeAll(async () => {
    ephemeral = openEphemeral();
    factory = await openTestFactory({ ephemeral });
    ada = await factory.as('acme', 'ada');
    service = await factory.as('acme', 'factory');
    projectId = await createProject(ada);
  });
  afterAll(async () => {
    await factory?.stop();
    await ephemeral?.stop();
  });

  /** Withdraws while two follow, and commits more at once: only one of them sees it. */
  async function expectCutOff(reader: Client, withdraw: () => Promise<unknown>): Promise<void> {
    const [own, others] = [await follow(reader), await follow(ada)];
    const before = await requestReview(service, projectId);
    expect(reviewIn(await own.next())).toBe(before.id);
    expect(reviewIn(await others.next())).toBe(before.id);

    await withdraw();
    const later = await Promise.all([1, 2, 3].map(() => requestReview(service, projectId)));

    // Somebody whose access goes on gets them all, so they have come by.
    const seen = [await others.next(), await others.next(), await others.next()].map(reviewIn);
    expect(seen.toSorted()).toEqual(later.map(({ id }) => id).toSorted());
    expect(await own.ended).toMatchObject({ code: 4403 });
    await expect(own.next()).rejects.toThrow('The subscription ended.');
    others.stop();
  }

  it('who has lost a role gets nothing that is committed later', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const ben = await factory.as('acme', 'ben');
      const { viewer } = await ben.data('{ viewer { id } }');
      const role = { userId: viewer.id, role: 'REVIEWER' };
      await expectCutOff(ben, () => done(ada, 'revokeRole', role, 'user { id }'));
      await done(ada, 'assignRole', role, 'user { id }');
    }
  });

  it('who was disabled gets nothing that is committed later', async () => {
    const olga = await factory.as('acme', 'olga');
    const { viewer } = await olga.data('{ viewer { id } }');

    await expectCutOff(olga, () =>
      done(ada, 'disableUser', { userId: viewer.id }, 'user { status }'),
    );
  });
});
