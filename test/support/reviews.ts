import { createHash } from 'node:crypto';
import type { Actor, Role } from '../../subgraphs/kernel/authority.ts';
import type { NewReview } from '../../subgraphs/studio/reviews/new-review/domain.ts';
import type { Verdict } from '../../subgraphs/studio/reviews/review-decision/domain.ts';
import type {
  ReviewRequest,
  ReviewStatus,
} from '../../subgraphs/studio/reviews/review-request/domain.ts';
import * as reviews from '../../subgraphs/studio/reviews/review-request/domain.ts';

// What the tests of reviews share: a project, some people, and a review in any status, brought there by commands.

export const noon = new Date('2026-01-31T12:00:00.000Z');
export const hoursAfter = (hours: number, start = noon) =>
  new Date(start.getTime() + hours * 3_600_000);

/** A well-formed id; the same for the same number. */
export const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
export const projectId = id(1);
export const otherProjectId = id(2);
export const reviewRequestId = id(10);

export function person(number: number, ...roles: readonly Role[]): Actor {
  return {
    userId: id(number),
    kind: 'PERSON',
    grants: roles.map((role) => ({ role, projectId: null })),
  };
}
export const factory: Actor = { ...person(100, 'SERVICE'), kind: 'SERVICE' };
export const ada = person(101, 'APPROVER');
export const ben = person(102, 'REVIEWER');
export const bea = person(103, 'REVIEWER');
export const cleo = person(104, 'VIEWER');
export const otto = person(105, 'FACTORY_OPERATOR');

export const newReview: NewReview = {
  id: reviewRequestId,
  tenantId: 'acme',
  projectId,
  subjectType: 'ARTIFACT',
  subjectId: 'art-checkout-openapi',
  subjectVersion: 1,
  previewSessionId: null,
  requiredRole: null,
  priority: 'NORMAL',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  correlationId: 'corr-3a6e1d40',
};

/** What every event of the sample review tells. */
export const aboutReview = {
  reviewRequestId,
  projectId,
  subjectType: 'ARTIFACT',
  subjectId: 'art-checkout-openapi',
  subjectVersion: 1,
  raisedByUserId: factory.userId,
  requiredRole: null,
  priority: 'NORMAL',
  slaDueAt: hoursAfter(24),
  claimedByUserId: null,
  approvalRequestId: null,
} as const;

/** A ruling of that reviewer; every one has the same decision id, since none is recorded. */
export const rulingOf = (by: Actor) => ({ by, reviewDecisionId: id(50) });
export const items = [
  { itemId: id(60), description: 'Name the currency.' },
  { itemId: id(61), description: 'Bound the page size.' },
];

/** Raised by the factory, claimed by ben, overridden by ada. */
export function reviewIn(status: ReviewStatus, told: Partial<NewReview> = {}): ReviewRequest {
  const pending = reviews.requestReview({ ...newReview, ...told }, factory, noon).state;
  if (status === 'PENDING') return pending;
  if (status === 'EXPIRED') return reviews.enforceSla(pending, hoursAfter(1_000)).state;
  const claimed = reviews.claim(pending, ben, noon).state;
  switch (status) {
    case 'IN_REVIEW':
      return claimed;
    case 'APPROVED':
      return reviews.approve(claimed, rulingOf(ben)).state;
    case 'REJECTED':
      return reviews.reject(claimed, rulingOf(ben)).state;
    case 'CHANGES_REQUESTED':
      return reviews.requestChanges(claimed, { ...rulingOf(ben), items }).state;
    case 'ESCALATED':
      return reviews.escalate(claimed, ben, 'It needs a decision above mine.').state;
    case 'OVERRIDDEN':
      return reviews.override(reviewIn('ESCALATED', told), rulingOf(ada)).state;
  }
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
export const verdictOf = (by: Actor, told: Partial<Verdict> = {}): Verdict => ({
  id: id(50),
  by,
  rationale: 'It names no currency.',
  conditions: [],
  sha256,
  ...told,
});
