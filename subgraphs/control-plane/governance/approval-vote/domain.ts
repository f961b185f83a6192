import type { Actor, Role } from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';
import { optionalText } from '../../../kernel/text.ts';

export type ApprovalVoteOutcome = 'GRANTED' | 'REJECTED';

/** What one person decided about an approval, on its spot or in its review. */
export interface ApprovalVote {
  readonly approverUserId: string;
  readonly outcome: ApprovalVoteOutcome;
  /** Free text: it stays here, the event carries its hash. Null when it was said in a review. */
  readonly comment: string | null;
  readonly decidedAt: Date;
}

/** A vote as somebody casts it. */
export interface Ballot {
  readonly outcome: ApprovalVoteOutcome;
  readonly comment: string | null;
  /** Of the comment's kept form, in hexadecimal; null without a comment. */
  readonly commentSha256: string | null;
  readonly at: Date;
}

/** What a vote is about; an approval is one. */
interface Poll {
  readonly projectId: string;
  readonly requestedByUserId: string;
  readonly requiredRole: Role;
  readonly requiredApprovals: number;
  readonly decisions: readonly ApprovalVote[];
}

/**
 * Four eyes, the required role in the project, and one vote each.
 *
 * @throws DomainError FORBIDDEN, or ALREADY_EXISTS for a second vote.
 */
export function assertMayVote(poll: Poll, by: Actor): void {
  if (by.userId === poll.requestedByUserId) {
    throw new DomainError('FORBIDDEN', 'Whoever requested an approval may not decide it.');
  }
  const isInRole = by.grants.some(
    ({ role, projectId }) =>
      role === poll.requiredRole && (projectId === null || projectId === poll.projectId),
  );
  if (!isInRole) {
    throw new DomainError('FORBIDDEN', `This approval is decided by ${poll.requiredRole} only.`);
  }
  if (poll.decisions.some(({ approverUserId }) => approverUserId === by.userId)) {
    throw new DomainError('ALREADY_EXISTS', 'You have voted on this approval already.');
  }
}

/** @throws DomainError INVALID_INPUT for a rejection that does not say why, and for a bad comment. */
export function voteOf(by: Actor, { outcome, comment, at }: Ballot): ApprovalVote {
  const said = optionalText(comment, 'comment', 2_000);
  if (outcome === 'REJECTED' && said === null) {
    throw new DomainError('INVALID_INPUT', 'A rejection must say why.', 'comment');
  }
  return { approverUserId: by.userId, outcome, comment: said, decidedAt: at };
}

/** One rejection rejects, `requiredApprovals` grants grant; null while neither is reached. */
export function verdict(poll: Poll): ApprovalVoteOutcome | null {
  if (poll.decisions.some(({ outcome }) => outcome === 'REJECTED')) return 'REJECTED';
  const grants = poll.decisions.filter(({ outcome }) => outcome === 'GRANTED');
  return grants.length >= poll.requiredApprovals ? 'GRANTED' : null;
}
