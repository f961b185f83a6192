import type { Role } from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';

export type ApprovalForum = 'STUDIO_REVIEW' | 'CONTROL_PLANE';
export type ApprovalTimeout = 'ESCALATE' | 'REJECT';
/** The roles that may claim a review: whoever decides must be able to. */
export type DecidingRole = 'SOLUTION_ARCHITECT' | 'PRODUCT_OWNER' | 'REVIEWER' | 'APPROVER';

/** Who decides an approval, where, how many of them and until when. */
export interface ApprovalTerms {
  readonly requiredRole: DecidingRole;
  readonly decidedIn: ApprovalForum;
  /** How many people must grant it. */
  readonly requiredApprovals: number;
  /** Null where a review decides: its deadline counts. Asked for as null, a day where it is decided here. */
  readonly expiresAt: Date | null;
  readonly onTimeout: ApprovalTimeout;
}

/** The same as they are asked for. */
export interface AskedTerms extends Omit<ApprovalTerms, 'requiredRole'> {
  readonly requiredRole: Role;
}

const deciders: readonly Role[] = ['SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'REVIEWER', 'APPROVER'];
const dayMs = 86_400_000;
const longestDays = 30;
const mostApprovals = 10;

/**
 * The terms as they will hold. Where a review decides, quorum and deadline are the review's: one
 * decision, and none of its own.
 *
 * @throws DomainError INVALID_INPUT for a deadline that is past, over 30 days away or the review's,
 * for a quorum that cannot be reached there, and for a role that cannot decide.
 */
export function settleTerms(terms: AskedTerms, at: Date): ApprovalTerms {
  const { requiredRole, decidedIn, requiredApprovals, onTimeout } = terms;
  if (!isDeciding(requiredRole)) invalid('requiredRole', `be ${deciders.join(' or ')}`);
  const most = decidedIn === 'CONTROL_PLANE' ? mostApprovals : 1;
  if (!Number.isInteger(requiredApprovals) || requiredApprovals < 1 || requiredApprovals > most) {
    invalid('requiredApprovals', `be 1 to ${mostApprovals}, and 1 where a review decides`);
  }
  const expiresAt = deadline(terms, at);
  return { requiredRole, decidedIn, requiredApprovals, expiresAt, onTimeout };
}

function isDeciding(role: Role): role is DecidingRole {
  return deciders.includes(role);
}

function deadline({ decidedIn, expiresAt }: AskedTerms, at: Date): Date | null {
  if (decidedIn === 'STUDIO_REVIEW') {
    if (expiresAt === null) return null;
    invalid('expiresAt', 'be absent where a review decides: it expires with its review');
  }
  const end = expiresAt ?? new Date(at.getTime() + dayMs);
  const windowMs = end.getTime() - at.getTime();
  if (windowMs > 0 && windowMs <= longestDays * dayMs) return end;
  invalid('expiresAt', `lie in the next ${longestDays} days`);
}

function invalid(field: string, rule: string): never {
  throw new DomainError('INVALID_INPUT', `${field} must ${rule}.`, field);
}
