import type { Role } from '../../subgraphs/kernel/authority.ts';
import type { ReviewStatus } from '../../subgraphs/studio/reviews/review-request/domain.ts';

// The review state machine as its published diagram and the table of permissions have it, written down a second
// time and independently of the code. Tests hold the code against it, cell by cell and in random histories.

export type Command =
  | 'claim'
  | 'approve'
  | 'reject'
  | 'requestChanges'
  | 'resolveItem'
  | 'submitRevision'
  | 'escalate'
  | 'override';
export const commands: readonly Command[] = [
  'claim',
  'approve',
  'reject',
  'requestChanges',
  'resolveItem',
  'submitRevision',
  'escalate',
  'override',
];

/** What somebody is to a review, beside the roles that he holds. */
export interface Relation {
  readonly isRaiser: boolean;
  readonly isClaimer: boolean;
}

/** The eleven edges; the first leads from nowhere. */
export const edges: readonly string[] = [
  'nowhere -> PENDING',
  'PENDING -> IN_REVIEW',
  'IN_REVIEW -> APPROVED',
  'IN_REVIEW -> REJECTED',
  'IN_REVIEW -> CHANGES_REQUESTED',
  'IN_REVIEW -> ESCALATED',
  'PENDING -> ESCALATED',
  'ESCALATED -> IN_REVIEW',
  'CHANGES_REQUESTED -> PENDING',
  'ESCALATED -> OVERRIDDEN',
  'PENDING -> EXPIRED',
];
export const finalStatuses: readonly ReviewStatus[] = [
  'APPROVED',
  'REJECTED',
  'OVERRIDDEN',
  'EXPIRED',
];

/** Where a command leads from a status, and what it publishes; from every other status it is illegal. */
export const legal: Readonly<Record<string, readonly [ReviewStatus, string]>> = {
  'PENDING claim': ['IN_REVIEW', 'ReviewClaimed'],
  'IN_REVIEW approve': ['APPROVED', 'ReviewApproved'],
  'IN_REVIEW reject': ['REJECTED', 'ReviewRejected'],
  'IN_REVIEW requestChanges': ['CHANGES_REQUESTED', 'ChangesRequested'],
  'IN_REVIEW escalate': ['ESCALATED', 'ReviewEscalated'],
  'CHANGES_REQUESTED resolveItem': ['CHANGES_REQUESTED', 'ReviewChangeItemResolved'],
  'CHANGES_REQUESTED submitRevision': ['PENDING', 'ReviewRevisionSubmitted'],
  'ESCALATED claim': ['IN_REVIEW', 'ReviewClaimed'],
  'ESCALATED override': ['OVERRIDDEN', 'AgentDecisionOverridden'],
};

/** The roles that may give a command at all. */
const holders: Readonly<Record<Command, readonly Role[]>> = {
  claim: ['SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'REVIEWER', 'APPROVER'],
  approve: ['SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'REVIEWER', 'APPROVER'],
  reject: ['SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'REVIEWER', 'APPROVER'],
  requestChanges: ['SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'REVIEWER', 'APPROVER'],
  escalate: ['SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'REVIEWER', 'APPROVER'],
  override: ['APPROVER'],
  resolveItem: ['SERVICE'],
  submitRevision: ['SERVICE'],
};

/** What is asked of a holder beside the role, once the status allows the command. */
const conditions: Readonly<Record<Command, (role: Role, relation: Relation) => boolean>> = {
  claim: (_, { isRaiser }) => !isRaiser,
  approve: (_, { isRaiser, isClaimer }) => isClaimer && !isRaiser,
  reject: (_, { isRaiser, isClaimer }) => isClaimer && !isRaiser,
  requestChanges: (_, { isRaiser, isClaimer }) => isClaimer && !isRaiser,
  escalate: (role, { isClaimer }) => isClaimer || role === 'APPROVER',
  override: (_, { isRaiser }) => !isRaiser,
  resolveItem: () => true,
  submitRevision: () => true,
};

export type Verdict =
  | { readonly status: ReviewStatus; readonly event: string }
  | { readonly refusal: 'FORBIDDEN' | 'ILLEGAL_TRANSITION' };

/** What must become of a command: who may not at all learns no more than that; then the status, then the rest. */
export function verdict(
  status: ReviewStatus,
  command: Command,
  { role, ...relation }: Relation & { readonly role: Role },
): Verdict {
  const isRaisersOwn = command === 'resolveItem' || command === 'submitRevision';
  if (!holders[command].includes(role) && !(isRaisersOwn && relation.isRaiser)) {
    return { refusal: 'FORBIDDEN' };
  }
  const move = legal[`${status} ${command}`];
  if (!move) return { refusal: 'ILLEGAL_TRANSITION' };
  const isForApprovers = status === 'ESCALATED' && command === 'claim';
  if (isForApprovers && role !== 'APPROVER') return { refusal: 'FORBIDDEN' };
  if (!conditions[command](role, relation)) return { refusal: 'FORBIDDEN' };
  return { status: move[0], event: move[1] };
}
