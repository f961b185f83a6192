import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import {
  approveReview,
  claimReview,
  createProject,
  openIncident,
  requestReview,
} from '../support/operations.ts';

let factory: TestFactory;
let ada: Client;
let ben: Client;
let service: Client;
let eve: Client;

beforeAll(async () => {
  factory = await openTestFactory();
  ada = await factory.as('acme', 'ada');
  ben = await factory.as('acme', 'ben');
  service = await factory.as('acme', 'factory');
  eve = await factory.as('globex', 'eve');
});
afterAll(() => factory?.stop());

const queue = `query ($projectId: ID) {
  reviewQueue(filter: { projectId: $projectId }) {
    nodes {
      id status priority
      project { id name tenant { id } openIncidents { nodes { title } } }
      raisedBy { displayName }
      approvalRequest { id }
      trace { id }
      incidents { nodes { title } }
    }
    pageInfo { hasNextPage }
    liveCursor
  }
}`;

describe('the review queue', () => {
  it('joins reviews, projects, people and incidents of three subgraphs', async () => {
    const projectId = await createProject(ada, 'Reservations');
    const review = await requestReview(service, projectId, { priority: 'HIGH' });
    await openIncident(service, projectId, 'Queue is slow');

    const { reviewQueue } = await ben.data(queue, { projectId });

    expect(reviewQueue.nodes).toEqual([
      {
        id: review.id,
        status: 'PENDING',
        priority: 'HIGH',
        project: {
          id: projectId,
          name: 'Reservations',
          tenant: { id: 'acme' },
          openIncidents: { nodes: [{ title: 'Queue is slow' }] },
        },
        raisedBy: { displayName: 'The factory of Acme' },
        approvalRequest: null,
        trace: null,
        incidents: { nodes: [{ title: 'Queue is slow' }] },
      },
    ]);
    expect(reviewQueue.liveCursor).toEqual(expect.any(String));
  });

  it('shows one tenant nothing of another', async () => {
    const projectId = await createProject(ada);
    const review = await requestReview(service, projectId);

    const seen = await eve.data(
      `query ($id: ID!, $projectId: ID!) {
        reviewRequest(id: $id) { id }
        project(id: $projectId) { id }
        reviewQueue(filter: { projectId: $projectId }) { nodes { id } }
      }`,
      { id: review.id, projectId },
    );

    expect(seen).toEqual({ reviewRequest: null, project: null, reviewQueue: { nodes: [] } });
    expect((await claimReview(eve, review.id)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  it('lists by urgency, page by page, each review once', async () => {
    const projectId = await createProject(ada);
    const priorities = ['LOW', 'CRITICAL', 'NORMAL', 'HIGH', 'CRITICAL', 'LOW', 'NORMAL'];
    for (const [index, priority] of priorities.entries()) {
      await requestReview(service, projectId, { priority, subjectId: `artifact-${index}` });
    }
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: {
        reviewQueue: {
          nodes: { priority: string }[];
          pageInfo: { endCursor: string; hasNextPage: boolean };
        };
      } = await ben.data(
        `query ($projectId: ID, $after: String) {
          reviewQueue(filter: { projectId: $projectId }, first: 2, after: $after) {
            nodes { priority } pageInfo { endCursor hasNextPage }
          }
        }`,
        { projectId, after },
      );
      seen.push(...page.reviewQueue.nodes.map(({ priority }) => priority));
      after = page.reviewQueue.pageInfo.hasNextPage ? page.reviewQueue.pageInfo.endCursor : null;
    } while (after !== null);

    expect(seen).toEqual(['CRITICAL', 'CRITICAL', 'HIGH', 'NORMAL', 'NORMAL', 'LOW', 'LOW']);
  });

  it('refuses a cursor of another tenant', async () => {
    const projectId = await createProject(ada);
    await requestReview(service, projectId);
    const { reviewQueue } = await ben.data('{ reviewQueue(first: 1) { pageInfo { endCursor } } }');

    const { errors } = await eve.ask(
      'query ($after: String) { reviewQueue(after: $after) { nodes { id } } }',
      {
        after: reviewQueue.pageInfo.endCursor,
      },
    );

    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('a live review queue', () => {
  const live = `subscription ($projectId: ID, $after: String) {
    reviewQueueUpdated(projectId: $projectId, after: $after) {
      event cursor occurredAt
      reviewRequest { id status project { name } }
    }
  }`;

  it('delivers each event with the fields of other subgraphs, in order', async () => {
    const projectId = await createProject(ada, 'Live');
    const { reviewQueue } = await ben.data(queue, { projectId });
    const updates = ben.subscribe(live, { projectId, after: reviewQueue.liveCursor });

    const review = await requestReview(service, projectId);
    await claimReview(ben, review.id);
    await approveReview(ben, review.id);

    const events = [await updates.next(), await updates.next(), await updates.next()];
    updates.stop();
    expect(events.map(({ data }) => data.reviewQueueUpdated.event)).toEqual([
      'REVIEW_REQUESTED',
      'REVIEW_CLAIMED',
      'REVIEW_APPROVED',
    ]);
    expect(events.at(-1)?.data.reviewQueueUpdated.reviewRequest).toEqual({
      id: review.id,
      status: 'APPROVED',
      project: { name: 'Live' },
    });
  });

  it('resumes after a cursor without a gap', async () => {
    const projectId = await createProject(ada);
    const { reviewQueue } = await ben.data(queue, { projectId });
    const first = ben.subscribe(live, { projectId, after: reviewQueue.liveCursor });
    const review = await requestReview(service, projectId);
    const seen = await first.next();
    first.stop();
    await claimReview(ben, review.id);
    await approveReview(ben, review.id);

    const after = seen.data.reviewQueueUpdated.cursor;
    const resumed = ben.subscribe(live, { projectId, after });

    const events = [await resumed.next(), await resumed.next()];
    resumed.stop();
    expect(events.map(({ data }) => data.reviewQueueUpdated.event)).toEqual([
      'REVIEW_CLAIMED',
      'REVIEW_APPROVED',
    ]);
  });

  it('delivers nothing of another tenant', async () => {
    const acmeProject = await createProject(ada);
    const globexProject = await createProject(eve);
    const plant = await factory.as('globex', 'plant');
    const updates = eve.subscribe(live, {
      after: (await eve.data(queue)).reviewQueue.liveCursor,
    });

    for (let count = 0; count < 20; count += 1) await requestReview(service, acmeProject);
    const own = await requestReview(plant, globexProject);

    const first = await updates.next();
    updates.stop();
    expect(first.data.reviewQueueUpdated.reviewRequest.id).toBe(own.id);
  });
});

describe('claiming at once', () => {
  it('has one winner among a hundred', async () => {
    const projectId = await createProject(ada);
    const review = await requestReview(service, projectId);

    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => claimReview(index % 2 ? ada : ben, review.id)),
    );

    const winners = answers.filter(({ userErrors }) => userErrors.length === 0);
    const codes = new Set(
      answers.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code)),
    );
    expect(winners).toHaveLength(1);
    expect([...codes]).toEqual(['ILLEGAL_TRANSITION']);
    const { reviewRequest } = await ben.data(
      'query ($id: ID!) { reviewRequest(id: $id) { status version } }',
      { id: review.id },
    );
    // Raised once and claimed once: nobody has claimed it over the first one.
    expect(reviewRequest).toEqual({ status: 'IN_REVIEW', version: 2 });
  });
});
