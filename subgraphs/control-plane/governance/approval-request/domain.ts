import { type Actor, authorize } from '../../../kernel/authority.ts';
import { type Change, DomainError, lifecycle } from '../../../kernel/domain.ts';
import { text } from '../../../kernel/text.ts';
import { type ApprovalTerms, type AskedTerms, settleTerms } from '../approval-terms/domain.ts';
import {
  type ApprovalVote,
  type ApprovalVoteOutcome,
  assertMayVote,
  type Ballot,
  verdict,
  voteOf,
} from '../approval-vote/domain.ts';

export type ApprovalEnd = 'GRANTED' | 'REJECTED' | 'EXPIRED' | 'CANCELLED';
export type ApprovalStatus = 'PENDING' | 'ESCALATED' | ApprovalEnd;
export type ApprovalSubjectType =
  | 'ARTIFACT'
  | 'DECISION'
  | 'DEPLOYMENT_PROMOTION'
  | 'POLICY_EXCEPTION';
export type Priority = 'LOW' | 'NORMAL' | 'HIGH' | 'CRITICAL';

/** What is to be decided. */
export interface ApprovalMatter {
  readonly projectId: string;
  readonly subjectType: ApprovalSubjectType;
  readonly subjectId: string;
  readonly action: string;
  readonly priority: Priority;
}

interface Identified {
  readonly id: string;
  readonly tenantId: string;
  readonly traceId: string;
  readonly correlationId: string;
}
export interface NewApproval extends Identified, ApprovalMatter, AskedTerms {}

/**
 * A human gate. It has one door only, `decidedIn`: either it raises a review and its outcome is the
 * review's, or it is voted on here and expires here.
 */
export interface ApprovalRequest extends Identified, ApprovalMatter, ApprovalTerms {
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Null until the policy aggregate exists: today every approval is asked for by a caller. */
  readonly policyDecisionId: string | null;
  readonly requestedByUserId: string;
  readonly decisions: readonly ApprovalVote[];
  /** Known once the review was raised. */
  readonly reviewRequestId: string | null;
  readonly status: ApprovalStatus;
  readonly overrideNoted: boolean;
  readonly settledAt: Date | null;
}

/** What brought an approval to its end. */
type Cause = 'VOTE' | 'REVIEW' | 'TIMEOUT';

type ApprovalFact =
  | (ApprovalMatter &
      ApprovalTerms & { readonly type: 'ApprovalRequested'; readonly requestedByUserId: string })
  | { readonly type: 'ApprovalReviewRaised'; readonly reviewRequestId: string }
  | {
      readonly type: 'ApprovalVoteRecorded';
      readonly approverUserId: string;
      readonly outcome: ApprovalVoteOutcome;
      readonly commentSha256: string | null;
    }
  | { readonly type: 'ApprovalGranted'; readonly cause: Cause; readonly overrideNoted: boolean }
  | { readonly type: 'ApprovalRejected'; readonly cause: Cause }
  | { readonly type: 'ApprovalEscalated'; readonly expiresAt: Date }
  | { readonly type: 'ApprovalExpired' | 'ApprovalCancelled' };

export type ApprovalEvent = ApprovalFact & {
  readonly approvalRequestId: string;
  readonly projectId: string;
};

export type ApprovalChange = Change<ApprovalRequest, ApprovalEvent>;

/** How the review that decides an approval ended. */
export type ReviewOutcome = { readonly reviewRequestId: string } & (
  | {
      readonly type: 'ReviewApproved' | 'ReviewRejected' | 'AgentDecisionOverridden';
      readonly reviewerUserId: string;
    }
  | { readonly type: 'ReviewExpired' }
);

const assertMove = lifecycle<ApprovalStatus>('An approval', {
  PENDING: ['GRANTED', 'REJECTED', 'ESCALATED', 'EXPIRED', 'CANCELLED'],
  ESCALATED: ['GRANTED', 'REJECTED'],
  GRANTED: [],
  REJECTED: [],
  EXPIRED: [],
  CANCELLED: [],
});

