import { type Actor, authorize, isWithinScopes } from '../../../kernel/authority.ts';
import { type Change, DomainError } from '../../../kernel/domain.ts';
import { optionalText, text } from '../../../kernel/text.ts';
import type { ReviewRequest } from '../review-request/domain.ts';
import { assertMayJudge } from '../reviewer/domain.ts';

/*
 * What a human decided about a review, for ever (studio-data-model, ReviewDecision). A record is never changed.
 * A correction is a new record that supersedes it: it may say the rationale and the conditions anew, never the
 * decision, since the factory has acted on that; so at most one record of a final decision is not superseded.
 * The event log stands in for the governance audit sink until there is one.
 */

const decisions = ['APPROVED', 'REJECTED', 'CHANGES_REQUESTED', 'OVERRIDDEN'] as const;
export type Decision = (typeof decisions)[number];

/** What an approval depends on. */
export interface DecisionCondition {
  readonly text: string;
  readonly mustResolveBefore: Date;
}

export interface ReviewDecision {
  readonly id: string;
  readonly tenantId: string;
  readonly reviewRequestId: string;
  readonly decision: Decision;
  readonly reviewerUserId: string;
  /** Never null when rejected or overridden. */
  readonly rationale: string | null;
  readonly conditions: readonly DecisionCondition[];
  /** Whether a human result took the place of an agent's. */
  readonly isOverride: boolean;
  /** The record that this one corrects; null for the first of its kind. */
  readonly supersedesDecisionId: string | null;
  readonly decidedAt: Date;
  readonly traceId: string;
  readonly correlationId: string;
}

/** What the reviewer says, and the identity of the record. */
export interface Verdict {
  readonly id: string;
  readonly by: Actor;
  readonly rationale: string | null;
  readonly conditions: readonly DecisionCondition[];
  /** In lower-case hex. Events prove a text by it; the text itself stays in its row. */
  readonly sha256: (text: string) => string;
}

export type DecisionEvent = ReturnType<typeof recorded>;
export type DecisionChange = Change<ReviewDecision, DecisionEvent>;

const maxRationale = 4_000;
const maxConditions = 20;

/**
 * Records what a reviewer has just decided: the decision is the status that the review came to.
 *
 * @throws DomainError INVALID_INPUT when a rationale is mandatory and missing, or a condition breaks a rule.
 */
export function record(review: ReviewRequest, verdict: Verdict, at: Date): DecisionChange {
  const decision = decisions.find((known) => known === review.status);
  if (!decision) throw new DomainError('ILLEGAL_TRANSITION', 'This review has not been decided.');
  return write(review, { ...verdict, decision, supersedesDecisionId: null }, at);
}

/**
 * Corrects a record by a new one; a reason must be given. The review and its status stay as they are.
 *
 * @throws DomainError FORBIDDEN for anyone but the author and approvers; ALREADY_EXISTS when another record
 *   supersedes that one already.
 */
export function supersede(
  review: ReviewRequest,
  correction: Verdict & { readonly superseded: ReviewDecision; readonly isSuperseded: boolean },
  at: Date,
): DecisionChange {
  const { superseded, isSuperseded, by } = correction;
  const isAuthor =
    by.userId === superseded.reviewerUserId && isWithinScopes(by, 'review:supersede');
  if (!isAuthor) authorize(by, 'review:supersede', review.projectId);
  if (isSuperseded) {
    throw new DomainError('ALREADY_EXISTS', 'This decision is superseded by another already.');
  }
  const { id: supersedesDecisionId, decision } = superseded;
  const rationale = text(correction.rationale ?? '', 'rationale', maxRationale);
  return write(review, { ...correction, rationale, decision, supersedesDecisionId }, at);
}

type Draft = Verdict & Pick<ReviewDecision, 'decision' | 'supersedesDecisionId'>;

function write(review: ReviewRequest, draft: Draft, at: Date): DecisionChange {
  const { id, by, decision, supersedesDecisionId } = draft;
  const isOverride = decision === 'OVERRIDDEN';
  authorize(by, isOverride ? 'review:override' : 'review:decide', review.projectId);
  assertMayJudge(review, by);
  const state: ReviewDecision = {
    id,
    tenantId: review.tenantId,
    reviewRequestId: review.id,
    decision,
    reviewerUserId: by.userId,
    rationale: rationaleOf(draft),
    conditions: conditionsOf(draft, at),
    isOverride,
    supersedesDecisionId,
    decidedAt: at,
    traceId: review.traceId,
    correlationId: review.correlationId,
  };
  return { state, events: [recorded(review, state, draft.sha256)] };
}

function rationaleOf({ decision, rationale }: Draft): string | null {
  const isMandatory = decision === 'REJECTED' || decision === 'OVERRIDDEN';
  return isMandatory
    ? text(rationale ?? '', 'rationale', maxRationale)
    : optionalText(rationale, 'rationale', maxRationale);
}

function conditionsOf({ decision, conditions }: Draft, at: Date): readonly DecisionCondition[] {
  if (conditions.length > (decision === 'APPROVED' ? maxConditions : 0)) {
    const rule = `Only an approval has conditions, at most ${maxConditions}.`;
    throw new DomainError('INVALID_INPUT', rule, 'conditions');
  }
  return conditions.map((condition, index) => {
    const field = `conditions.${index}`;
    if (!(condition.mustResolveBefore > at)) {
      const rule = 'A condition must be resolvable: mustResolveBefore must lie in the future.';
      throw new DomainError('INVALID_INPUT', rule, `${field}.mustResolveBefore`);
    }
    return {
      text: text(condition.text, `${field}.text`, 1_000),
      mustResolveBefore: condition.mustResolveBefore,
    };
  });
}

function recorded(review: ReviewRequest, decision: ReviewDecision, sha256: Verdict['sha256']) {
  const { rationale, conditions } = decision;
  return {
    type: 'ReviewDecisionRecorded',
    reviewDecisionId: decision.id,
    reviewRequestId: review.id,
    projectId: review.projectId,
    approvalRequestId: review.approvalRequestId,
    decision: decision.decision,
    isOverride: decision.isOverride,
    reviewerUserId: decision.reviewerUserId,
    supersedesDecisionId: decision.supersedesDecisionId,
    decidedAt: decision.decidedAt,
    rationaleHash: rationale === null ? null : sha256(rationale),
    /** Over the JSON of the list, in the order of the fields above. */
    conditionsHash: conditions.length === 0 ? null : sha256(JSON.stringify(conditions)),
  } as const;
}
