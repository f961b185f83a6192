import { type Actor, authorize } from '../../../kernel/authority.ts';
import { type Change, DomainError, lifecycle } from '../../../kernel/domain.ts';
import { text } from '../../../kernel/text.ts';
import {
  addItems,
  assertAllResolved,
  type ChangeRequestItem,
  type NewItem,
  resolveItem,
} from '../change-request-item/domain.ts';
import { checked, type NewReview, revised } from '../new-review/domain.ts';
import { assertMayJudge, assertMayRevise, isApprover } from '../reviewer/domain.ts';
import {
  lapseOf,
  openSlaWindow,
  reopenSlaWindow,
  type SlaWindow,
  slaOutcome,
} from '../sla-window/domain.ts';

/*
 * A unit of human review raised against something the factory made (studio-data-model, ReviewRequest).
 *
 * It waits PENDING for a claim. Its claimer, while IN_REVIEW, approves it, rejects it, requests changes (a
 * revision makes it PENDING again) or escalates it. What is ESCALATED an approver claims or overrides. A review
 * that nobody claims in time is moved by the clock: urgent ones are escalated, others expire. A claim is never
 * given back, and no other way leads anywhere.
 */

/** Where each status leads; the last four are final. */
const moves = {
  PENDING: ['IN_REVIEW', 'ESCALATED', 'EXPIRED'],
  IN_REVIEW: ['APPROVED', 'REJECTED', 'CHANGES_REQUESTED', 'ESCALATED'],
  CHANGES_REQUESTED: ['PENDING'],
  ESCALATED: ['IN_REVIEW', 'OVERRIDDEN'],
  APPROVED: [],
  REJECTED: [],
  OVERRIDDEN: [],
  EXPIRED: [],
} as const;
const assertMove = lifecycle<ReviewStatus>('A review', moves);
export type ReviewStatus = keyof typeof moves;

export interface ReviewRequest extends NewReview {
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly raisedByUserId: string;
  /** The approval that this review decides; null when it was raised for itself. */
  readonly approvalRequestId: string | null;
  readonly status: ReviewStatus;
  /** Who evaluates it, or did so last; null while it waits for a claim. */
  readonly claimedByUserId: string | null;
  /** The SLA window starts anew with every revision. */
  readonly slaRaisedAt: Date;
  readonly slaDueAt: Date;
  /** When the SLA acts on it, should it still be pending. */
  readonly lapsesAt: Date;
  /** Of every round, the oldest first. */
  readonly changeRequestItems: readonly ChangeRequestItem[];
  /** Why a reviewer escalated it last. */
  readonly escalationReason: string | null;
}

/** Who decides, and the identity of the ReviewDecision that will record it. */
export interface Ruling {
  readonly by: Actor;
  readonly reviewDecisionId: string;
}
type Decided = ReturnType<typeof decided>;
type Fact =
  | { readonly type: 'ReviewRequested' | 'ReviewClaimed' | 'ReviewExpired' }
  | ({ readonly type: 'ReviewApproved' | 'ReviewRejected' | 'AgentDecisionOverridden' } & Decided)
  | ({ readonly type: 'ChangesRequested'; readonly itemIds: readonly string[] } & Decided)
  | { readonly type: 'ReviewChangeItemResolved'; readonly itemId: string }
  | { readonly type: 'ReviewRevisionSubmitted' }
  /** By nobody when the SLA did it. */
  | { readonly type: 'ReviewEscalated'; readonly escalatedByUserId: string | null };
/** Every event tells enough of the review for its consumers to act without asking back. */
export type ReviewEvent = ReturnType<typeof about> & Fact;
export type ReviewChange = Change<ReviewRequest, ReviewEvent>;

/** What the tenant has set for reviews of this priority; null or left out, the factory's own hours count. */
interface Granted {
  readonly slaHours?: number | null;
}

/** @throws DomainError FORBIDDEN, or INVALID_INPUT when a field breaks a rule. */
export function requestReview(review: NewReview & Granted, by: Actor, at: Date): ReviewChange {
  authorize(by, 'review:request', review.projectId);
  return raise({ ...review, raisedByUserId: by.userId, approvalRequestId: null }, at);
}

