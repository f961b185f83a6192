import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqlState, violatedConstraint } from '../../db/client.ts';
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
import type { ReviewRequest } from '../../subgraphs/studio/reviews/review-request/domain.ts';
import { openTenant } from '../support/review-tenant.ts';
import { ada, ben, hoursAfter, id, noon, verdictOf } from '../support/reviews.ts';
import { openTestStudio, type TestStudio } from '../support/studio.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio?.stop());

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
    const { db, keep, keepDecision } = openTenant(studio);
    const conditions = [{ text: 'Name the currency.', mustResolveBefore: hoursAfter(48) }];
    const decision = decisionOf(await keep('APPROVED'), 1, { conditions });
    await keepDecision(decision);

    expect(await reviewDecisions.find(db, [decision.id])).toEqual([decision]);
  });

  it('are listed by review, reviewer and time, the latest first', async () => {
    const { db, keep, keepDecision } = openTenant(studio);
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
    const { db, keep, keepDecision } = openTenant(studio);
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
    const { db, keep, keepDecision } = openTenant(studio);
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
    const { keep, keepDecision } = openTenant(studio);
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
    const review = await openTenant(studio).keep('APPROVED');
    const { tenantId, keepDecision } = openTenant(studio);

    const error = await keepDecision({ ...decisionOf(review, 1), tenantId }).catch(
      (error: unknown) => error,
    );

    expect(violatedConstraint(error)).toBe('decides_a_review_of_its_tenant');
  });

  it.each(['update', 'delete', 'truncate'] as const)('refuse %s', async (verb) => {
    const { tenantId, keep, keepDecision } = openTenant(studio);
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