const traceIdPattern = /^(?!0{32})[0-9a-f]{32}$/;

/** @throws DomainError FORBIDDEN without `approval:request` in the project; INVALID_INPUT as `settleTerms`. */
export function request(by: Actor, input: NewApproval, at: Date): ApprovalChange {
  authorize(by, 'approval:request', input.projectId);
  if (!traceIdPattern.test(input.traceId)) {
    throw new DomainError('INVALID_INPUT', 'traceId must be a W3C trace id.', 'traceId');
  }
  const approval: ApprovalRequest = {
    ...input,
    ...settleTerms(input, at),
    subjectId: text(input.subjectId, 'subjectId', 200),
    action: text(input.action, 'action', 100),
    correlationId: text(input.correlationId, 'correlationId', 200),
    version: 0,
    createdAt: at,
    updatedAt: at,
    policyDecisionId: null,
    requestedByUserId: by.userId,
    decisions: [],
    reviewRequestId: null,
    status: 'PENDING',
    overrideNoted: false,
    settledAt: null,
  };
  return changed(approval, requested(approval));
}

/** Notes the review that was raised for the approval. The first one counts; another changes nothing. */
export function noteReview(approval: ApprovalRequest, reviewRequestId: string): ApprovalChange {
  const awaitsReview = approval.decidedIn === 'STUDIO_REVIEW' && approval.reviewRequestId === null;
  if (!awaitsReview) return unchanged(approval);
  return changed(
    { ...approval, reviewRequestId },
    { type: 'ApprovalReviewRaised', reviewRequestId },
  );
}

/**
 * Records one person's vote, which settles the approval when it reaches a verdict.
 *
 * @throws DomainError DECIDED_IN_REVIEW when a review decides; ILLEGAL_TRANSITION once settled or
 * past the deadline; FORBIDDEN, ALREADY_EXISTS and INVALID_INPUT as the rules of votes have it.
 */
export function vote(approval: ApprovalRequest, by: Actor, ballot: Ballot): ApprovalChange {
  authorize(by, 'approval:grant', approval.projectId);
  assertDecidedHere(approval);
  assertMove(approval.status, ballot.outcome);
  if (approval.expiresAt !== null && ballot.at >= approval.expiresAt) {
    throw new DomainError('ILLEGAL_TRANSITION', 'The time to decide this approval has run out.');
  }
  assertMayVote(approval, by);
  const decisions = [...approval.decisions, voteOf(by, ballot)];
  const voted = { ...approval, decisions };
  const recorded: ApprovalFact = {
    type: 'ApprovalVoteRecorded',
    approverUserId: by.userId,
    outcome: ballot.outcome,
    commentSha256: ballot.commentSha256,
  };
  const outcome = verdict(voted);
  if (outcome === null) return changed(voted, recorded);
  return changed(ended(voted, outcome, ballot.at), recorded, conclusion(voted, outcome, 'VOTE'));
}

/** @throws DomainError FORBIDDEN to all but the requester; DECIDED_IN_REVIEW when a review decides. */
export function cancel(approval: ApprovalRequest, by: Actor, at: Date): ApprovalChange {
  authorize(by, 'approval:request', approval.projectId);
  assertDecidedHere(approval);
  assertMove(approval.status, 'CANCELLED');
  if (by.userId !== approval.requestedByUserId) {
    throw new DomainError('FORBIDDEN', 'Only whoever requested an approval may withdraw it.');
  }
  return changed(ended(approval, 'CANCELLED', at), { type: 'ApprovalCancelled' });
}

/**
 * Applies the outcome of the approval's review, once: what is settled stays as it is.
 *
 * @throws DomainError FORBIDDEN when it is not the approval's review.
 */
