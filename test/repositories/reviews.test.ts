import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReviewRequest } from '../../subgraphs/studio/reviews/review-request/domain.ts';
import {
  lapsedReviews,
  reviewQueue,
  reviewRequests,
} from '../../subgraphs/studio/reviews/review-request/repository.ts';
import { openTenant } from '../support/review-tenant.ts';
import { ada, ben, hoursAfter, id, noon } from '../support/reviews.ts';
import { openTestStudio, type TestStudio } from '../support/studio.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio?.stop());

describe('a review', () => {
  it.each(['CHANGES_REQUESTED', 'ESCALATED', 'EXPIRED'] as const)(
    'is found as it was kept, also when %s',
    async (status) => {
      const { db, keep } = openTenant(studio);
      const kept = await keep(status, { previewSessionId: id(70), requiredRole: 'REVIEWER' });

      const [found] = await reviewRequests.find(db, [kept.id]);

      expect(found).toMatchObject(kept);
    },
  );

  it('is not found by another tenant', async () => {
    const kept = await openTenant(studio).keep('PENDING');

    expect(await reviewRequests.find(openTenant(studio).db, [kept.id])).toEqual([]);
  });
});

describe('the review queue', () => {
  it('holds the open reviews, the most urgent first, and among equals the soonest due', async () => {
    const { keep, queue, db } = openTenant(studio);
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
    const { keep, queue } = openTenant(studio);
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
    const { keep, queue } = openTenant(studio);
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
    const { keep, queue } = openTenant(studio);
    await keep('PENDING');

    expect(await queue({ projectId: 'latest' })).toEqual([]);
    expect(await queue({ claimedByUserId: "' or true --" })).toEqual([]);
  });

  it('gives each review once, page by page, while others come in between', async () => {
    const { db, keep } = openTenant(studio);
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
    await openTenant(studio).keep('PENDING');

    expect(await openTenant(studio).queue()).toEqual([]);
  });
});

describe('reviews that lapsed', () => {
  it('are the pending ones whose time has run out, those first that lapsed first', async () => {
    const { db, keep } = openTenant(studio);
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
