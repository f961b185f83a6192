import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqlState, violatedConstraint } from '../../db/client.ts';
import type { NewReview } from '../../subgraphs/studio/reviews/new-review/domain.ts';
import {
  type ReviewDecision,
  record,
} from '../../subgraphs/studio/reviews/review-decision/domain.ts';
import {
  decisionsOfReviews,
  decisionsPage,
  reviewDecisions,
  successors,
} from '../../subgraphs/studio/reviews/review-decision/repository.ts';
import type {
  ReviewRequest,
  ReviewStatus,
} from '../../subgraphs/studio/reviews/review-request/domain.ts';
import {
  lapsedReviews,
  type QueueFilter,
  type QueueOrder,
  reviewQueue,
  reviewRequests,
} from '../../subgraphs/studio/reviews/review-request/repository.ts';
import { ada, ben, hoursAfter, id, noon, reviewIn, verdictOf } from '../support/reviews.ts';
import { openTestStudio, type TestStudio } from '../support/studio.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio?.stop());

let tenants = 0;
/** Each test has a tenant to itself. */
function openTenant() {
  tenants += 1;
  const tenantId = `tenant-${tenants}`;
  const { database } = studio.runtime.services;
  let reviews = 0;
  return {
    tenantId,
    db: database.reader(tenantId),

    async keep(status: ReviewStatus, told: Partial<NewReview> = {}): Promise<ReviewRequest> {
      reviews += 1;
      const review = { ...reviewIn(status, { id: id(reviews), ...told, tenantId }), version: 1 };
      await database.withTenant(tenantId, (tx) => reviewRequests.insert(tx, review));
      return review;
    },

    keepDecision: (decision: ReviewDecision) =>
      database.withTenant(tenantId, (tx) => reviewDecisions.insert(tx, decision)),

    async queue(filter: QueueFilter = {}, orderBy: Partial<QueueOrder> = {}, now = noon) {
      const order: QueueOrder = { field: 'PRIORITY', direction: 'DESC', ...orderBy };
      const query = { filter, orderBy: order, now };
      const { nodes } = await reviewQueue(database.reader(tenantId), query, { first: 100 });
      return nodes.map((review) => review.id);
    },
  };
}

describe('a review', () => {
  it.each(['CHANGES_REQUESTED', 'ESCALATED', 'EXPIRED'] as const)(
    'is found as it was kept, also when %s',
    async (status) => {
      const { db, keep } = openTenant();
      const kept = await keep(status, { previewSessionId: id(70), requiredRole: 'REVIEWER' });

      const [found] = await reviewRequests.find(db, [kept.id]);

      expect(found).toMatchObject(kept);
    },
  );

  it('is not found by another tenant', async () => {
    const kept = await openTenant().keep('PENDING');

    expect(await reviewRequests.find(openTenant().db, [kept.id])).toEqual([]);
  });
});

