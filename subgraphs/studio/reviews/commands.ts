import { createHash } from 'node:crypto';
import type { Work } from '../../kernel/work.ts';
import {
  type DecisionCondition,
  type ReviewDecision,
  record,
  supersede,
} from './review-decision/domain.ts';
import { reviewDecisions, successors } from './review-decision/repository.ts';
import type { ReviewChange, ReviewRequest, Ruling } from './review-request/domain.ts';
import { reviewRequests } from './review-request/repository.ts';

/** What a reviewer says of a decision. */
interface Told {
  readonly rationale: string | null;
  readonly conditions: readonly DecisionCondition[];
}

/**
 * Decides a review and records the decision: both, or neither.
 *
 * @param command - what the decision does to the review.
 */
export async function decide(
  work: Work,
  told: Told & { readonly reviewRequestId: string },
  command: (review: ReviewRequest, ruling: Ruling) => ReviewChange,
): Promise<{ readonly reviewRequest: ReviewRequest; readonly reviewDecision: ReviewDecision }> {
  const ruling = { by: work.actor, reviewDecisionId: work.newId() };
  const reviewRequest = await work.change(reviewRequests, told.reviewRequestId, (review) =>
    command(review, ruling),
  );
  const verdict = { ...told, id: ruling.reviewDecisionId, by: work.actor, sha256 };
  const decision = record(reviewRequest, verdict, work.now);
  return { reviewRequest, reviewDecision: await work.append(reviewDecisions, decision) };
}

/** Corrects the record of a decision. Of two corrections at once, the keys of the table let one through. */
export async function correct(
  work: Work,
  told: Told & { readonly reviewDecisionId: string },
): Promise<ReviewDecision> {
  const superseded = await work.find(reviewDecisions, told.reviewDecisionId);
  const review = await work.find(reviewRequests, superseded.reviewRequestId);
  const isSuperseded = (await successors.find(work.tx, [superseded.id])).length > 0;
  const verdict = { ...told, id: work.newId(), by: work.actor, sha256 };
  const correction = supersede(review, { ...verdict, superseded, isSuperseded }, work.now);
  return work.append(reviewDecisions, correction);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
