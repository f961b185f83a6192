import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ada, bea, ben, factory, hoursAfter, id, noon } from '../support/reviews.ts';
import { openTestStudio, requestTraceId, type TestStudio } from '../support/studio.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio?.stop());

const workTraceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const selection = 'reviewRequest { id version status }';

describe('the life of a review', () => {
  it('goes from the request over a revision to an approval, whose record is corrected', async () => {
    const input = {
      projectId: id(1),
      subjectType: 'ARTIFACT',
      subjectId: 'art-checkout-openapi',
      previewSessionId: id(70),
      priority: 'HIGH',
      requiredRole: 'REVIEWER',
      traceId: workTraceId,
    };
    const { reviewRequest } = await studio.mutate(factory, 'requestReview', input, selection);
    const reviewRequestId = reviewRequest.id;
    const target = { reviewRequestId };
    await studio.mutate(ben, 'claimReview', target, selection);
    const sentBack = await studio.mutate(
      ben,
      'requestChanges',
      { ...target, items: [{ description: 'Name the currency.' }] },
      'reviewRequest { changeRequestItems { itemId } } reviewDecision { decision rationale }',
    );
    const { itemId } = sentBack.reviewRequest.changeRequestItems[0];
    await studio.mutate(factory, 'resolveChangeRequestItem', { ...target, itemId }, selection);
    await studio.mutate(factory, 'submitRevision', { ...target, subjectVersion: 2 }, selection);
    await studio.mutate(bea, 'claimReview', target, selection);
    const condition = { text: 'Bound the page size.', mustResolveBefore: hoursAfter(24) };
    const approved = await studio.mutate(
      bea,
      'approveReview',
      { ...target, conditions: [condition] },
      'reviewDecision { id }',
    );
    await studio.mutate(
      ada,
      'supersedeDecision',
      { reviewDecisionId: approved.reviewDecision.id, rationale: 'No condition is needed.' },
      'reviewDecision { id }',
    );

    const review = await studio.read(
      ada,
      reviewRequestId,
      `status version projectId project { id } subjectType subjectId
       subject { subjectType subjectId version previewSessionId }
       raisedByUserId raisedBy { id } requiredRole priority claimedByUserId claimedBy { id }
       slaDueAt slaWindow { raisedAt dueAt } lapsesAt isOverdue escalationReason
       changeRequestItems { description resolved } approvalRequestId approvalRequest { id }
       traceId trace { traceId } correlationId viewerCanClaim viewerCanDecide createdAt updatedAt
       decisions { decision reviewerUserId reviewer { id } rationale isOverride decidedAt
         conditions { text mustResolveBefore } reviewRequest { id } traceId correlationId
         supersedes { reviewerUserId } supersededBy { reviewerUserId } }`,
    );

    const due = hoursAfter(4).toISOString();
    const told = { isOverride: false, decidedAt: noon.toISOString(), traceId: workTraceId };
    const record = {
      ...told,
      correlationId: workTraceId,
      rationale: null,
      conditions: [],
      reviewRequest: { id: reviewRequestId },
      supersedes: null,
      supersededBy: null,
    };
    expect(review).toEqual({
      status: 'APPROVED',
      version: 7,
      projectId: id(1),
      project: { id: id(1) },
      subjectType: 'ARTIFACT',
      subjectId: 'art-checkout-openapi',
      subject: {
        subjectType: 'ARTIFACT',
        subjectId: 'art-checkout-openapi',
        version: 2,
        previewSessionId: null,
      },
      raisedByUserId: factory.userId,
      raisedBy: { id: factory.userId },
      requiredRole: 'REVIEWER',
      priority: 'HIGH',
      claimedByUserId: bea.userId,
      claimedBy: { id: bea.userId },
      slaDueAt: due,
      slaWindow: { raisedAt: noon.toISOString(), dueAt: due },
      lapsesAt: due,
      isOverdue: false,
      escalationReason: null,
      changeRequestItems: [{ description: 'Name the currency.', resolved: true }],
      approvalRequestId: null,
      approvalRequest: null,
      traceId: workTraceId,
      trace: { traceId: workTraceId },
      correlationId: workTraceId,
      viewerCanClaim: false,
      viewerCanDecide: false,
      createdAt: noon.toISOString(),
      updatedAt: noon.toISOString(),
      decisions: [
        {
          ...record,
          decision: 'CHANGES_REQUESTED',
          reviewerUserId: ben.userId,
          reviewer: { id: ben.userId },
        },
        {
          ...record,
          decision: 'APPROVED',
          reviewerUserId: bea.userId,
          reviewer: { id: bea.userId },
          conditions: [{ ...condition, mustResolveBefore: hoursAfter(24).toISOString() }],
          supersededBy: { reviewerUserId: ada.userId },
        },
        {
          ...record,
          decision: 'APPROVED',
          reviewerUserId: ada.userId,
          reviewer: { id: ada.userId },
          rationale: 'No condition is needed.',
          supersedes: { reviewerUserId: bea.userId },
        },
      ],
    });
  });

  it('may go by way of an escalation to an override', async () => {
    const reviewRequestId = await studio.claimed();
    await studio.mutate(
      ben,
      'escalateReview',
      { reviewRequestId, reason: 'Above mine.' },
      selection,
    );

    const { reviewRequest, reviewDecision, userErrors } = await studio.mutate(
      ada,
      'overrideReview',
      { reviewRequestId, rationale: 'We ship it by hand.' },
      'reviewRequest { status escalationReason claimedBy { id } } reviewDecision { decision isOverride }',
    );

    expect(userErrors).toEqual([]);
    expect(reviewRequest).toEqual({
      status: 'OVERRIDDEN',
      escalationReason: 'Above mine.',
      claimedBy: null,
    });
    expect(reviewDecision).toEqual({ decision: 'OVERRIDDEN', isOverride: true });
  });
});

describe('requesting a review', () => {
  it('belongs to the trace of the request when it names none', async () => {
    const { traceId, correlationId } = await studio.read(
      ben,
      await studio.raised(),
      'traceId correlationId',
    );

    expect({ traceId, correlationId }).toEqual({
      traceId: requestTraceId,
      correlationId: requestTraceId,
    });
  });

  it.each([
    ['projectId', { projectId: 'booking' }],
    ['subjectId', { subjectId: ' ' }],
    ['traceId', { traceId: 'trace-1' }],
    ['subjectVersion', { subjectVersion: 0 }],
    ['previewSessionId', { previewSessionId: 'latest' }],
  ])('is refused by its %s', async (field, wrong) => {
    const input = { projectId: id(1), subjectType: 'ARTIFACT', subjectId: 'art-1', ...wrong };

    const { reviewRequest, userErrors } = await studio.mutate(
      factory,
      'requestReview',
      input,
      selection,
    );

    expect(reviewRequest).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: [field] }]);
  });
});

describe('the clock', () => {
  it('escalates and expires what nobody claimed in time, once', async () => {
    const projectId = id(31);
    const urgent = await studio.raised({ projectId, priority: 'CRITICAL' });
    const normal = await studio.raised({ projectId });
    const low = await studio.raised({ projectId, priority: 'LOW' });
    studio.clock.at = hoursAfter(48);

    await studio.runtime.runJobs(['acme']);
    await studio.runtime.runJobs(['acme']);
    studio.clock.at = noon;

    const statuses = await Promise.all(
      [urgent, normal, low].map((review) => studio.read(ben, review, 'status version')),
    );
    expect(statuses).toEqual([
      { status: 'ESCALATED', version: 2 },
      { status: 'EXPIRED', version: 2 },
      { status: 'PENDING', version: 1 },
    ]);
  });
});
