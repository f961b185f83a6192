import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor, Grant } from '../../../kernel/authority.ts';
import {
  type ApprovalVote,
  type ApprovalVoteOutcome,
  assertMayVote,
  type Ballot,
  verdict,
  voteOf,
} from './domain.ts';

const noon = new Date('2026-01-01T12:00:00.000Z');

function voter(userId: string, ...grants: readonly Grant[]): Actor {
  return { userId, kind: 'PERSON', grants };
}
const everywhere: Grant = { role: 'APPROVER', projectId: null };
const ada = voter('ada', everywhere);

function cast(approverUserId: string, outcome: ApprovalVoteOutcome): ApprovalVote {
  return { approverUserId, outcome, comment: null, decidedAt: noon };
}
const poll = {
  projectId: 'booking',
  requestedByUserId: 'olga',
  requiredRole: 'APPROVER',
  requiredApprovals: 2,
  decisions: [],
} as const;
const rejecting: Ballot = {
  outcome: 'REJECTED',
  comment: ' Too early. ',
  commentSha256: 'c0ffee',
  at: noon,
};

function code(run: () => unknown): string {
  try {
    run();
    return 'fine';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

describe('who may vote', () => {
  it('is not the requester, who would approve himself', () => {
    expect(() => assertMayVote(poll, voter('olga', everywhere))).toThrow(
      /requested an approval may not decide it/,
    );
  });

  it.each([
    ['in every project', everywhere, 'fine'],
    ['in that project', { role: 'APPROVER', projectId: 'booking' }, 'fine'],
    ['in another project', { role: 'APPROVER', projectId: 'rooms' }, 'FORBIDDEN'],
  ] as const)('is who holds the required role %s', (_, grant, expected) => {
    expect(code(() => assertMayVote(poll, voter('ada', grant)))).toBe(expected);
  });

  it('is nobody by another role', () => {
    const owners = { ...poll, requiredRole: 'PRODUCT_OWNER' } as const;

    expect(code(() => assertMayVote(owners, ada))).toBe('FORBIDDEN');
  });

  it.each(['GRANTED', 'REJECTED'] as const)('is nobody twice, once he has %s', (outcome) => {
    const decisions = [cast('ada', outcome)];

    expect(code(() => assertMayVote({ ...poll, decisions }, ada))).toBe('ALREADY_EXISTS');
    expect(code(() => assertMayVote({ ...poll, decisions }, voter('eve', everywhere)))).toBe(
      'fine',
    );
  });
});

describe('a vote', () => {
  it('keeps who, what, why and when', () => {
    expect(voteOf(ada, rejecting)).toEqual({
      approverUserId: 'ada',
      outcome: 'REJECTED',
      comment: 'Too early.',
      decidedAt: noon,
    });
  });

  it.each([null, ' '])('that rejects must say why; "%s" does not', (comment) => {
    expect(code(() => voteOf(ada, { ...rejecting, comment }))).toBe('INVALID_INPUT');
    expect(voteOf(ada, { ...rejecting, outcome: 'GRANTED', comment }).comment).toBeNull();
  });

  it('says it in 2,000 characters', () => {
    const comment = 'x'.repeat(2_001);

    expect(code(() => voteOf(ada, { ...rejecting, comment }))).toBe('INVALID_INPUT');
  });
});

describe('the verdict', () => {
  it('is open below the quorum', () => {
    expect(verdict({ ...poll, decisions: [cast('ada', 'GRANTED')] })).toBeNull();
  });

  it('is a grant with the last grant that is required', () => {
    const decisions = [cast('ada', 'GRANTED'), cast('eve', 'GRANTED')];

    expect(verdict({ ...poll, decisions })).toBe('GRANTED');
  });

  it('is a rejection with a single one, whatever was granted', () => {
    const decisions = [cast('ada', 'GRANTED'), cast('eve', 'GRANTED'), cast('gus', 'REJECTED')];

    expect(verdict({ ...poll, decisions })).toBe('REJECTED');
  });

  it('never hangs on the order of the votes', () => {
    const votes = fc.uniqueArray(
      fc.record({
        approverUserId: fc.string(),
        outcome: fc.constantFrom<ApprovalVoteOutcome>('GRANTED', 'REJECTED'),
      }),
      { selector: ({ approverUserId }) => approverUserId },
    );

    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), votes, (requiredApprovals, given) => {
        const decisions = given.map((vote) => cast(vote.approverUserId, vote.outcome));
        const rejections = given.filter(({ outcome }) => outcome === 'REJECTED').length;
        const enough = given.length - rejections >= requiredApprovals ? 'GRANTED' : null;
        const expected = rejections > 0 ? 'REJECTED' : enough;

        expect(verdict({ ...poll, requiredApprovals, decisions })).toBe(expected);
        expect(verdict({ ...poll, requiredApprovals, decisions: decisions.toReversed() })).toBe(
          expected,
        );
      }),
    );
  });
});