/**
 * Raises a review for somebody who was authorised elsewhere: the requester of the approval it decides.
 *
 * @throws DomainError INVALID_INPUT when a field breaks a rule.
 */
export function raise(
  {
    slaHours = null,
    ...review
  }: NewReview & Granted & Pick<ReviewRequest, 'raisedByUserId' | 'approvalRequestId'>,
  at: Date,
): ReviewChange {
  const state: ReviewRequest = {
    ...checked(review),
    version: 0,
    createdAt: at,
    updatedAt: at,
    raisedByUserId: review.raisedByUserId,
    approvalRequestId: review.approvalRequestId,
    ...waiting(review, openSlaWindow(review.priority, at, slaHours)),
    changeRequestItems: [],
    escalationReason: null,
  };
  return changed(state, {}, { type: 'ReviewRequested' });
}

/**
 * Claims a pending review, or as an approver an escalated one, to decide it.
 *
 * @throws DomainError FORBIDDEN for the raiser and for those without the required role; ILLEGAL_TRANSITION
 *   when its time has run out.
 */
export function claim(review: ReviewRequest, by: Actor, at: Date): ReviewChange {
  authorize(by, 'review:claim', review.projectId);
  assertMove(review.status, 'IN_REVIEW');
  if (review.status === 'ESCALATED') authorize(by, 'review:claim-escalated', review.projectId);
  assertMayJudge(review, by);
  if (lapsedInto(review, at) === 'EXPIRED') {
    throw new DomainError('ILLEGAL_TRANSITION', 'The time of this review has run out; it expires.');
  }
  const next = { status: 'IN_REVIEW', claimedByUserId: by.userId } as const;
  return changed(review, next, { type: 'ReviewClaimed' });
}

/** @throws DomainError FORBIDDEN for anyone but the claimer. */
export function approve(review: ReviewRequest, ruling: Ruling): ReviewChange {
  assertMayDecide(review, ruling.by, 'APPROVED');
  return changed(review, { status: 'APPROVED' }, { type: 'ReviewApproved', ...decided(ruling) });
}

/** @throws DomainError FORBIDDEN for anyone but the claimer. */
export function reject(review: ReviewRequest, ruling: Ruling): ReviewChange {
  assertMayDecide(review, ruling.by, 'REJECTED');
  return changed(review, { status: 'REJECTED' }, { type: 'ReviewRejected', ...decided(ruling) });
}

/** @throws DomainError FORBIDDEN for anyone but the claimer; INVALID_INPUT without items to work on. */
export function requestChanges(
  review: ReviewRequest,
  ruling: Ruling & { readonly items: readonly NewItem[] },
): ReviewChange {
  assertMayDecide(review, ruling.by, 'CHANGES_REQUESTED');
  const changeRequestItems = addItems(review.changeRequestItems, ruling.items);
  const next = { status: 'CHANGES_REQUESTED', changeRequestItems } as const;
  const itemIds = ruling.items.map(({ itemId }) => itemId);
  return changed(review, next, { type: 'ChangesRequested', itemIds, ...decided(ruling) });
}

/** @throws DomainError FORBIDDEN for anyone but the raiser and services; ILLEGAL_TRANSITION the second time. */
export function resolveChangeRequestItem(
  review: ReviewRequest,
  by: Actor,
  itemId: string,
): ReviewChange {
  assertMayRevise(review, by);
  if (review.status !== 'CHANGES_REQUESTED') {
    const rule = 'Items are resolved while the status of a review is CHANGES_REQUESTED.';
    throw new DomainError('ILLEGAL_TRANSITION', rule);
  }
  const changeRequestItems = resolveItem(review.changeRequestItems, itemId);
  return changed(review, { changeRequestItems }, { type: 'ReviewChangeItemResolved', itemId });
}

/**
 * Puts a later version of the subject up for review: it waits for a claim again, in a new SLA window.
 *
 * @throws DomainError FORBIDDEN for anyone but the raiser and services; ILLEGAL_TRANSITION while an item is
 *   open; INVALID_INPUT when the version has not risen.
 */
