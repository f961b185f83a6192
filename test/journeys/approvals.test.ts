import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import type { Client, Data } from '../support/client.ts';
import { type CloneSet, cloneDatabases } from '../support/clones.ts';
import { eventIn, eventsAbout } from '../support/event-logs.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { claimReview, createProject, done, mutate } from '../support/operations.ts';

let databases: CloneSet;
let factory: TestFactory;
let ada: Client;
let service: Client;

beforeAll(async () => {
  databases = await cloneDatabases(inject('superuserUrl'));
  await open();
});
afterAll(async () => {
  await factory?.stop();
  await databases?.drop();
});

async function open(): Promise<void> {
  factory = await openTestFactory({ databases });
  ada = await factory.as('acme', 'ada');
  service = await factory.as('acme', 'factory');
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const correlationId = 'wf-7781';

/** Requested by the factory of Acme, decided in a review unless said otherwise. */
async function requestApproval(more: object = {}, by = service): Promise<string> {
  const input = {
    projectId: await createProject(ada),
    subjectType: 'ARTIFACT',
    subjectId: 'art-openapi-12',
    action: 'artifact:publish',
    ...more,
  };
  const { approvalRequest } = await done(by, 'requestApproval', input, 'approvalRequest { id }');
  return approvalRequest.id;
}

/** The review of an approval, once it is raised and the approval knows it. */
async function reviewOf(approvalRequestId: string): Promise<string> {
  const { payload } = await eventIn(factory, {
    subgraph: 'control-plane',
    type: 'ApprovalReviewRaised',
    is: ({ aggregateId }) => aggregateId === approvalRequestId,
  });
  return `${payload['reviewRequestId']}`;
}

async function settled(approvalRequestId: string, as: 'Granted' | 'Rejected'): Promise<Data> {
  await eventIn(factory, {
    subgraph: 'control-plane',
    type: `Approval${as}`,
    is: ({ aggregateId }) => aggregateId === approvalRequestId,
  });
  return approval(approvalRequestId);
}

async function approval(id: string): Promise<Data> {
  const { approvalRequest } = await ada.data(
    `query ($id: ID!) {
      approvalRequest(id: $id) {
        status version overrideNoted decisions { approverUserId outcome } reviewRequest { id status }
      }
    }`,
    { id },
  );
  return approvalRequest;
}

async function decide(mutation: string, reviewRequestId: string, more: object = {}) {
  return done(ada, mutation, { reviewRequestId, ...more }, 'reviewRequest { id }');
}

/** A review that ada has claimed, and the approval that it decides. */
async function claimed(): Promise<{ approvalRequestId: string; reviewRequestId: string }> {
  const approvalRequestId = await requestApproval();
  const reviewRequestId = await reviewOf(approvalRequestId);
  expect((await claimReview(ada, reviewRequestId)).userErrors).toEqual([]);
  return { approvalRequestId, reviewRequestId };
}

/** Sends a consumer back to the start of the log it reads: everything is delivered to it again. */
async function deliverAgain(subgraph: 'control-plane' | 'studio', consumer: string): Promise<void> {
  await withClient(databases.superuserUrl(subgraph), (client) =>
    client.query('update kernel.checkpoint set position = 0, event_id = null where consumer = $1', [
      consumer,
    ]),
  );
}

async function parked(subgraph: 'control-plane' | 'studio'): Promise<unknown[]> {
  return withClient(databases.superuserUrl(subgraph), async (client) => {
    return (await client.query('select consumer, error from kernel.parked')).rows;
  });
}

describe('requesting an approval', () => {
  it('raises a review in the same trace and correlation, caused by the event', async () => {
    const approvalRequestId = await requestApproval({ traceId, correlationId, priority: 'HIGH' });
    const reviewRequestId = await reviewOf(approvalRequestId);

    const { reviewRequest } = await ada.data(
      `query ($id: ID!) {
        reviewRequest(id: $id) {
          status priority subjectId requiredRole raisedBy { displayName } approvalRequest { id }
        }
      }`,
      { id: reviewRequestId },
    );
    const [requested, noted] = await eventsAbout(factory, 'control-plane', approvalRequestId);
    const [raised] = await eventsAbout(factory, 'studio', reviewRequestId);
    const traced = { traceId, correlationId };

    expect(reviewRequest).toEqual({
      status: 'PENDING',
      priority: 'HIGH',
      subjectId: 'art-openapi-12',
      requiredRole: 'APPROVER',
      raisedBy: { displayName: 'The factory of Acme' },
      approvalRequest: { id: approvalRequestId },
    });
    expect(requested).toMatchObject({ eventType: 'ApprovalRequested', ...traced });
    expect(raised).toMatchObject({
      eventType: 'ReviewRequested',
      causationId: requested?.eventId,
      ...traced,
    });
    expect(noted).toMatchObject({
      eventType: 'ApprovalReviewRaised',
      causationId: raised?.eventId,
      ...traced,
    });
  });

  it('leads the approval to its review', async () => {
    const approvalRequestId = await requestApproval();
    const reviewRequestId = await reviewOf(approvalRequestId);

    expect((await approval(approvalRequestId)).reviewRequest).toEqual({
      id: reviewRequestId,
      status: 'PENDING',
    });
  });

  it('has one door: it cannot be granted past its review', async () => {
    const approvalRequestId = await requestApproval();
    const reviewRequestId = await reviewOf(approvalRequestId);

    const payload = await mutate(
      ada,
      'grantApproval',
      { approvalRequestId },
      'approvalRequest { id }',
    );

    expect(payload.approvalRequest).toBeNull();
    expect(payload.userErrors).toMatchObject([{ code: 'DECIDED_IN_REVIEW' }]);
    expect(payload.userErrors[0].message).toContain(reviewRequestId);
  });
});

describe('deciding the review of an approval', () => {
  it('grants it when the review is approved', async () => {
    const { approvalRequestId, reviewRequestId } = await claimed();
    await decide('approveReview', reviewRequestId);

    const { viewer } = await ada.data('{ viewer { id } }');
    expect(await settled(approvalRequestId, 'Granted')).toMatchObject({
      status: 'GRANTED',
      overrideNoted: false,
      decisions: [{ approverUserId: viewer.id, outcome: 'GRANTED' }],
      reviewRequest: { id: reviewRequestId, status: 'APPROVED' },
    });
  });

  it('rejects it when the review is rejected', async () => {
    const { approvalRequestId, reviewRequestId } = await claimed();
    await decide('rejectReview', reviewRequestId, { rationale: 'It names no currency.' });

    expect(await settled(approvalRequestId, 'Rejected')).toMatchObject({
      status: 'REJECTED',
      decisions: [{ outcome: 'REJECTED' }],
    });
  });

  it('grants it with the override noted when an approver overrides', async () => {
    const { approvalRequestId, reviewRequestId } = await claimed();
    await decide('escalateReview', reviewRequestId, { reason: 'It needs a second look.' });
    await decide('overrideReview', reviewRequestId, { rationale: 'The agent was too careful.' });

    expect(await settled(approvalRequestId, 'Granted')).toMatchObject({
      status: 'GRANTED',
      overrideNoted: true,
    });
  });

  it('settles it in the same trace and correlation, caused by the decision', async () => {
    const { approvalRequestId, reviewRequestId } = await claimed();
    await decide('approveReview', reviewRequestId);
    await settled(approvalRequestId, 'Granted');

    const settling = (await eventsAbout(factory, 'control-plane', approvalRequestId)).at(-1);
    const deciding = (await eventsAbout(factory, 'studio', reviewRequestId)).at(-1);
    const { traceId, correlationId } = deciding ?? {};

    expect(deciding?.eventType).toBe('ReviewApproved');
    expect(settling).toMatchObject({
      eventType: 'ApprovalGranted',
      causationId: deciding?.eventId,
      traceId,
      correlationId,
    });
  });
});

describe('an event that is delivered again', () => {
  it('settles an approval once', async () => {
    const { approvalRequestId, reviewRequestId } = await claimed();
    await decide('approveReview', reviewRequestId);
    const before = await settled(approvalRequestId, 'Granted');
    const events = await eventsAbout(factory, 'control-plane', approvalRequestId);

    await deliverAgain('control-plane', 'reactions:studio');
    await deliverAgain('control-plane', 'reactions:control-plane');
    // Events are taken in order: what happens later is settled after all of them came again.
    const later = await claimed();
    await decide('approveReview', later.reviewRequestId);
    await settled(later.approvalRequestId, 'Granted');

    expect(await approval(approvalRequestId)).toEqual(before);
    expect(await eventsAbout(factory, 'control-plane', approvalRequestId)).toEqual(events);
    expect(await parked('control-plane')).toEqual([]);
  });

  it('raises one review', async () => {
    const approvalRequestId = await requestApproval();
    const reviewRequestId = await reviewOf(approvalRequestId);

    await deliverAgain('studio', 'reactions:control-plane');
    await reviewOf(await requestApproval());

    const raised = await withClient(databases.superuserUrl('studio'), async (client) => {
      const { rows } = await client.query(
        'select id from reviews.review_requests where approval_request_id = $1',
        [approvalRequestId],
      );
      return rows;
    });
    expect(raised).toEqual([{ id: reviewRequestId }]);
    expect(await eventsAbout(factory, 'studio', reviewRequestId)).toHaveLength(1);
    expect(await parked('studio')).toEqual([]);
  });
});

describe('a factory that stops between a decision and its effect', () => {
  it('settles the approval when it starts again, once', async () => {
    const { approvalRequestId, reviewRequestId } = await claimed();
    await withClient(databases.superuserUrl('control-plane'), async (holder) => {
      // Held, the approval cannot be settled: the factory stops exactly in between.
      await holder.query('begin');
      await holder.query('select from governance.approval_requests where id = $1 for update', [
        approvalRequestId,
      ]);
      await decide('approveReview', reviewRequestId);
      await factory.stop();
      const { rows } = await holder.query(
        'select status from governance.approval_requests where id = $1',
        [approvalRequestId],
      );
      expect(rows).toEqual([{ status: 'PENDING' }]);
    });
    await open();

    expect((await settled(approvalRequestId, 'Granted')).status).toBe('GRANTED');
    const types = (await eventsAbout(factory, 'control-plane', approvalRequestId)).map(
      ({ eventType }) => eventType,
    );
    expect(types).toEqual(['ApprovalRequested', 'ApprovalReviewRaised', 'ApprovalGranted']);
  });
});
