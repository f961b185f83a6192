import { type Actor, authorize, isWithinScopes, may } from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';

/** The roles that decide reviews; a review can ask for one of them. */
export type ReviewRole = 'SOLUTION_ARCHITECT' | 'PRODUCT_OWNER' | 'REVIEWER' | 'APPROVER';

/** What of a review says who may decide it. */
interface Judged {
  readonly projectId: string;
  readonly raisedByUserId: string;
  readonly requiredRole: ReviewRole | null;
}

/**
 * Four eyes, and the required review role of studio-data-model, ReviewRequest invariant 3. An approver stands in
 * for any role, or what was escalated for want of one could be decided by nobody.
 *
 * @throws DomainError FORBIDDEN for the raiser, and for those without the required role.
 */
export function assertMayJudge(review: Judged, by: Actor): void {
  if (by.userId === review.raisedByUserId) {
    throw new DomainError('FORBIDDEN', 'Whoever raised a review may not decide it.');
  }
  const role = review.requiredRole;
  if (role === null || isApprover(review, by) || holds(by, role, review.projectId)) return;
  throw new DomainError('FORBIDDEN', `Only who holds the role ${role} may decide this review.`);
}

/** @throws DomainError FORBIDDEN for anyone but the raiser and services. */
export function assertMayRevise(review: Judged, by: Actor): void {
  const isRaiser = by.userId === review.raisedByUserId && isWithinScopes(by, 'review:revise');
  if (!isRaiser) authorize(by, 'review:revise', review.projectId);
}

/** Whether they are the higher authority that a review is escalated to. */
export function isApprover(review: Judged, by: Actor): boolean {
  return may(by, 'review:claim-escalated', review.projectId);
}

function holds(by: Actor, role: ReviewRole, projectId: string): boolean {
  return by.grants.some(
    (grant) => grant.role === role && (grant.projectId ?? projectId) === projectId,
  );
}
