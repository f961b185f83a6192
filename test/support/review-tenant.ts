import type { NewReview } from '../../subgraphs/studio/reviews/new-review/domain.ts';
import type { ReviewDecision } from '../../subgraphs/studio/reviews/review-decision/domain.ts';
import { reviewDecisions } from '../../subgraphs/studio/reviews/review-decision/repository.ts';
import type {
  ReviewRequest,
  ReviewStatus,
} from '../../subgraphs/studio/reviews/review-request/domain.ts';
import {
  type QueueFilter,
  type QueueOrder,
  reviewQueue,
  reviewRequests,
} from '../../subgraphs/studio/reviews/review-request/repository.ts';
import { id, noon, reviewIn } from './reviews.ts';
import type { TestStudio } from './studio.ts';

let tenants = 0;

/** A tenant of its own for each test, whose reviews are kept without the events that brought them there. */
export function openTenant(studio: TestStudio) {
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
