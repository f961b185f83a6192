import { createHash } from 'node:crypto';
import { openWork, type Work } from '../../kernel/work.ts';
import {
  type DecisionCondition,
  type ReviewDecision,
  record,
  supersede,
  type Verdict,
} from './review-decision/domain.ts';
import { reviewDecisions, successors } from './review-decision/repository.ts';
import type { ReviewChange, ReviewRequest, Ruling } from './review-request/domain.ts';
import { reviewRequests } from './review-request/repository.ts';

/** Which review a mutation is about. */
export interface Target {
  readonly reviewRequestId: string;
  readonly expectedVersion?: number | null | undefined;
}

/** What a reviewer says of a decision. */
interface Told {
  readonly rationale?: string | null | undefined;
  readonly conditions?: readonly DecisionCondition[] | undefined;
}

/** Changes a review. */
export async function change(
  work: Work,
  target: Target,
  command: (review: ReviewRequest) => ReviewChange,
): Promise<ReviewRequest> {
  const own = await onReview(work, target);
  return own.change(reviewRequests, target.reviewRequestId, command);
}

/**
 * Decides a review and records the decision: both, or neither.
 *
 * @param command - what the decision does to the review.
 */
export async function decide(
  work: Work,
  told: Told & Target,
  command: (review: ReviewRequest, ruling: Ruling) => ReviewChange,
): Promise<{ readonly reviewRequest: ReviewRequest; readonly reviewDecision: ReviewDecision }> {
  const own = await onReview(work, told);
  const ruling = { by: work.actor, reviewDecisionId: work.newId() };
  const reviewRequest = await own.change(reviewRequests, told.reviewRequestId, (review) =>
    command(review, ruling),
  );
  const verdict = verdictOf(work, told, ruling.reviewDecisionId);
  const decision = record(reviewRequest, verdict, work.now);
  return { reviewRequest, reviewDecision: await own.append(reviewDecisions, decision) };
}

/** Corrects the record of a decision. Of two corrections at once the keys of the table let one through. */
export async function correct(
  work: Work,
  told: Told & { readonly reviewDecisionId: string },
): Promise<ReviewDecision> {
  const superseded = await work.find(reviewDecisions, told.reviewDecisionId);
  const review = await work.find(reviewRequests, superseded.reviewRequestId);
  const isSuperseded = (await successors.find(work.tx, [superseded.id])).length > 0;
  const verdict = verdictOf(work, told, work.newId());
  const correction = supersede(review, { ...verdict, superseded, isSuperseded }, work.now);
  return traced(work, review).append(reviewDecisions, correction);
}

/** What happens to a review goes on in the trace and correlation of what is under review. */
export function traced(
  work: Work,
  { traceId, correlationId }: Pick<ReviewRequest, 'traceId' | 'correlationId'>,
  expectedVersion: number | null = null,
): Work {
  return openWork(work.tx, { ...work, traceId, correlationId }, expectedVersion);
}

async function onReview(work: Work, { reviewRequestId, expectedVersion }: Target): Promise<Work> {
  const review = await work.find(reviewRequests, reviewRequestId);
  return traced(work, review, expectedVersion ?? null);
}

function verdictOf({ actor }: Work, { rationale, conditions }: Told, id: string): Verdict {
  return { id, by: actor, rationale: rationale ?? null, conditions: conditions ?? [], sha256 };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
