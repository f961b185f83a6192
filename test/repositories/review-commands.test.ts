import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import {
  ada,
  bea,
  ben,
  factory,
  hoursAfter,
  id,
  noon,
  person,
  sha256,
} from '../support/reviews.ts';
import { openTestStudio, requestTraceId, type TestStudio } from '../support/studio.ts';

let studio: TestStudio;
let outbox: pg.Pool;
beforeAll(async () => {
  studio = await openTestStudio();
  outbox = new pg.Pool({ connectionString: studio.superuserUrl, max: 1 });
});
afterAll(async () => {
  await outbox?.end();
  await studio?.stop();
});

const workTraceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const selection = 'reviewRequest { id version status }';

async function raised(told: object = {}): Promise<string> {
  const input = { projectId: id(1), subjectType: 'ARTIFACT', subjectId: 'art-1', ...told };
  const { reviewRequest } = await studio.mutate(factory, 'requestReview', input, selection);
  return reviewRequest.id;
}

/** A review in ben's hands. */
async function claimed(told: object = {}): Promise<string> {
  const reviewRequestId = await raised(told);
  await studio.mutate(ben, 'claimReview', { reviewRequestId }, selection);
  return reviewRequestId;
}

async function eventsOf(reviewRequestId: string) {
  const { rows } = await outbox.query<{ envelope: string }>(
    'select envelope from kernel.outbox where envelope like $1 order by outbox_id',
    [`%${reviewRequestId}%`],
  );
  return rows.map(({ envelope }) => JSON.parse(envelope));
}

const read = (by: Actor, reviewRequestId: string, fields: string) =>
  studio
    .ask(by, `query ($id: ID!) { reviewRequest(id: $id) { ${fields} } }`, { id: reviewRequestId })
    .then(({ reviewRequest }) => reviewRequest);

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

    const review = await read(
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
    const reviewRequestId = await claimed();
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

describe('a decision and its record', () => {
  it('are kept together, or neither is', async () => {
    const reviewRequestId = await claimed();
    const before = await eventsOf(reviewRequestId);

    const payload = await studio.mutate(
      ben,
      'rejectReview',
      { reviewRequestId, rationale: ' ' },
      `${selection} reviewDecision { id }`,
    );

    expect(payload).toEqual({
      reviewRequest: null,
      reviewDecision: null,
      userErrors: [
        { code: 'INVALID_INPUT', message: 'rationale must not be blank.', field: ['rationale'] },
      ],
    });
    expect(await read(ben, reviewRequestId, 'status version decisions { id }')).toEqual({
      status: 'IN_REVIEW',
      version: 2,
      decisions: [],
    });
    expect(await eventsOf(reviewRequestId)).toEqual(before);
  });

  it('are published in the trace of the work under review, with hashes instead of texts', async () => {
    const rationale = 'It names no currency.';
    const reviewRequestId = await claimed({ traceId: workTraceId, correlationId: 'corr-1' });
    await studio.mutate(ben, 'rejectReview', { reviewRequestId, rationale }, selection);

    const events = await eventsOf(reviewRequestId);

    expect(events.map(({ eventType }) => eventType)).toEqual([
      'ReviewRequested',
      'ReviewClaimed',
      'ReviewRejected',
      'ReviewDecisionRecorded',
    ]);
    for (const event of events) {
      expect(event).toMatchObject({
        traceId: workTraceId,
        correlationId: 'corr-1',
        projectId: id(1),
      });
    }
    expect(events.map(({ aggregateVersion }) => aggregateVersion)).toEqual([1, 2, 3, 1]);
    expect(events.at(-1).payload.rationaleHash).toBe(sha256(rationale));
    expect(JSON.stringify(events)).not.toContain(rationale);
  });

  it('happen once, however often the same call comes', async () => {
    const reviewRequestId = await claimed();
    const call = () =>
      studio.mutate(
        ben,
        'approveReview',
        { reviewRequestId, idempotencyKey: `approve-${reviewRequestId}` },
        'reviewRequest { status updatedAt } reviewDecision { id decidedAt }',
      );

    const answers = await Promise.all(Array.from({ length: 10 }, call));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0].reviewDecision.id).toEqual(expect.any(String));
    expect(await eventsOf(reviewRequestId)).toHaveLength(4);
  });

  it('are refused on a version that has passed', async () => {
    const reviewRequestId = await claimed();

    const { userErrors } = await studio.mutate(
      ben,
      'approveReview',
      { reviewRequestId, expectedVersion: 1 },
      selection,
    );

    expect(userErrors).toMatchObject([{ code: 'STALE_VERSION', field: ['expectedVersion'] }]);
  });
});