export function submitRevision(
  review: ReviewRequest,
  revision: Pick<NewReview, 'subjectVersion' | 'previewSessionId'> & { readonly by: Actor },
  at: Date,
): ReviewChange {
  assertMayRevise(review, revision.by);
  assertMove(review.status, 'PENDING');
  assertAllResolved(review.changeRequestItems);
  const window = reopenSlaWindow({ raisedAt: review.slaRaisedAt, dueAt: review.slaDueAt }, at);
  const next = { ...waiting(review, window), ...revised(revision, review) };
  return changed(review, next, { type: 'ReviewRevisionSubmitted' });
}

/**
 * Hands a claimed review to higher authority and releases the claim.
 *
 * @throws DomainError FORBIDDEN for anyone but the claimer and approvers.
 */
export function escalate(review: ReviewRequest, by: Actor, reason: string): ReviewChange {
  authorize(by, 'review:decide', review.projectId);
  assertMove(review.status, 'ESCALATED');
  if (review.status === 'PENDING') {
    throw new DomainError('ILLEGAL_TRANSITION', 'Only its SLA escalates a pending review.');
  }
  if (review.claimedByUserId !== by.userId && !isApprover(review, by)) {
    throw new DomainError('FORBIDDEN', 'Only its claimer or an approver may escalate a review.');
  }
  const escalationReason = text(reason, 'reason', 2_000);
  const next = { status: 'ESCALATED', claimedByUserId: null, escalationReason } as const;
  return changed(review, next, { type: 'ReviewEscalated', escalatedByUserId: by.userId });
}

/** Puts a human result in the place of what was escalated. @throws DomainError FORBIDDEN but for approvers. */
export function override(review: ReviewRequest, ruling: Ruling): ReviewChange {
  authorize(ruling.by, 'review:override', review.projectId);
  assertMove(review.status, 'OVERRIDDEN');
  assertMayJudge(review, ruling.by);
  const fact = { type: 'AgentDecisionOverridden', ...decided(ruling) } as const;
  return changed(review, { status: 'OVERRIDDEN' }, fact);
}

/** What time does to a review; nothing, and no event, while it is not pending or has time left. */
export function enforceSla(review: ReviewRequest, at: Date): ReviewChange {
  const status = lapsedInto(review, at);
  if (status === null) return { state: review, events: [] };
  assertMove(review.status, status);
  if (status === 'EXPIRED') return changed(review, { status }, { type: 'ReviewExpired' });
  const next = { status, escalationReason: null };
  return changed(review, next, { type: 'ReviewEscalated', escalatedByUserId: null });
}

/** Whether it is still to be decided, though the SLA window is over. */
export function isOverdue(review: ReviewRequest, at: Date): boolean {
  return moves[review.status].length > 0 && at >= review.slaDueAt;
}

function lapsedInto(review: ReviewRequest, at: Date) {
  return review.status === 'PENDING' && at >= review.lapsesAt ? slaOutcome(review) : null;
}

function waiting(review: NewReview, { raisedAt, dueAt }: SlaWindow) {
  return {
    status: 'PENDING',
    claimedByUserId: null,
    slaRaisedAt: raisedAt,
    slaDueAt: dueAt,
    lapsesAt: lapseOf({ raisedAt, dueAt }, slaOutcome(review)),
  } as const;
}

function assertMayDecide(review: ReviewRequest, by: Actor, outcome: ReviewStatus): void {
  authorize(by, 'review:decide', review.projectId);
  assertMove(review.status, outcome);
  assertMayJudge(review, by);
  if (review.claimedByUserId === by.userId) return;
  throw new DomainError('FORBIDDEN', 'Only the reviewer who claimed a review may decide it.');
}

function decided({ by, reviewDecisionId }: Ruling) {
  return { reviewDecisionId, reviewerUserId: by.userId };
}

function changed(review: ReviewRequest, next: Partial<ReviewRequest>, fact: Fact): ReviewChange {
  const state = { ...review, ...next };
  return { state, events: [{ ...about(state), ...fact }] };
}

function about(review: ReviewRequest) {
  return {
    reviewRequestId: review.id,
    projectId: review.projectId,
    subjectType: review.subjectType,
    subjectId: review.subjectId,
    subjectVersion: review.subjectVersion,
    raisedByUserId: review.raisedByUserId,
    requiredRole: review.requiredRole,
    priority: review.priority,
    slaDueAt: review.slaDueAt,
    claimedByUserId: review.claimedByUserId,
    approvalRequestId: review.approvalRequestId,
  };
}