export function settleByReview(
  approval: ApprovalRequest,
  review: ReviewOutcome,
  at: Date,
): ApprovalChange {
  if (approval.status !== 'PENDING') return unchanged(approval);
  if (approval.reviewRequestId !== review.reviewRequestId) {
    throw new DomainError('FORBIDDEN', 'An approval is settled by its own review only.');
  }
  if (review.type === 'ReviewExpired') {
    // There is nobody left to escalate to: what is not rejected by timeout just expires.
    if (approval.onTimeout === 'REJECT') return rejectedByTimeout(approval, at);
    return changed(ended(approval, 'EXPIRED', at), { type: 'ApprovalExpired' });
  }
  const outcome = review.type === 'ReviewRejected' ? 'REJECTED' : 'GRANTED';
  const approverUserId = review.reviewerUserId;
  const decision: ApprovalVote = { approverUserId, outcome, comment: null, decidedAt: at };
  const decided: ApprovalRequest = {
    ...approval,
    decisions: [...approval.decisions, decision],
    overrideNoted: review.type === 'AgentDecisionOverridden',
  };
  return changed(ended(decided, outcome, at), conclusion(decided, outcome, 'REVIEW'));
}

/**
 * What the clock does to an approval that is decided here: nothing before its deadline and once it is
 * settled. The first time it may be escalated, with as much time again; after that it is rejected.
 */
export function expire(approval: ApprovalRequest, at: Date): ApprovalChange {
  const { status, expiresAt, createdAt, onTimeout } = approval;
  const isOpen = status === 'PENDING' || status === 'ESCALATED';
  if (!isOpen || expiresAt === null || at < expiresAt) return unchanged(approval);
  if (status === 'ESCALATED' || onTimeout === 'REJECT') return rejectedByTimeout(approval, at);
  const again = new Date(at.getTime() + expiresAt.getTime() - createdAt.getTime());
  const escalated: ApprovalRequest = { ...approval, status: 'ESCALATED', expiresAt: again };
  return changed(escalated, { type: 'ApprovalEscalated', expiresAt: again }, requested(escalated));
}

function rejectedByTimeout(approval: ApprovalRequest, at: Date): ApprovalChange {
  const rejected = conclusion(approval, 'REJECTED', 'TIMEOUT');
  return changed(ended(approval, 'REJECTED', at), { type: 'ApprovalExpired' }, rejected);
}

function conclusion(
  { overrideNoted }: ApprovalRequest,
  outcome: ApprovalVoteOutcome,
  cause: Cause,
): ApprovalFact {
  if (outcome === 'REJECTED') return { type: 'ApprovalRejected', cause };
  return { type: 'ApprovalGranted', cause, overrideNoted };
}

function requested(approval: ApprovalRequest): ApprovalFact {
  const { projectId, subjectType, subjectId, action, priority, requestedByUserId } = approval;
  const { requiredRole, decidedIn, requiredApprovals, expiresAt, onTimeout } = approval;
  const matter = { projectId, subjectType, subjectId, action, priority };
  const terms = { requiredRole, decidedIn, requiredApprovals, expiresAt, onTimeout };
  return { type: 'ApprovalRequested', ...matter, ...terms, requestedByUserId };
}

function ended(approval: ApprovalRequest, status: ApprovalEnd, at: Date): ApprovalRequest {
  return { ...approval, status, settledAt: at };
}

function changed(state: ApprovalRequest, ...facts: readonly ApprovalFact[]): ApprovalChange {
  const { id: approvalRequestId, projectId } = state;
  return { state, events: facts.map((fact) => ({ ...fact, approvalRequestId, projectId })) };
}

function unchanged(state: ApprovalRequest): ApprovalChange {
  return { state, events: [] };
}

function assertDecidedHere({ decidedIn, reviewRequestId }: ApprovalRequest): void {
  if (decidedIn === 'CONTROL_PLANE') return;
  const which = reviewRequestId === null ? 'a review that is being raised' : reviewRequestId;
  throw new DomainError('DECIDED_IN_REVIEW', `This approval is decided in its review: ${which}.`);
}