describe('at once', () => {
  it('twenty claim a review, and one wins', async () => {
    const reviewRequestId = await raised();
    const reviewers = Array.from({ length: 20 }, (_, index) => person(500 + index, 'REVIEWER'));

    const answers = await Promise.all(
      reviewers.map((by) => studio.mutate(by, 'claimReview', { reviewRequestId }, selection)),
    );

    const refusals = answers.flatMap(({ userErrors }) => userErrors.map(codeOf));
    expect(refusals).toEqual(Array(19).fill('ILLEGAL_TRANSITION'));
    expect(await eventsOf(reviewRequestId)).toHaveLength(2);
  });

  it('ten correct a decision, and one record supersedes it', async () => {
    const reviewRequestId = await claimed();
    const { reviewDecision } = await studio.mutate(
      ben,
      'approveReview',
      { reviewRequestId },
      'reviewDecision { id }',
    );
    const input = { reviewDecisionId: reviewDecision.id, rationale: 'It does name one.' };

    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        studio.mutate(ben, 'supersedeDecision', input, 'reviewDecision { id }'),
      ),
    );

    const refusals = answers.flatMap(({ userErrors }) => userErrors.map(codeOf));
    expect(refusals).toEqual(Array(9).fill('ALREADY_EXISTS'));
    const decided = await read(ben, reviewRequestId, 'decisions { supersedes { id } }');
    expect(decided.decisions).toEqual([
      { supersedes: null },
      { supersedes: { id: reviewDecision.id } },
    ]);
  });
});

describe('requesting a review', () => {
  it('belongs to the trace of the request when it names none', async () => {
    const { traceId, correlationId } = await read(ben, await raised(), 'traceId correlationId');

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

describe('what the viewer may do with a review', () => {
  const may = (by: Actor, reviewRequestId: string) =>
    read(by, reviewRequestId, 'viewerCanClaim viewerCanDecide');

  it('is told before it is tried', async () => {
    const pending = await raised();
    const inReview = await claimed();

    expect(await may(bea, pending)).toEqual({ viewerCanClaim: true, viewerCanDecide: false });
    expect(await may(factory, pending)).toEqual({ viewerCanClaim: false, viewerCanDecide: false });
    expect(await may(ben, inReview)).toEqual({ viewerCanClaim: false, viewerCanDecide: true });
    expect(await may(bea, inReview)).toEqual({ viewerCanClaim: false, viewerCanDecide: false });
  });
});

describe('another tenant', () => {
  it('neither reads nor changes a review, and cannot tell it from one that is not there', async () => {
    const reviewRequestId = await claimed();
    const fields =
      '{ reviewRequest(id: $id) { id } _entities(representations: $any) { __typename } }';
    const any = [{ __typename: 'ReviewRequest', id: reviewRequestId }];

    const seen = await studio.ask(
      ada,
      `query ($id: ID!, $any: [_Any!]!) ${fields}`,
      { id: reviewRequestId, any },
      'globex',
    );

    expect(seen).toEqual({ reviewRequest: null, _entities: [null] });
    const scope = createScope(
      { tenantId: 'globex', actor: ada, grantsEpoch: 1 },
      { requestId: 'r', traceId: requestTraceId, correlationId: 'c', deadlineAt: null },
    );
    const query = `mutation { approveReview(input: { reviewRequestId: "${reviewRequestId}" }) {
      userErrors { code message } } }`;
    const { data } = await studio.runtime.subgraph.execute({ query }, scope);
    expect(data).toMatchObject({
      approveReview: {
        userErrors: [{ code: 'NOT_FOUND', message: 'There is no such review request.' }],
      },
    });
  });
});

describe('the number of SQL statements', () => {
  const fields = `decisions { supersedes { id } supersededBy { id } reviewRequest { id } }
    project { id } viewerCanClaim`;

  it('for a queue does not grow with the queue', async () => {
    const count = async (projectId: string) => {
      studio.statements.splice(0);
      const query = `query ($projectId: ID!) {
        reviewQueue(filter: { projectId: $projectId, status: [REJECTED] }) { nodes { ${fields} } } }`;
      const { reviewQueue } = await studio.ask(ben, query, { projectId });
      return [reviewQueue.nodes.length, studio.statements.length];
    };
    const decide = async (projectId: string) => {
      const reviewRequestId = await claimed({ projectId });
      await studio.mutate(ben, 'rejectReview', { reviewRequestId, rationale: 'No.' }, selection);
    };
    await decide(id(21));
    for (let reviews = 0; reviews < 8; reviews += 1) await decide(id(22));

    const [one, ofOne] = await count(id(21));
    const [eight, ofEight] = await count(id(22));

    expect([one, eight]).toEqual([1, 8]);
    expect(ofEight).toBe(ofOne);
  });
});

describe('the clock', () => {
  it('escalates and expires what nobody claimed in time, once', async () => {
    const projectId = id(31);
    const urgent = await raised({ projectId, priority: 'CRITICAL' });
    const normal = await raised({ projectId });
    const low = await raised({ projectId, priority: 'LOW' });
    studio.clock.at = hoursAfter(48);

    await studio.runtime.runJobs(['acme']);
    await studio.runtime.runJobs(['acme']);
    studio.clock.at = noon;

    const statuses = await Promise.all(
      [urgent, normal, low].map((review) => read(ben, review, 'status version')),
    );
    expect(statuses).toEqual([
      { status: 'ESCALATED', version: 2 },
      { status: 'EXPIRED', version: 2 },
      { status: 'PENDING', version: 1 },
    ]);
  });
});

function codeOf({ code }: { readonly code: string }): string {
  return code;
}
