import type { ReviewDecided, ReviewMoved, StudioEvents } from '../../schema/events.ts';
import { reactions } from '../kernel/reactions.ts';
import type { Work } from '../kernel/work.ts';
import {
  noteReview,
  type ReviewOutcome,
  settleByReview,
} from './governance/approval-request/domain.ts';
import { approvalRequests } from './governance/approval-request/repository.ts';

/** What the Control Plane does when something has happened in the Studio. */
export const controlPlaneReactions = [
  reactions<StudioEvents>('studio', {
    /** The approval learns which review decides it. */
    async ReviewRequested({ approvalRequestId, reviewRequestId }, work) {
      if (approvalRequestId === null) return;
      await work.change(approvalRequests, approvalRequestId, (approval) =>
        noteReview(approval, reviewRequestId),
      );
    },
    ReviewApproved: (review, work) => settle(review, work, decided('ReviewApproved', review)),
    ReviewRejected: (review, work) => settle(review, work, decided('ReviewRejected', review)),
    AgentDecisionOverridden: (review, work) =>
      settle(review, work, decided('AgentDecisionOverridden', review)),
    ReviewExpired: (review, work) =>
      settle(review, work, { type: 'ReviewExpired', reviewRequestId: review.reviewRequestId }),
  }),
];

function decided(
  type: 'ReviewApproved' | 'ReviewRejected' | 'AgentDecisionOverridden',
  { reviewRequestId, reviewerUserId }: ReviewDecided,
): ReviewOutcome {
  return { type, reviewRequestId, reviewerUserId };
}

/** The outcome of the review is the outcome of the approval, applied once. */
async function settle(review: ReviewMoved, work: Work, outcome: ReviewOutcome): Promise<void> {
  if (review.approvalRequestId === null) return;
  await work.change(approvalRequests, review.approvalRequestId, (approval) =>
    settleByReview(approval, outcome, work.now),
  );
}