describe('the review queue', () => {
  it('holds the open reviews, the most urgent first, and among equals the soonest due', async () => {
    const { keep, queue, db } = openTenant();
    const low = await keep('PENDING', { priority: 'LOW' });
    const later = await keep('PENDING', { priority: 'HIGH' });
    const critical = await keep('ESCALATED', { priority: 'CRITICAL' });
    const normal = await keep('IN_REVIEW', { priority: 'NORMAL' });
    await keep('APPROVED', { priority: 'CRITICAL' });
    await keep('EXPIRED');
    const sooner = await keep('CHANGES_REQUESTED', { priority: 'HIGH' });
    await studio.runtime.services.database.withTenant(db.tenantId, async (tx) => {
      const due = { ...sooner, slaDueAt: hoursAfter(1), version: 2 };
      await reviewRequests.save(tx, due, 1);
    });

    expect(await queue()).toEqual([critical, sooner, later, normal, low].map((r) => r.id));
  });

  it('can be ordered by urgency, due time and age, both ways', async () => {
    const { keep, queue } = openTenant();
    const low = await keep('PENDING', { priority: 'LOW' });
    const high = await keep('PENDING', { priority: 'HIGH' });
    const normal = await keep('PENDING', { priority: 'NORMAL' });

    const ids = (...reviews: ReviewRequest[]) => reviews.map((review) => review.id);
    expect(await queue({}, { direction: 'DESC' })).toEqual(ids(high, normal, low));
    expect(await queue({}, { direction: 'ASC' })).toEqual(ids(low, normal, high));
    expect(await queue({}, { field: 'SLA_DUE_AT', direction: 'ASC' })).toEqual(
      ids(high, normal, low),
    );
    expect(await queue({}, { field: 'SLA_DUE_AT', direction: 'DESC' })).toEqual(
      ids(low, normal, high),
    );
    expect(await queue({}, { field: 'CREATED_AT', direction: 'ASC' })).toEqual(
      ids(low, high, normal),
    );
    expect(await queue({}, { field: 'CREATED_AT', direction: 'DESC' })).toEqual(
      ids(normal, high, low),
    );
  });

  it('can be filtered by project, status, priority, subject, claimer and due time', async () => {
    const { keep, queue } = openTenant();
    const pending = await keep('PENDING', { priority: 'HIGH', projectId: id(2) });
    const claimed = await keep('IN_REVIEW', { priority: 'LOW', subjectType: 'DECISION' });
    const approved = await keep('APPROVED');

    expect(await queue({ projectId: id(2) })).toEqual([pending.id]);
    expect(await queue({ status: ['IN_REVIEW', 'APPROVED'] })).toEqual([approved.id, claimed.id]);
    expect(await queue({ status: ['PENDING'] })).toEqual([pending.id]);
    expect(await queue({ status: [] })).toEqual([]);
    expect(await queue({ priority: ['LOW', 'NORMAL'] })).toEqual([claimed.id]);
    expect(await queue({ subjectType: ['DECISION'] })).toEqual([claimed.id]);
    expect(await queue({ claimedByUserId: ben.userId })).toEqual([claimed.id]);
    expect(await queue({ claimedByUserId: ada.userId })).toEqual([]);
    expect(await queue({ isOverdue: true }, {}, hoursAfter(4))).toEqual([pending.id]);
    expect(await queue({ isOverdue: false }, {}, hoursAfter(4))).toEqual([claimed.id]);
    expect(await queue({ status: ['APPROVED'], isOverdue: true }, {}, hoursAfter(99))).toEqual([]);
  });

  it('is empty for an id that nothing can have', async () => {
    const { keep, queue } = openTenant();
    await keep('PENDING');

    expect(await queue({ projectId: 'latest' })).toEqual([]);
    expect(await queue({ claimedByUserId: "' or true --" })).toEqual([]);
  });

  it('gives each review once, page by page, while others come in between', async () => {
    const { db, keep } = openTenant();
    for (let count = 0; count < 7; count += 1) await keep('PENDING');
    const query = {
      filter: {},
      orderBy: { field: 'PRIORITY', direction: 'DESC' } as const,
      now: noon,
    };

    const first = await reviewQueue(db, query, { first: 3 });
    await keep('PENDING', { priority: 'CRITICAL' });
    const second = await reviewQueue(db, query, { first: 3, after: first.pageInfo.endCursor });
    const third = await reviewQueue(db, query, { first: 3, after: second.pageInfo.endCursor });

    const nodes = [...first.nodes, ...second.nodes, ...third.nodes];
    expect(nodes.map((review) => review.id)).toEqual([1, 2, 3, 4, 5, 6, 7].map(id));
    expect(third.pageInfo.hasNextPage).toBe(false);
  });

  it('shows a tenant its own alone', async () => {
    await openTenant().keep('PENDING');

    expect(await openTenant().queue()).toEqual([]);
  });
});

describe('reviews that lapsed', () => {
  it('are the pending ones whose time has run out, those first that lapsed first', async () => {
    const { db, keep } = openTenant();
    const normal = await keep('PENDING');
    const high = await keep('PENDING', { priority: 'HIGH' });
    await keep('PENDING', { priority: 'LOW' });
    await keep('IN_REVIEW', { priority: 'HIGH' });

    const ids = async (hours: number, limit = 10) =>
      (await lapsedReviews(db, hoursAfter(hours), limit)).map((review) => review.id);
    expect(await ids(3.9)).toEqual([]);
    expect(await ids(4)).toEqual([high.id]);
    expect(await ids(48)).toEqual([high.id, normal.id]);
    expect(await ids(48, 1)).toEqual([high.id]);
  });
});

