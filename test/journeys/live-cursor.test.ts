import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client, Subscription } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, requestReview } from '../support/operations.ts';

// A page reads a list and then follows it. Whatever is committed meanwhile is in the list or comes as an event.

let factory: TestFactory;
let ben: Client;
let service: Client;
let projectId: string;

beforeAll(async () => {
  factory = await openTestFactory();
  ben = await factory.as('acme', 'ben');
  service = await factory.as('acme', 'factory');
  projectId = await createProject(await factory.as('acme', 'ada'));
});
afterAll(() => factory?.stop());

/** The review that was raised last, and from where to follow. */
async function latest(): Promise<{ readonly id: string; readonly liveCursor: string }> {
  const { reviewQueue } = await ben.data(
    `query ($projectId: ID) {
      reviewQueue(
        filter: { projectId: $projectId }, orderBy: { field: CREATED_AT, direction: DESC }, first: 1
      ) { nodes { id } liveCursor }
    }`,
    { projectId },
  );
  return { id: reviewQueue.nodes[0]?.id, liveCursor: reviewQueue.liveCursor };
}

function follow(after: string | null): Subscription {
  return ben.subscribe(
    `subscription ($projectId: ID, $after: String) {
      reviewQueueUpdated(projectId: $projectId, after: $after) { reviewRequest { id } }
    }`,
    { projectId, after },
  );
}

/** Waits until the review is told of; when it never is, the test runs out of time. */
async function told(updates: Subscription, id: string): Promise<void> {
  for (let found = ''; found !== id; ) {
    const { data } = await updates.next();
    found = data.reviewQueueUpdated.reviewRequest.id;
  }
  updates.stop();
}

describe('a list and its subscription', () => {
  it('miss nothing that is committed between the two', async () => {
    for (let round = 0; round < 500; round += 1) {
      const list = await latest();
      const review = await requestReview(service, projectId);

      await told(follow(list.liveCursor), review.id);
    }
  }, 120_000);

  it('miss nothing that is committed at the same moment', async () => {
    const shown = { inTheList: 0, byAnEvent: 0 };
    for (let round = 0; round < 500; round += 1) {
      const [review, list] = await Promise.all([requestReview(service, projectId), latest()]);
      if (list.id === review.id) {
        shown.inTheList += 1;
      } else {
        shown.byAnEvent += 1;
        await told(follow(list.liveCursor), review.id);
      }
    }

    // Without rounds of this kind nothing would have been tried.
    expect(shown.byAnEvent).toBeGreaterThan(0);
  }, 120_000);

  it('would miss it if the cursor were read after the list', async () => {
    const { liveCursor } = await latest();
    const missed = await requestReview(service, projectId);
    // Until it is in the log.
    await told(follow(liveCursor), missed.id);
    const updates = follow((await latest()).liveCursor);
    const later = await requestReview(service, projectId);

    const { data } = await updates.next();
    updates.stop();
    expect(data.reviewQueueUpdated.reviewRequest.id).toBe(later.id);
  });
});