describe('decisions', () => {
  const decisionOf = (
    review: ReviewRequest,
    number: number,
    told: Partial<ReviewDecision> = {},
  ) => {
    const by = review.status === 'OVERRIDDEN' ? ada : ben;
    const { state } = record(review, verdictOf(by), noon);
    return { ...state, id: id(1_000 + number), ...told };
  };

  it('are found as they were kept, times in conditions included', async () => {
    const { db, keep, keepDecision } = openTenant();
    const conditions = [{ text: 'Name the currency.', mustResolveBefore: hoursAfter(48) }];
    const decision = decisionOf(await keep('APPROVED'), 1, { conditions });
    await keepDecision(decision);

    expect(await reviewDecisions.find(db, [decision.id])).toEqual([decision]);
  });

  it('are listed by review, reviewer and time, the latest first', async () => {
    const { db, keep, keepDecision } = openTenant();
    const sentBack = await keep('CHANGES_REQUESTED');
    const overridden = await keep('OVERRIDDEN');
    await keepDecision(decisionOf(sentBack, 1));
    await keepDecision(decisionOf(sentBack, 2, { decidedAt: hoursAfter(1) }));
    await keepDecision(decisionOf(overridden, 3, { decidedAt: hoursAfter(2) }));

    const ids = async (filter: Parameters<typeof decisionsPage>[1]) =>
      (await decisionsPage(db, filter, {})).nodes.map((decision) => decision.id);
    expect(await ids({})).toEqual([id(1_003), id(1_002), id(1_001)]);
    expect(await ids({ reviewRequestId: sentBack.id })).toEqual([id(1_002), id(1_001)]);
    expect(await ids({ reviewerUserId: ada.userId })).toEqual([id(1_003)]);
    expect(await ids({ decidedFrom: hoursAfter(1) })).toEqual([id(1_003), id(1_002)]);
    expect(await ids({ decidedBefore: hoursAfter(1) })).toEqual([id(1_001)]);
    expect(await ids({ reviewerUserId: 'ben' })).toEqual([]);
  });

  it('of many reviews are found in one statement, the latest 50 of each', async () => {
    const { db, keep, keepDecision } = openTenant();
    const often = await keep('CHANGES_REQUESTED');
    const once = await keep('REJECTED');
    const never = await keep('PENDING');
    for (let hour = 1; hour <= 52; hour += 1) {
      await keepDecision(decisionOf(often, hour, { decidedAt: hoursAfter(hour) }));
    }
    await keepDecision(decisionOf(once, 99));
    studio.statements.splice(0);

    const found = await decisionsOfReviews.find(db, [often.id, once.id, never.id]);

    expect(studio.statements).toHaveLength(1);
    expect(found.map(({ decisions }) => decisions.length)).toEqual([50, 1, 0]);
    expect(found[0]?.decisions.map((decision) => decision.decidedAt)).toEqual(
      Array.from({ length: 50 }, (_, index) => hoursAfter(index + 3)),
    );
  });

  it('are found by what they supersede', async () => {
    const { db, keep, keepDecision } = openTenant();
    const review = await keep('APPROVED');
    const first = decisionOf(review, 1);
    const second = decisionOf(review, 2, { supersedesDecisionId: first.id });
    await keepDecision(first);
    await keepDecision(second);

    expect(await successors.find(db, [first.id, second.id])).toEqual([
      { id: first.id, successor: second },
    ]);
  });

  it('that end a review are one, unless they supersede: the keys alone see to it', async () => {
    const { keep, keepDecision } = openTenant();
    const approved = await keep('APPROVED');
    const sentBack = await keep('CHANGES_REQUESTED');
    const first = decisionOf(approved, 1);
    await keepDecision(first);
    await keepDecision(decisionOf(approved, 2, { supersedesDecisionId: first.id }));
    await keepDecision(decisionOf(sentBack, 3));
    await keepDecision(decisionOf(sentBack, 4));

    const refused = async (decision: ReviewDecision) => {
      const error = await keepDecision(decision).catch((error: unknown) => error);
      return violatedConstraint(error) ?? (error instanceof Error ? error.message : error);
    };
    expect(await refused(decisionOf(approved, 5))).toMatch(/has its decision already/);
    expect(await refused(decisionOf(approved, 6, { supersedesDecisionId: first.id }))).toMatch(
      /superseded by another already/,
    );
    expect(await refused(decisionOf(sentBack, 7, { supersedesDecisionId: id(1_002) }))).toBe(
      'supersedes_its_like',
    );
    expect(
      await refused({
        ...decisionOf(sentBack, 8),
        decision: 'APPROVED',
        supersedesDecisionId: id(1_003),
      }),
    ).toBe('supersedes_its_like');
    expect(await refused(decisionOf(sentBack, 9, { supersedesDecisionId: id(1_009) }))).toBe(
      'supersedes_another',
    );
  });

  it('are of a review of the same tenant', async () => {
    const review = await openTenant().keep('APPROVED');
    const { tenantId, keepDecision } = openTenant();

    const error = await keepDecision({ ...decisionOf(review, 1), tenantId }).catch(
      (error: unknown) => error,
    );

    expect(violatedConstraint(error)).toBe('decides_a_review_of_its_tenant');
  });

  it.each(['update', 'delete', 'truncate'] as const)('refuse %s', async (verb) => {
    const { tenantId, keep, keepDecision } = openTenant();
    await keepDecision(decisionOf(await keep('APPROVED'), 1));
    const statements = {
      update: "update reviews.review_decisions set rationale = 'Another one.'",
      delete: 'delete from reviews.review_decisions',
      truncate: 'truncate reviews.review_decisions',
    };

    const error = await studio.runtime.services.database
      .withTenant(tenantId, (tx) => tx.db.execute(statements[verb]))
      .catch((error: unknown) => error);

    expect(sqlState(error)).toBe('42501');
  });
});
